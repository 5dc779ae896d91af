"""What the guard lets through, and that the real server has it in front."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag.ui.guard import Guard, Open

HERE = {"host": "127.0.0.1:7860"}


def status(
    path: str,
    headers: dict[str, str] = HERE,
    *,
    method: str = "GET",
    opened: Open | None = None,
    tools: bool = False,
) -> int:
    """What a guarded server that answers everything with 200 answers."""
    said: list[MutableMapping[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> MutableMapping[str, Any]:
        return {}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    guard = Guard(app, opened or Open(), app if tools else None)
    with ThreadPoolExecutor(1) as pool:  # a loop of its own: the browser's may be running here
        pool.submit(lambda: asyncio.run(guard(scope, receive, send))).result()
    return int(said[0]["status"])


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_the_page_is_given_to_its_own_names(host: str) -> None:
    """This machine's names reach the page and what it is made of."""
    for path in ("/", "/config", "/assets/a.js", "/gradio_api/queue/data"):
        assert status(path, {"host": host}) == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "10.0.0.1"])
def test_a_name_that_was_made_to_point_here_is_refused(host: str) -> None:
    """A site that lets its own name lead to this machine gets nothing (DNS rebinding)."""
    assert status("/", {"host": host}) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_sites_may_not_post(headers: dict[str, str]) -> None:
    """A post that a page of another origin makes is refused, with or without cookies."""
    assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 403


def test_the_page_itself_and_programs_may_post() -> None:
    """The page's own origin, or none at all, passes."""
    for headers in ({}, {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}):
        assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 200


@pytest.mark.parametrize(
    "path",
    "/gradio_api/file=/etc/passwd /gradio_api/file/etc/passwd /gradio_api/proxy=http://a.example/ "
    "/gradio_api/upload /gradio_api/call/ask /gradio_api/info /gradio_api/stream/1 /mcp /docs "
    "/gradio_api/dev/reload /gradio_api/vibe-edit /monitoring /assets/../../secret /file=a "
    "/gradio_api/deep_link /custom_component/a /gradio_api/run/ask".split(),
)
def test_nothing_else_is_there(path: str) -> None:
    """No file, no proxy, no upload, and no endpoint that was not switched on."""
    assert status(path) == 404


def test_switches_open_one_thing_each() -> None:
    """The endpoint, uploads and tools are there once they are asked for."""
    assert status("/gradio_api/call/ask", opened=Open(api=True)) == 200
    assert status("/gradio_api/upload", opened=Open(api=True)) == 404
    assert status("/gradio_api/upload", opened=Open(uploads=9)) == 200
    assert status("/mcp", tools=True) == 200


def test_tools_want_the_password() -> None:
    """Where the page asks for a password, the tools take it as a bearer token alone."""
    opened = Open(password="secret word")
    assert status("/mcp", opened=opened, tools=True) == 401
    wrong, right = ({"authorization": f"Bearer {p}"} for p in ("secret", "secret word"))
    assert status("/mcp", HERE | wrong, opened=opened, tools=True) == 401
    assert status("/mcp", HERE | right, opened=opened, tools=True) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content-length": "1000001"},
        {"transfer-encoding": "chunked"},
        {"content-length": "-1"},
        {"content-length": "many"},
    ],
)
def test_a_large_body_is_not_read(headers: dict[str, str]) -> None:
    """What is larger than any question, or doesn't say how large it is, is refused unread."""
    assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 413


def get(address: str, path: str, **headers: str) -> tuple[int, str, str]:
    """Ask a server; return status, content policy and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.getheader("content-security-policy", ""), body


def test_the_real_server_stands_behind_the_guard(address: str) -> None:
    """The served page refuses files and foreign names, and tells the browser to load nothing."""
    code, policy, _ = get(address, "/")
    assert code == 200 and "default-src 'self'" in policy
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://127.0.0.1/", "/mcp"):
        code, _, body = get(address, path)
        assert code == 404 and "root:" not in body
    assert get(address, "/", Host="evil.example")[0] == 403


def test_with_a_password_nothing_is_told_without_it(open_address: str) -> None:
    """The page of a server with a password is a form, and its parts are not handed out."""
    assert get(open_address, "/config")[0] == 401
    assert get(open_address, "/gradio_api/info")[0] == 401
    assert get(open_address, "/mcp")[0] == 401
    assert "articles from" not in get(open_address, "/")[2]
