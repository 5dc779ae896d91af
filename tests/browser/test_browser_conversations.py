"""Conversations in a real browser: several tabs, a restart of the server, deletion and undo."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ui_server import SLOW, answers, ask, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "what did Macron say about US support"


def test_a_deleted_conversation_comes_back_with_undo(page: Page) -> None:
    """The bin empties the page and says so; Undo shows the conversation again."""
    ask(page, QUESTION)
    page.locator("#chat .icon-button-wrapper button").first.click()
    page.locator("#said .said", has_text="deleted").wait_for()
    assert page.locator("#chat .bot.message").count() == 0
    page.locator("#said button", has_text="Undo").click()
    answers(page).locator(".answer").wait_for()


def test_two_tabs_have_a_conversation_each(page: Page) -> None:
    """A question in one tab does not touch the other; both are listed, and can be named."""
    ask(page, QUESTION)
    other = page.context.new_page()
    other.set_default_timeout(SLOW)
    other.goto(page.url)
    other.locator(".example").first.wait_for()
    ask(other, "How is drought measured?")
    page.reload()
    answers(page).locator(".answer").wait_for()
    assert page.locator("#chat .user.message").all_inner_texts() == [QUESTION]
    page.locator("#views a", has_text="Conversations").click()
    row = page.locator(".conversations li", has_text="drought").first
    row.locator("input").fill("Measuring")
    row.locator("input").press("Enter")
    page.locator(".conversations .title", has_text="Measuring").click()
    page.locator("#chat .user.message", has_text="How is drought measured?").wait_for()
    other.close()


def test_a_conversation_brings_its_filters(page: Page) -> None:
    """Opened again, a conversation has the filters of its last question in the fields."""
    page.locator("#settings > button").click()
    field = page.locator("#to input, #to textarea")
    field.fill("2025-03-31")
    field.press("Tab")
    ask(page, QUESTION)
    page.locator("#views a", has_text="Conversations").click()
    page.locator(".conversations button", has_text="New conversation").click()
    page.locator("#chat .user.message").wait_for(state="detached")
    field.fill("")
    field.press("Tab")
    ask(page, "How is drought measured?")
    page.locator("#views a", has_text="Conversations").click()
    page.locator(".conversations .title", has_text="Macron").first.click()
    page.locator("#chat .user.message", has_text=QUESTION).wait_for()
    page.wait_for_function(
        "() => document.querySelector('#to input, #to textarea').value === '2025-03-31'"
    )


def test_a_restart_of_the_server_loses_nothing(browser: Browser, page_index: Path) -> None:
    """The open page goes on in its conversation; a question that could not be sent stays."""
    from tests.ui.test_serve import free_port

    port = str(free_port())
    page = browser.new_page()
    page.set_default_timeout(SLOW)
    with served(page_index, "--port", port) as address:
        page.goto(address)
        page.locator(".example").first.wait_for()
        ask(page, QUESTION)
        shown = answers(page).inner_text()
    follow_up = "and what did he say about Europe acting alone?"
    box = page.locator("#question textarea")
    box.fill(follow_up)
    box.press("Enter")
    page.locator("#gone p", has_text="does not answer").wait_for()
    assert box.input_value() == follow_up
    with ExitStack() as running:
        with page.expect_event("framenavigated"):  # gradio loads the page again
            running.enter_context(served(page_index, "--port", port))
        answers(page).locator(".answer").wait_for()
        assert answers(page).inner_text() == shown
        page.wait_for_function(
            "q => document.querySelector('#question textarea').value === q", arg=follow_up
        )
        answers(page).locator("a.ref").first.click()
        page.locator("#sources mark.here").wait_for()
        ask(page, follow_up)
        assert "What did Macron say about Europe acting alone?" in answers(page).inner_text()
    page.close()
