"""Fixtures with the page's real server and a real browser, for the whole test session.

The server is `rag serve` over an index of a few articles, one of them hostile.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.test_serve import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

ROOT = Path(__file__).parent.parent
ARTICLES = (
    "europe/macron-presses-europe.txt",
    "environment/calder-flats-water-prices.md",
    "environment/how-drought-is-measured.docx",
    "briefs/briefs.jsonl",
)
SLOW = 60_000  # ms; on a busy machine answers are late, not wrong

TRAP = (
    "<script>alert(1)</script><img src=http://trap.example/a.png onerror=alert(2)>"
    "![b](http://trap.example/b.png) [c](http://trap.example/c) **bold** $\\alpha$ ${alert(3)} "
    "{{value}} \u202eesrever"
)
SHOWN = TRAP.replace("\u202e", "⟨U+202E⟩")
HOSTILE = {
    "title": f"Harbour crane {TRAP}",
    "author": TRAP,
    "source": TRAP,
    "url": "javascript:alert(4)",
    "text": f"Harbour master Olga Brandt said the crane {TRAP} would move to pier nine in October.",
}


@pytest.fixture(scope="session")
def page_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a few sample articles and a hostile one."""
    folder = tmp_path_factory.mktemp("page") / "news"
    for path in ARTICLES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "corpus" / path, folder / path)
    (folder / "hostile.jsonl").write_text(json.dumps(HOSTILE), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def page_index(page_corpus: Path) -> Path:
    """Return the index of these articles."""
    from rag import engine

    folder = page_corpus.parent / "index"
    engine.build(page_corpus, folder)
    return folder


@pytest.fixture(scope="session")
def address(page_index: Path) -> Iterator[str]:
    """Yield the address that `rag serve` prints, with no feature switched on."""
    with served(page_index) as where:
        yield where


PASSWORD = "a password of the tests"


@pytest.fixture(scope="session")
def open_address(page_index: Path) -> Iterator[str]:
    """Yield the address of a server with every feature switched on, and a password."""
    with served(page_index, "--api", "--mcp", "--uploads", RAG_PASSWORD=PASSWORD) as where:
        yield where


@contextmanager
def served(index: Path, *options: str, **environment: str) -> Iterator[str]:
    """Run `rag serve`; yield the address that it prints."""
    command = "from rag.cli import main; main()"
    if "--port" not in options:
        options = ("--port", str(free_port()), *options)
    with subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--index", str(index), *options],
        cwd=index.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(
                r"rag: the page is at (http://\S+/) \(stop it with Ctrl\+C\)\n", line
            )
            assert found, line
            yield found[1]
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the system's browser, or Playwright's, without background requests."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, names)), None),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--disable-quic",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Yield the loaded page, and check that no other host was asked and no article ran code."""
    with watched(browser, address) as page:
        yield page


@contextmanager
def watched(browser: Browser, address: str, password: str | None = None) -> Iterator[Page]:
    """Open a page, and check at the end that it contacted no other host and raised no error."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(SLOW)
    requested: list[str] = []
    errors: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    context.on("request", lambda request: requested.append(request.url))
    page.on("websocket", lambda socket: requested.append(socket.url))
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    if password is not None:
        page.locator("input[type=text], textarea").first.fill("me")
        page.locator("input[type=password]").fill(password)
        page.locator("button").first.click()
    page.locator(".example").first.wait_for()
    yield page
    assert (
        requested and [u for u in requested if not u.startswith((address, "data:", "blob:"))] == []
    )
    assert errors == []
    context.close()


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait for the answer."""
    before = page.locator("#chat .bot.message").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .bot.message").nth(before).locator(".answer, .refusal, .failure").wait_for()


def tab_back_to(page: Page, element: Any) -> None:
    """Press Shift+Tab until an element has the focus, and check that the focus is visible."""
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if element.evaluate("e => e === document.activeElement"):
            break
    assert element.evaluate("e => e.matches(':focus-visible')")


def answers(page: Page) -> Any:
    """Return the last message of the program in the chat."""
    return page.locator("#chat .bot.message").last
