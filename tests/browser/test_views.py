"""Views beside the chat: their addresses, the browser's history and the keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ui_server import answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_view_has_an_address_of_its_own(page: Page) -> None:
    """A view's address opens it on a fresh page; Back and Forward go through what was shown."""
    from playwright.sync_api import expect

    ask(page, "what did Macron say about US support")
    page.locator("#views a", has_text="Help").click()
    page.locator(".help").wait_for()
    assert page.url.endswith("?view=help")
    page.go_back()
    page.locator("#sources mark").first.wait_for()
    expect(page).to_have_url(re.compile("[^?]*"))
    page.go_forward()
    page.locator(".help").wait_for()
    page.reload()
    page.locator(".help").wait_for()
    assert answers(page).locator(".answer").count() == 1


def test_back_closes_an_article_on_a_phone(page: Page) -> None:
    """On a phone an article covers the chat; Back shows the chat with its answer again."""
    from playwright.sync_api import expect

    page.set_viewport_size({"width": 390, "height": 800})
    ask(page, "what did Macron say about US support")
    answers(page).locator("a.ref").first.click()
    page.locator("#sources .reading").wait_for()
    page.go_back()
    expect(page.locator("#sources .reading")).to_have_count(0)
    expect(answers(page).locator(".cited").first).to_be_visible()


def test_keys_lead_to_help_and_to_the_question(page: Page) -> None:
    """ "?" opens the help, whose examples fill the box; "/" leads to the box."""
    box = page.locator("#question textarea")
    box.blur()
    page.keyboard.press("?")
    example = page.locator(".help li a").first
    words = example.inner_text()
    example.click()
    assert box.input_value() == words
    box.blur()
    page.keyboard.press("/")
    page.keyboard.type("?")
    assert box.input_value() == words + "?"


def test_an_unknown_view_is_one_line(page: Page) -> None:
    """An address that was cut off says so, and the chat works."""
    page.goto(page.url + "?view=artic")
    page.locator("#sources .failure", has_text="no such view").wait_for()
    ask(page, "what did Macron say about US support")
    page.locator("#sources mark").first.wait_for()
    assert "?" not in page.url


def test_a_pinned_quotation_is_kept_with_its_note(page: Page) -> None:
    """Pinned from an answer's source, noted, and still there after a reload, with its citation."""
    from playwright.sync_api import expect

    ask(page, "what did Macron say about US support")
    quoted = answers(page).locator(".cited").first.inner_text()
    page.locator("#sources button[data-act=pin]").first.click()
    page.locator("#said .said", has_text="Pinned").locator("a").click()
    collected = page.locator("#sources .collected li", has_text=quoted.strip("“”"))
    collected.locator("textarea").fill("Ask the Elysée")
    collected.locator("button", has_text="Save note").click()
    expect(page.locator("#sources textarea").first).to_have_value("Ask the Elysée")
    page.reload()
    page.locator("#sources .collected").wait_for()
    assert page.locator("#sources textarea").first.input_value() == "Ask the Elysée"
    with page.expect_download() as download:
        page.locator("#sources button", has_text="Save as RIS").click()
    assert "TY  - " in Path(download.value.path()).read_text("utf-8")
    page.locator("#sources button[data-act=remove]").first.click()
    page.locator("#sources .empty", has_text="Nothing is pinned").wait_for()
