"""Exports of conversations, and of single quotations."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import escape

from markdown_it import MarkdownIt

from rag import conversation_export as exports
from rag.answers import Answer, Citation, Turn
from rag.types import Attribution, Document, Place, Query, Sentence, Span

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


def test_html_has_only_its_own_tags() -> None:
    """Markup in articles and questions is text, and the page loads nothing."""
    page = exports.as_html([TURN, REFUSED])
    for tag in ("<script", "<img", "<b>", "<i>", "src=x onerror=y>", "\u202e"):
        assert tag not in page
    assert "&lt;script src=//evil.example&gt;" in page and "⟨U+202E⟩" in page
    assert "default-src 'none'" in page
    assert "Understood as: Why &lt;b&gt;the&lt;/b&gt; quay?" in page


def test_every_export_has_the_whole_citation() -> None:
    """Each quotation has speaker, title, author, outlet, date, address, file and place."""
    speech = Attribution(Span(DOCUMENT, 0, 9), "Bo Berg", "name", "said", "direct")
    copy = Document.from_text(TEXT, Place("c.txt", 7), url="https://post.example/2")
    also = (Sentence(copy, 0, len(TEXT), 4, False),)
    cited = Citation(CITED.sentence, 0.9, also=also, attribution=speech)
    turn = replace(TURN, answer=replace(TURN.answer, citations=(CITED, cited)))
    original = (
        "<img src=x onerror=y>, Ann Lee, Courier, 2025-05-14, https://courier.example/?a=1&b=2, "
        f"a<b>.txt, paragraph 3, characters 0 to {len(TEXT)}"
    )
    copy_of_it = (
        f"c.txt, https://post.example/2, c.txt, line 7, paragraph 4, characters 0 to {len(TEXT)}"
    )
    tokens = MarkdownIt().parse(exports.as_markdown([turn, turn]))
    plain = ["".join(c.content for c in t.children or []) for t in tokens]
    for n in (1, 3):
        assert f"[^{n}]: {original}" in plain
        assert f"[^{n + 1}]: Bo Berg (quoted) in {original}; the same in {copy_of_it}" in plain
    page = re.sub(r"</?a\b[^>]*>", "", exports.as_html([turn]))
    assert f"<footer>{escape(original)}</footer>" in page
    assert (
        f"<footer>Bo Berg (quoted)<br>{escape(original)}<br>{escape(copy_of_it)}</footer>" in page
    )
    (answer,) = json.loads(exports.as_json([turn]))
    first, second = answer["citations"]
    assert (first["text"], first["path"], first["paragraph"]) == (TEXT, "a<b>.txt", 3)
    assert first["title"] == DOCUMENT.title and first["author"] == "Ann Lee"
    assert (first["source"], first["published"]) == ("Courier", "2025-05-14")
    assert (first["url"], first["start"], first["end"]) == (DOCUMENT.url, 0, len(TEXT))
    assert second["attribution"]["speaker"] == "Bo Berg"
    assert (second["also"][0]["record"], second["also"][0]["paragraph"]) == (7, 4)


def test_the_question_as_searched_is_shown_unless_it_is_as_typed() -> None:
    """Case and marks at the ends are no difference, as for `Answer.as_typed`; other changes are."""
    searches = (("Why the quay?", False), ("Why THE quay", False), ("Why a quay", True))
    for searched, shown in searches:
        answer = replace(TURN.answer, question="Why the quay", query=Query(searched, ()))
        turns = [Turn("Why the quay", answer)]
        assert answer.as_typed is not shown
        assert ("Understood as" in exports.as_html(turns)) is shown
        assert ("Understood as" in exports.as_markdown(turns)) is shown


def test_a_follow_up_is_exported_as_the_question_that_is_shown() -> None:
    """The export has the question written out for users, not the words that were searched."""
    query = Query("quay sink Lee", (), shown_as="Why does the quay sink?")
    page = exports.as_html([Turn("why?", replace(TURN.answer, query=query))])
    assert "Understood as: Why does the quay sink?" in page and "quay sink Lee" not in page


def test_markdown_of_articles_is_escaped() -> None:
    """Markup of an article is escaped, and a refusal is labelled."""
    assert "<script" not in exports.as_markdown([TURN, REFUSED]).replace("\\<", "")
    assert "Not answered" in exports.as_markdown([REFUSED])


def test_an_export_has_a_title_a_date_and_the_references() -> None:
    """Each article has one reference at the end, in the style asked for; addresses are links."""
    on = date(2026, 3, 7)
    text = exports.as_markdown([TURN, TURN, REFUSED], style="mla", on=on)
    assert text.startswith("# Questions and answers\n\nExported on March 7, 2026\n\n## why?\n")
    assert text.count("## References (MLA)") == 1
    _, references = text.split("## References (MLA)")
    assert references.count("Lee, Ann. “") == 1
    assert "*Courier*, 14 May 2025, <https://courier.example/?a=1&b=2>." in references
    page = exports.as_html([TURN], on=on)
    assert "<h1>Questions and answers</h1>" in page and "Exported on March 7, 2026" in page
    link = '<a href="https://courier.example/?a=1&amp;b=2" rel="noreferrer">'
    assert page.count(link) == 2  # at the quotation, and in the list of references
    assert "References" not in exports.as_html([REFUSED])
