"""The endpoint and the tools, used by the real clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.ui_server import PASSWORD

QUESTION = "what did Macron say about US support"
SETTINGS = (*("top", "min_confidence", "speaker", "published_from", "published_to", "sources"),)
ARTICLE = "europe/macron-presses-europe.txt"


@pytest.fixture(scope="module")
def expected(page_index: Path) -> dict[str, Any]:
    """Return what `rag ask --json` prints for the question."""
    from rag import engine

    answer: dict[str, Any] = engine.shared(page_index).answer(QUESTION).to_dict()
    return answer


def test_the_endpoint_gives_what_the_shell_prints(
    open_address: str, expected: dict[str, Any]
) -> None:
    """The endpoint returns the fields of `rag ask --json`, and documents its parameters."""
    from gradio_client import Client

    client = Client(open_address, auth=("me", PASSWORD), verbose=False, download_files=False)
    assert client.predict(QUESTION, api_name="/ask") == expected
    assert len(client.predict(QUESTION, 1, api_name="/ask")["citations"]) == 1
    (name,) = (interface := client.view_api(return_format="dict", print_info=False))[
        "named_endpoints"
    ]
    parameters = interface["named_endpoints"][name]["parameters"]
    assert name == "/ask"
    assert [p["parameter_name"] for p in parameters] == ["question", *SETTINGS]
    assert [p["label"] for p in parameters] == ["question", *SETTINGS]
    assert [p["python_type"]["type"] for p in parameters][:3] == ["str", "int", "float | None"]
    assert "1 to 5" in parameters[1]["python_type"]["description"]
    assert all(p["python_type"]["description"] for p in parameters)
    with pytest.raises(Exception, match="the question is empty"):
        client.predict(" ", api_name="/ask")


def test_the_endpoint_takes_the_filters_of_the_shell(open_address: str) -> None:
    """Each filter is applied by its name; an invalid value is an error."""
    from gradio_client import Client

    client = Client(open_address, auth=("me", PASSWORD), verbose=False, download_files=False)

    def filtered(**given: Any) -> Any:
        return client.predict(QUESTION, api_name="/ask", **given)

    early = filtered(published_to="2025-02")
    assert (early["answered"], early["query"]["published_to"]) == (False, "2025-02-28")
    assert early["notes"] == ["Only articles published until 2025-02-28."]
    assert filtered(published_from="2025-03", published_to="2025-03")["answered"]
    assert filtered(speaker="Olga Brandt")["query"]["speaker"] == "Olga Brandt"
    assert filtered(min_confidence=1.0)["answered"] is False
    with pytest.raises(Exception, match="no article in this index is from “The Nowhere Post”"):
        filtered(sources=["The Nowhere Post"])
    with pytest.raises(Exception, match="the first day is 'soon'"):
        filtered(published_from="soon")


def test_a_question_too_long_is_cut_and_says_so(open_address: str) -> None:
    """Of 20,000 characters those within the limit are used; the first note says so."""
    from gradio_client import Client

    client = Client(open_address, auth=("me", PASSWORD), verbose=False, download_files=False)
    found = client.predict(f"{QUESTION}? {'x' * 20_000}", api_name="/ask")
    assert len(found["query"]["text"]) <= 2_000 and found["query"]["text"].startswith(QUESTION)
    assert "only the first 37 were read" in found["notes"][0]


def test_a_wrong_password_is_rejected(open_address: str) -> None:
    """A program with another password cannot log in."""
    from gradio_client import Client

    with pytest.raises(Exception, match="Could not login"):
        Client(open_address, auth=("me", "another password"), verbose=False)


def test_the_tools_answer_a_real_client(open_address: str, expected: dict[str, Any]) -> None:
    """An MCP client finds four described tools, and each returns what it should."""

    async def use(client: Any) -> None:
        listed = (await client.list_tools()).tools
        assert [t.name for t in listed] == ["ask", "search", "speakers", "read_article"]
        assert all(t.description for t in listed)
        assert await call(client, "ask", question=QUESTION) == expected
        assert {*SETTINGS} < set(listed[0].input_schema["properties"])
        arguments = [a for t in listed for a in t.input_schema["properties"].values()]
        assert all(argument["description"] for argument in arguments)
        early = await call(client, "ask", question=QUESTION, published_to="2025-02")
        assert not early["answered"] and early["query"]["published_to"] == "2025-02-28"
        refused = await client.call_tool("ask", {"question": QUESTION, "sources": ["Nowhere"]})
        assert refused.is_error and "is from “Nowhere”" in str(refused.content)
        long = await call(client, "ask", question=f"{QUESTION}? {'x' * 20_000}")
        assert "were read" in long["notes"][0]
        found = await call(client, "search", question=QUESTION, top=2)
        assert len(found["passages"]) == 2 and found["passages"][0]["path"] == ARTICLE
        every = await call(client, "search", question="Europe troops", all_words=True, top=1)
        assert every["total"] > len(every["passages"]) == 1 and every["passages"][0]["matched"]
        none = await call(client, "search", question="troops", published_to="2025-02")
        assert none["passages"] == []
        speakers = await call(client, "speakers")
        assert "Emmanuel Macron" in [s["speaker"] for s in speakers["speakers"]]
        quoted = await call(client, "speakers", name="Emmanuel Macron")
        assert quoted["quotations"] and quoted["total"] == len(quoted["quotations"])
        one = {"name": "Emmanuel Macron", "offset": 1, "top": 1, "published_from": "2025-03"}
        paged = await call(client, "speakers", **one)
        assert paged == {"quotations": quoted["quotations"][1:2], "total": quoted["total"]}
        found = await call(client, "speakers", words="macr", top=1)
        assert [s["speaker"] for s in found["speakers"]] == ["Emmanuel Macron"]
        first = expected["citations"][0]
        article = await call(client, "read_article", path=ARTICLE, start=first["start"])
        assert article["text"].startswith(first["text"])
        assert article["end"] == article["length"]

    with_client(open_address, use)


@pytest.mark.parametrize("path", ["/etc/passwd", "../hostile.jsonl", "hostile.jsonl", ""])
def test_a_tool_reads_articles_and_no_other_file(open_address: str, path: str) -> None:
    """A path that is not an article of the index is an error."""

    async def use(client: Any) -> None:
        result = await client.call_tool("read_article", {"path": path})
        assert result.is_error and "the index has no article of the file" in str(result.content)

    with_client(open_address, use)


async def call(client: Any, tool: str, **arguments: Any) -> Any:
    """Call a tool and return the object in its result."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def with_client(address: str, use: Callable[[Any], Awaitable[None]]) -> None:
    """Run `use` with the official client, connected to a server over HTTP."""
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    async def run() -> None:
        headers = {"Authorization": f"Bearer {PASSWORD}"}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(f"{address}mcp", http_client=http)
            async with Client(transport) as client:
                await use(client)

    with ThreadPoolExecutor(1) as pool:  # own event loop: the browser's may be running here
        pool.submit(lambda: asyncio.run(run())).result()
