"""Filters, chips and topics, on the page in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.ui_server import SHOWN, TRAP, answers, ask, tab_back_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

LABEL = ": ask again without this filter"
MACRON = "what did Macron say about US support"


def chips(page: Page) -> list[str]:
    """Return the words of the last answer's chips."""
    shown = answers(page).locator(".chip").all_inner_texts()
    assert all(words.endswith(LABEL) for words in shown)
    return [words.removesuffix(LABEL).strip() for words in shown]


def fill(page: Page, field: str, value: str) -> Any:
    """Type a value into a field of the filters and press Enter; return its input."""
    if not page.locator(field).is_visible():
        page.locator("#settings button").first.click()
    box = page.locator(f"{field} input, {field} textarea").first
    box.fill(value)
    box.press("Enter")
    return box


def test_filtering_by_date(page: Page) -> None:
    """A typed date restricts the articles and is a chip; removed, the answer is back."""
    box = fill(page, "#to", "2025-02")
    ask(page, MACRON)
    assert chips(page) == ["said by Macron", "published until 2025-02-28"]
    assert "there is no article published until 2025-02-28" in answers(page).inner_text()
    answers(page).locator(".chip", has_text="published").click()
    page.locator("#chat .bot.message").nth(1).locator(".cited").first.wait_for()
    assert page.locator("#chat .user.message").all_inner_texts() == [MACRON] * 2
    assert chips(page) == ["said by Macron"]
    assert box.input_value() == ""
    fill(page, "#to", "soon")
    ask(page, MACRON)
    assert "the last day is 'soon'" in answers(page).locator(".failure").inner_text()


def test_filtering_by_an_outlet_whose_name_is_markup(page: Page) -> None:
    """An outlet full of markup is offered, chosen, and shown in its chip as text."""
    page.locator("#settings button").first.click()
    page.locator("#outlets input").click()
    option = page.locator("#outlets [role=option]", has_text=SHOWN)
    option.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#outlets .token", has_text=SHOWN).wait_for()
    page.keyboard.press("Escape")
    ask(page, "What would move to pier nine?")
    assert chips(page) == [f"published by {SHOWN}"]
    assert "Harbour crane" in answers(page).inner_text()
    own = ".refusal strong, .cited > strong, .short > strong"  # the words that answer
    made = f"script, img, iframe, strong:not({own}), .katex, a:not([href^='#'])"
    assert page.locator("#chat .message, #outlets").locator(made).count() == 0
    assert "bold" not in page.locator("#chat .cited > strong").all_inner_texts()
    ask(page, MACRON)
    assert answers(page).locator(".refusal").count() == 1
    answers(page).locator(".chip", has_text="published by").click()
    page.locator("#chat .bot.message").nth(2).locator(".cited").first.wait_for()
    assert page.locator("#outlets .token").count() == 0


def test_a_hostile_speaker_is_text_in_its_chip(page: Page) -> None:
    """A name full of markup, typed into the field, is shown as text."""
    fill(page, "#speaker", TRAP)
    ask(page, "what was said about US support")
    assert chips(page) == [f"said by {SHOWN}"]
    made = "script, img, iframe, .katex, a:not([href^='#']):not([href^='?view='])"
    assert page.locator("#chat .message").locator(made).count() == 0


def test_a_filter_of_the_question_is_removed_with_the_keyboard(page: Page) -> None:
    """Tab reaches the chip of a date that the question names, and Enter asks without it."""
    question = "what did Macron say in 2024 about US support"
    ask(page, question)
    assert chips(page) == ["said by Macron", "published from 2024-01-01 to 2024-12-31"]
    chip = answers(page).locator(".chip").last
    tab_back_to(page, chip)
    page.keyboard.press("Enter")
    page.locator("#chat .bot.message").nth(1).locator(".cited").first.wait_for()
    assert chips(page) == ["said by Macron"]
    answers(page).locator(".chip").click()
    page.locator("#chat .bot.message").nth(2).locator(".answer, .refusal").wait_for()
    assert chips(page) == []
    assert "Asked of all articles, without a filter." in answers(page).inner_text()


def test_filtering_by_speaker(page: Page) -> None:
    """With a speaker set, nobody else is quoted; removing the chip clears the field."""
    box = fill(page, "#speaker", "Olga Brandt")
    ask(page, "what was said about US support")
    assert chips(page) == ["said by Olga Brandt"]
    assert "Macron" not in answers(page).inner_text()
    answers(page).locator(".chip").click()
    page.locator("#chat .bot.message").nth(1).locator(".answer, .refusal").wait_for()
    assert chips(page) == [] and box.input_value() == ""


def test_pronouns_do_not_refer_across_a_new_topic(page: Page) -> None:
    """The chat stays, with a line where the topic ends; "he" is not resolved after it."""
    ask(page, MACRON)
    page.locator("#topic").click()
    page.locator("#chat .topic", has_text="New topic").wait_for()
    assert page.evaluate("document.activeElement === document.querySelector('#question textarea')")
    page.reload()
    page.locator("#chat .topic").wait_for()
    ask(page, "and what did he say about Europe acting alone?")
    assert page.locator("#chat .bot.message").count() == 2
    assert "what did Macron say about Europe" not in answers(page).inner_text()


def test_chips_fit_a_phone(page: Page) -> None:
    """At 390 pixels the longest chip wraps, and nothing scrolls sideways."""
    page.set_viewport_size({"width": 390, "height": 740})
    fill(page, "#speaker", TRAP)
    ask(page, "what was said about US support in articles since March 2025")
    assert len(chips(page)) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for chip in answers(page).locator(".chip").all():
        box = chip.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
