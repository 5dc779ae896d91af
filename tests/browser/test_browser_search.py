"""Searching and reading in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.ui_server import answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_search_leads_into_the_article(page: Page) -> None:
    """Words are searched and marked, and a passage opens its article with the words marked."""
    page.locator("#views a", has_text="Search").click()
    words = page.locator("#sources input[name=words]")
    words.fill("Europe")
    words.press("Enter")
    page.locator(".found mark", has_text=re.compile("^Europe")).first.wait_for()
    assert "words=Europe" in page.url
    page.locator(".found .tools a", has_text="Open").first.click()
    page.locator(".reading .stepper").wait_for()
    assert page.locator(".reading mark.hit").count() > 0


def test_an_article_is_opened_from_the_table_and_from_an_answer(page: Page) -> None:
    """The table is sorted and opens articles; an answer's article shows who speaks on request."""
    page.locator("#views a", has_text="Articles").click()
    page.locator("#sources th a", has_text="Date").click()
    page.locator("#sources th[aria-sort=descending]", has_text="Date").wait_for()
    page.locator("#sources td a", has_text="Macron presses Europe").first.click()
    page.locator(".reading").wait_for()
    ask(page, "what did Macron say about US support")
    answers(page).locator("a.ref").first.click()
    page.locator(".reading mark.here").wait_for()
    page.locator(".reading a", has_text="Show who speaks").click()
    page.locator(".reading .who", has_text="Emmanuel Macron").first.wait_for()
    assert "speakers=1" in page.url and page.locator(".reading mark.here").count() > 0
