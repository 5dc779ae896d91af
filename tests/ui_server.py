"""The page's own server and a real browser, one of each for the whole session.

The server is the real command over an index of a few articles, one of them up to no good.
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
SLOW = 60_000  # ms; a machine that does other things as well answers late, not wrongly

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
    """A few of the sample articles, and one that is up to no good."""
    folder = tmp_path_factory.mktemp("page") / "news"
    for path in ARTICLES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "corpus" / path, folder / path)
    (folder / "hostile.jsonl").write_text(json.dumps(HOSTILE), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def page_index(page_corpus: Path) -> Path:
    """The index of these articles."""
    from rag import engine

    folder = page_corpus.parent / "index"
    engine.build(page_corpus, folder)
    return folder


@pytest.fixture(scope="session")
def address(page_index: Path) -> Iterator[str]:
    """Where `rag serve` shows the page, as it says itself, with nothing switched on."""
    with served(page_index) as where:
        yield where


PASSWORD = "a password of the tests"


@pytest.fixture(scope="session")
def open_address(page_index: Path) -> Iterator[str]:
    """A server with everything switched on, and a password."""
    with served(page_index, "--api", "--mcp", "--uploads", RAG_PASSWORD=PASSWORD) as where:
        yield where


@contextmanager
def served(index: Path, *options: str, **environment: str) -> Iterator[str]:
    """Run `rag serve`; give the address of its page."""
    command = "from rag.cli import main; main()"
    port = str(free_port())
    with subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--index", str(index), "--port", port, *options],
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
    """A browser of the system, or Playwright's own; it makes no request that no page asks for."""
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
    """The page, ready. Whatever a test does, no other host is asked and no article runs code."""
    with watched(browser, address) as page:
        yield page


@contextmanager
def watched(browser: Browser, address: str, password: str | None = None) -> Iterator[Page]:
    """Open the page of an address and see to it that it behaves until the end."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(SLOW)
    asked: list[str] = []
    faults: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("dialog", on_dialog)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    if password is not None:
        page.locator("input[type=text], textarea").first.fill("me")
        page.locator("input[type=password]").fill(password)
        page.locator("button").first.click()
    page.locator(".example").first.wait_for()
    yield page
    assert asked and [u for u in asked if not u.startswith((address, "data:", "blob:"))] == []
    assert faults == []
    context.close()


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter; return when it is answered."""
    before = page.locator("#chat .bot.message").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .bot.message").nth(before).locator(".answer, .refusal, .failure").wait_for()


def tab_back_to(page: Page, element: Any) -> None:
    """Go back through the page with the keyboard until an element is reached, and seen to be."""
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if element.evaluate("e => e === document.activeElement"):
            break
    assert element.evaluate("e => e.matches(':focus-visible')")


def answers(page: Page) -> Any:
    """The last thing said to the reader."""
    return page.locator("#chat .bot.message").last
