"""Searching and reading in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.ui_server import answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_search_leads_into_the_article_and_back(page: Page) -> None:
    """A passage opens at its place, its hits are stepped through, and Back returns."""
    page.locator("#views a", has_text="Search").click()
    words = page.locator("#sources input[name=words]")
    words.fill("Europe")
    words.press("Enter")
    page.locator(".found mark", has_text=re.compile("^Europe")).first.wait_for()
    assert "words=Europe" in page.url
    found = page.locator(".found", has_text="Macron presses Europe").first
    found.locator(".tools a", has_text="Open").click()
    count = page.locator(".reading .stepper")
    count.wait_for()
    before = count.inner_text()
    count.locator("a").first.click()
    page.wait_for_function(
        "before => document.querySelector('.reading .stepper')?.innerText !== before", arg=before
    )
    assert page.locator(".reading mark.hit.here").count() == 1
    page.go_back()
    page.go_back()
    page.locator(".found").first.wait_for()


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
