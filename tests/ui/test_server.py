"""The server with a full queue, and its memory over many questions."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from rag.answers import Answer
from rag.ui.server_settings import Serving
from tests.ui.test_serve import free_port
from tests.ui_server import SLOW, answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from rag.engine import Engine


class Waiting:
    """An engine whose conversations wait for an event before they answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.released = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def continue_after(self, answers: Sequence[Answer]) -> Any:
        """Return a conversation that waits for the event, then answers."""
        conversation = self._engine.continue_after(answers)

        def ask(question: str, **options: Any) -> Answer:
            self.released.wait(60)
            return conversation.ask(question, **options)

        return SimpleNamespace(ask=ask)


@pytest.fixture
def slow(engine: Engine, tmp_path: Path) -> Iterator[tuple[str, Waiting, Any]]:
    """Yield the address of a server whose engine waits, that engine, and gradio's page."""
    from rag.ui.page import build_page
    from rag.ui.page_settings import PageSettings
    from rag.ui.server import start

    waiting: Any = Waiting(engine)
    page = build_page(waiting, PageSettings(tmp_path / "feedback.jsonl"))
    yield start(page, waiting, Serving(port=free_port())), waiting, page
    waiting.released.set()
    page.close(verbose=False)


def test_a_full_queue_is_reported_and_recovers(
    slow: tuple[str, Waiting, Any], browser: Browser
) -> None:
    """With a full queue, the next question gets a message; later it is answered."""
    from rag.ui.page import AT_ONCE, WAITING

    address, waiting, served = slow
    with urllib.request.urlopen(f"{address}config", timeout=60) as config:
        handlers = {d["api_name"]: d["id"] for d in json.load(config)["dependencies"]}
    page = browser.new_page()
    page.set_default_timeout(SLOW)  # the queue is answered first
    page.goto(address)
    page.locator("#question textarea").wait_for()
    refused = sum(not join(address, handlers["ask"], n) for n in range(WAITING + 3 * AT_ONCE))
    assert refused >= AT_ONCE
    page.locator("#question textarea").fill("what did Macron say about US support")
    page.locator("#question textarea").press("Enter")
    page.get_by_text("currently busy").first.wait_for()
    waiting.released.set()
    wait_until_empty(served)
    page.reload()
    page.locator(".example").first.wait_for()
    ask(page, "what did Macron say about US support")
    assert answers(page).locator(".cited").count() > 0
    page.close()


def test_questions_add_no_components_to_a_session(
    slow: tuple[str, Waiting, Any], browser: Browser
) -> None:
    """After any number of questions, gradio's session state has the same components."""
    address, waiting, served = slow
    waiting.released.set()
    page = browser.new_page()
    page.goto(address)
    page.locator(".example").first.wait_for()
    sizes = []
    for question in ("what did Macron say about US support", "", "Who shut the Tarrel Bridge?"):
        ask(page, question)
        page.locator("#chat .pending").wait_for(state="detached")
        (session,) = served.state_holder.session_data.values()
        sizes.append((len(session.blocks_config.blocks), len(session.config_values)))
    assert sizes[0] == sizes[1] == sizes[2]
    page.close()


def wait_until_empty(served: Any) -> None:
    """Wait until the queue is empty."""
    for _ in range(240):
        if not len(served._queue):
            return
        time.sleep(0.25)
    pytest.fail(f"{len(served._queue)} questions are still in the queue")


def join(address: str, handler: int, number: int) -> bool:
    """Put a question into the queue; return False if the queue is full."""
    event = {"fn_index": handler, "session_hash": f"s{number}"}
    body = json.dumps({**event, "data": [None, "", "Why?", 0.3, "", "", [], None]}).encode()
    request = urllib.request.Request(
        f"{address}gradio_api/queue/join", body, {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60):
            return True
    except urllib.error.HTTPError as error:
        assert error.code == 503
        return False
