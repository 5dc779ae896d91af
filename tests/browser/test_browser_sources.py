"""Sources on the page in a real browser: marks, the panel, the keyboard and copying."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.ui_server import answers, ask, tab_back_to

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_an_answer_quotes_and_its_source_highlights_the_sentence(page: Page) -> None:
    """What Macron said is quoted with title, date and confidence, and marked in its passage."""
    ask(page, "what did Macron say about US support")
    words = "We can’t say that if the Americans don’t join us, we won’t do anything"
    quotation = answers(page).locator(".cited", has_text=words)
    number = quotation.locator("xpath=following-sibling::a").inner_text().strip("[]")
    assert "Macron presses Europe" in answers(page).inner_text()
    assert "2025-03-27" in answers(page).inner_text()
    assert re.search(r"Confidence (high|fair|low) \(\d+ %\)", answers(page).inner_text())
    mark = page.locator(f"#sources mark:has(+ sup a:text-is('[{number}]'))")
    assert mark.inner_text() == quotation.inner_text()
    passage = mark.locator("xpath=ancestor::*[@class='passage']").inner_text()
    assert "The remark goes to the heart of the argument." in passage


def test_a_mark_opens_the_article_at_its_sentence(page: Page) -> None:
    """Clicking a number shows the whole article, scrolled to its highlighted sentence."""
    from playwright.sync_api import expect

    ask(page, "What will 1,000 gallons of water cost households in Calder Flats?")
    quotation = answers(page).locator(".cited").last
    answers(page).locator("a.ref").last.click()
    target = page.locator("#sources mark.here")
    expect(target).to_have_text(quotation.inner_text())
    expect(target).to_be_in_viewport()
    assert target.evaluate("e => e === document.activeElement")
    other = page.locator("#sources mark:not(.here)").first
    assert color(other) != color(target) != color(page.locator("#sources .passage p").first)
    article = page.locator("#sources .passage").inner_text()
    assert "From Sept. 1, households will pay" in article and "Hal Brewster" in article
    assert page.evaluate("scrollY") == 0  # the panel moves, not the page


def color(element: Any) -> str:
    """Return the background color of an element."""
    return str(element.evaluate("e => getComputedStyle(e).backgroundColor"))


def test_the_marks_of_an_earlier_answer_still_work(page: Page) -> None:
    """After another question the first answer's marks open its own articles."""
    ask(page, "what did Macron say about US support")
    quoted = answers(page).locator(".cited").first.inner_text()
    ask(page, "Why did Olga Brandt move the crane?")
    page.locator("#chat .bot.message").first.locator("a.ref").first.click()
    page.locator("#sources mark.here", has_text=quoted).wait_for()


def test_a_source_is_opened_and_closed_with_the_keyboard(page: Page) -> None:
    """Tab reaches a mark, Enter opens its article, Escape returns to the mark."""
    ask(page, "what did Macron say about US support")
    mark = answers(page).locator("a.ref").first
    tab_back_to(page, mark)
    page.keyboard.press("Enter")
    page.locator("#sources mark.here").wait_for()
    page.keyboard.press("Escape")
    assert mark.evaluate("e => e === document.activeElement")


def test_a_quotation_is_copied_with_its_citation(page: Page) -> None:
    """The button copies the sentence, word for word, and its source."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "what did Macron say about US support")
    quoted = answers(page).locator(".cited").first.inner_text()
    answers(page).locator("a.ref").first.click()
    page.locator("button.copy").click()
    page.locator(".copied", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert quoted in copied and "Macron presses Europe" in copied and "2025-03-27" in copied


def test_a_new_answer_is_shown_from_its_beginning(page: Page) -> None:
    """The panel scrolls to its top for a new answer."""
    ask(page, "what did Macron say about US support")
    page.set_viewport_size({"width": 1280, "height": 420})
    panel = page.locator("#sources .panel")
    scrolled = panel.evaluate("e => (e.scrollTo({top: 1e6, behavior: 'instant'}), e.scrollTop)")
    assert scrolled > 0
    ask(page, "Who won the chess championship on the planet Mars?")
    page.locator("#sources .nearest").wait_for()
    page.wait_for_function("document.querySelector('#sources .panel').scrollTop === 0")
