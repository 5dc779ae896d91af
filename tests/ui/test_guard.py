"""What the guard lets through, alone and in front of the real server."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag.ui.guard import Access, Guard

HERE = {"host": "127.0.0.1:7860"}


def status(
    path: str,
    headers: dict[str, str] = HERE,
    *,
    method: str = "GET",
    access: Access | None = None,
    tools: bool = False,
) -> int:
    """Return the status from a guarded server that answers every request with 200."""
    sent: list[MutableMapping[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> MutableMapping[str, Any]:
        return {}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    guard = Guard(app, access or Access(), app if tools else None)
    with ThreadPoolExecutor(1) as pool:  # own event loop: the browser's may be running here
        pool.submit(lambda: asyncio.run(guard(scope, receive, send))).result()
    return int(sent[0]["status"])


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_the_page_is_given_to_its_own_names(host: str) -> None:
    """By loopback names the page and its assets can be fetched."""
    for path in ("/", "/config", "/assets/a.js", "/gradio_api/queue/data"):
        assert status(path, {"host": host}) == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "10.0.0.1"])
def test_other_host_names_are_rejected(host: str) -> None:
    """A site whose host name resolves to this machine gets nothing (DNS rebinding)."""
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
    """A post from a page of another origin is rejected, with or without cookies."""
    assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 403


def test_the_page_itself_and_programs_may_post() -> None:
    """Posts with the page's own origin, or without an origin, are allowed."""
    for headers in ({}, {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}):
        assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 200


@pytest.mark.parametrize(
    "path",
    "/gradio_api/file=/etc/passwd /gradio_api/file/etc/passwd /gradio_api/proxy=http://a.example/ "
    "/gradio_api/upload /gradio_api/call/ask /gradio_api/info /gradio_api/stream/1 /mcp /docs "
    "/gradio_api/dev/reload /gradio_api/vibe-edit /monitoring /assets/../../secret /file=a "
    "/gradio_api/deep_link /custom_component/a /gradio_api/run/ask".split(),
)
def test_other_paths_are_not_found(path: str) -> None:
    """Files, the proxy, uploads and endpoints that are not switched on are not found."""
    assert status(path) == 404


def test_each_switch_allows_one_feature() -> None:
    """The endpoint, uploads and tools are allowed by their own switch only."""
    assert status("/gradio_api/call/ask", access=Access(api=True)) == 200
    assert status("/gradio_api/upload", access=Access(api=True)) == 404
    assert status("/gradio_api/upload", access=Access(uploads=9)) == 200
    assert status("/mcp", tools=True) == 200


def test_tools_need_the_password() -> None:
    """With a password, the tools accept it as a bearer token only."""
    access = Access(password="secret word")
    assert status("/mcp", access=access, tools=True) == 401
    wrong, right = ({"authorization": f"Bearer {p}"} for p in ("secret", "secret word"))
    assert status("/mcp", HERE | wrong, access=access, tools=True) == 401
    assert status("/mcp", HERE | right, access=access, tools=True) == 200


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
    """A body larger than any question, or of unknown length, is rejected unread."""
    assert status("/gradio_api/queue/join", HERE | headers, method="POST") == 413


def get(address: str, path: str, **headers: str) -> tuple[int, str, str]:
    """Send a request; return status, content security policy and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.getheader("content-security-policy", ""), body


def test_the_real_server_stands_behind_the_guard(address: str) -> None:
    """The real server rejects files and foreign host names, and sets a content security policy."""
    code, policy, _ = get(address, "/")
    assert code == 200 and "default-src 'self'" in policy
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://127.0.0.1/", "/mcp"):
        code, _, body = get(address, path)
        assert code == 404 and "root:" not in body
    assert get(address, "/", Host="evil.example")[0] == 403


def test_with_a_password_nothing_is_served_without_it(open_address: str) -> None:
    """Without the password there is only the login form, no configuration and no content."""
    assert get(open_address, "/config")[0] == 401
    assert get(open_address, "/gradio_api/info")[0] == 401
    assert get(open_address, "/mcp")[0] == 401
    assert "articles from" not in get(open_address, "/")[2]
