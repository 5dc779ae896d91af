"""The list of the folder: each article with its facts, and what was left out with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import Skipped
from rag.ui.folder import MOST, listing
from tests.ui_support import HOSTILE, Elements, document


def test_each_article_has_its_facts() -> None:
    """Title, path, date, outlet and size stand in a row that leads to the article."""
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
    """A file, or a line of one, that was not read is named with the reason."""
    html = listing([], [Skipped("a.pdf", "is encrypted"), Skipped("b.jsonl", "is no object", 3)])
    assert "Skipped: 2" in html
    assert "a.pdf: is encrypted" in html and "b.jsonl, line 3: is no object" in html


def test_a_long_list_is_cut_and_says_so() -> None:
    """Of ten thousand articles the first are sent; the rest is counted."""
    html = listing([document(f"Text {n}.", f"{n}.txt") for n in range(MOST + 7)], [])
    assert html.count("<tr>") == MOST + 1 and "and 7 more" in html


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_an_article_becomes_an_element(words: str) -> None:
    """Markup in a title, outlet, path or reason is shown as it stands there."""
    hostile = listing(
        [document("A.", words, title=words, source=words)], [Skipped(words, "is odd")]
    )
    plain = listing([document("A.", "p", title="T", source="S")], [Skipped("p", "is odd")])
    assert Elements(hostile).tags == Elements(plain).tags
    assert Elements(hostile).words.count(words) == 5
