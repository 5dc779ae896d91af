"""People and their statements on the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_from_a_person_to_the_words_in_an_article_and_back(page: Page) -> None:
    """A name opens its statements, a statement its article at the words; Back returns."""
    page.locator("#views a", has_text="People").click()
    page.locator(".people input[name=words]").fill("macr")
    page.locator(".people input[name=words]").press("Enter")
    page.locator(".people .count", has_text="1 person").wait_for()
    page.locator(".people tbody a").first.click()
    said = page.locator(".person .quotes").first
    words = said.locator(".cited").inner_text()
    said.locator("a", has_text="Open the article here").click()
    page.locator("#sources .reading mark").first.wait_for()
    marked = "".join(page.locator("#sources .reading mark.here").all_inner_texts())
    assert " ".join(words.split()) in " ".join(marked.split())
    page.go_back()
    page.locator(".person .quotes").first.wait_for()
    assert "view=person&name=Emmanuel+Macron" in page.url


def test_statements_are_saved(page: Page) -> None:
    """A button saves all statements of a person as a file."""
    page.goto(page.url + "?view=person&name=Macron")
    page.locator(".person .quotes").first.wait_for()
    with page.expect_download() as downloading:
        page.locator(".person .saves button", has_text="CSV").click()
    file = downloading.value
    assert file.suggested_filename == "emmanuel-macron.csv"
    written = Path(file.path()).read_text("utf-8")
    assert written.startswith("\ufeffspeaker,label,text,")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert len(rows) == page.locator(".person .quotes").count() > 1
