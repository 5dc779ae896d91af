"""The list of articles with their metadata, and of skipped files with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import Skipped
from rag.ui.folder import MAX_ROWS, listing
from tests.ui_support import HOSTILE, Elements, document


def test_each_article_has_its_facts() -> None:
    """A row has title, path, date, outlet and size, and links to the article."""
    article = document(
        "It rained.", "north/rain.txt", title="Rain", source="The Post", published=date(2025, 3, 1)
    )
    html = listing([article, document("Dry.", "dry.txt")], [])
    for fact in ("Rain", "north/rain.txt", "2025-03-01", "The Post", ">10<", "dry.txt"):
        assert fact in html
    assert f'href="#doc-{article.doc_id}"' in html
    assert "2 articles · 14 characters · 2025-03-01 to 2025-03-01, 1 undated" in html
    assert "Nothing was skipped" in html


def test_what_was_skipped_has_its_reason() -> None:
    """A skipped file, or line of a file, is listed with the reason."""
    html = listing([], [Skipped("a.pdf", "is encrypted"), Skipped("b.jsonl", "is no object", 3)])
    assert "Skipped: 2" in html
    assert "a.pdf: is encrypted" in html and "b.jsonl, line 3: is no object" in html


def test_a_long_list_is_cut_and_says_so() -> None:
    """Of many articles the first are sent, and the others are counted."""
    html = listing([document(f"Text {n}.", f"{n}.txt") for n in range(MAX_ROWS + 7)], [])
    assert html.count("<tr>") == MAX_ROWS + 1 and "and 7 more" in html


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_an_article_becomes_an_element(words: str) -> None:
    """Markup in a title, outlet or path is shown as text."""
    hostile = listing(
        [document("A.", words, title=words, source=words)], [Skipped(words, "is odd")]
    )
    plain = listing([document("A.", "p", title="T", source="S")], [Skipped("p", "is odd")])
    assert Elements(hostile).tags == Elements(plain).tags
    assert Elements(hostile).words.count(words) == 5
