"""Conversations to keep, and quotations to copy."""

from __future__ import annotations

import json
from datetime import date

from rag import exports
from rag.types import Answer, Attribution, Citation, Document, Place, Query, Sentence, Turn
from tests.ui_support import document, sentence

TEXT = "<script src=//evil.example>x</script> & the quay \u202esinks."
DOCUMENT = Document.from_text(
    TEXT,
    Place("a<b>.txt"),
    title="<img src=x onerror=y>",
    author="Ann Lee",
    source="Courier",
    url="https://courier.example/?a=1&b=2",
    published=date(2025, 5, 14),
)
CITED = Citation(Sentence(DOCUMENT, 0, len(TEXT), 3, False), 0.9)
TURN = Turn("why?", Answer("why?", (CITED,), 0.9, None, (), Query("Why <b>the</b> quay?", ())))
REFUSED = Turn("who?", Answer("who?", (), 0.1, "no <i>one</i> says", (), Query("who?", ())))


def test_html_holds_nothing_but_its_own_tags() -> None:
    """Whatever articles and questions hold is text, and nothing is loaded."""
    page = exports.as_html([TURN, REFUSED])
    for tag in ("<script", "<img", "<b>", "<i>", "src=x onerror=y>", "\u202e"):
        assert tag not in page
    assert "&lt;script src=//evil.example&gt;" in page and "⟨U+202E⟩" in page
    assert "default-src 'none'" in page
    assert "Searched as: Why &lt;b&gt;the&lt;/b&gt; quay?" in page


def test_every_export_has_the_whole_citation() -> None:
    """Title, author, outlet, date, address, file, paragraph and characters are in each."""
    page = exports.as_html([TURN])
    for told in ("Ann Lee", "Courier", "2025-05-14", "a=1&amp;b=2", "paragraph 3", "characters 0"):
        assert told in page
    plain = exports.as_markdown([TURN]).replace("\\", "")
    for told in (
        "Ann Lee",
        "Courier",
        "2025-05-14",
        DOCUMENT.url or "-",
        "a<b>.txt",
        "paragraph 3",
    ):
        assert told in plain
    (told_of,) = json.loads(exports.as_json([TURN]))
    assert told_of["citations"][0]["text"] == TEXT
    assert told_of["citations"][0]["paragraph"] == 3


def test_markdown_obeys_no_article() -> None:
    """Marks of an article are escaped, and a refusal is told as one."""
    assert "<script" not in exports.as_markdown([TURN, REFUSED]).replace("\\<", "")
    assert "Not answered" in exports.as_markdown([REFUSED])


def test_a_quotation_to_copy() -> None:
    """The sentence stands in quotation marks, with where it is from on the same line."""
    copied = exports.quotation(CITED)
    assert copied.startswith("“<script") and "\n" not in copied
    assert copied.endswith("Ann Lee, Courier, 2025-05-14, https://courier.example/?a=1&b=2")


def test_a_quotation_is_copied_with_its_citation() -> None:
    """What the button copies has the words unchanged, who said them, and where they stand."""
    article = document(
        "Ann Lee agreed.", title="Visit", source="The Post", url="https://example.org/visit"
    )
    said = Attribution(sentence(article, "agreed"), "Ann Lee", "name", "agreed", "indirect")
    citation = Citation(sentence(article, "Ann Lee agreed."), 0.9, attribution=said)
    assert exports.quotation(citation) == (
        "“Ann Lee agreed.” — Ann Lee (reported), Visit, The Post, https://example.org/visit"
    )


def test_a_quotation_with_quotation_marks_gets_no_second_pair() -> None:
    """Words that the article puts in quotation marks keep those, and no others."""
    article = document("“Yes,” he said.", title="Visit")
    citation = Citation(sentence(article, "“Yes,” he said."), 0.9)
    assert exports.quotation(citation) == "“Yes,” he said. — Visit"
