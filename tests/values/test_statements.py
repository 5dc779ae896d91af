"""People and statements as rows, CSV, Markdown and text."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from rag.statements import (
    Person,
    Statement,
    Statements,
    people_csv,
    people_markdown,
    people_rows,
    people_text,
    statement_rows,
    statements_csv,
    statements_markdown,
)
from rag.types import Attribution, Document, Place, Sentence, SourceCount, Span

DAY = date(2025, 3, 2)
LEE = Person(
    "Ann *Lee*",
    2,
    1,
    2,
    (SourceCount("Courier", 1), SourceCount("Gazette", 1)),
    DAY,
    date(2025, 4, 1),
)
NOBODY = Person("=Orr", 0, 1, 1, (), None, None)


def table(written: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(written, newline="")))


def statement(text: str, words: str, **attributes: Any) -> Statement:
    """Return a statement of Ann Lee in an article of one sentence in the third paragraph."""
    document = Document.from_text(
        text, Place("a.pdf", pages=(0,)), title="Title", source="Courier", published=DAY
    )
    start = text.index(words)
    said: dict[str, Any] = {"act": "said", "kind": "direct", "cue": "said", **attributes}
    attribution = Attribution(
        Span(document, start, start + len(words)), "Ann Lee", form="name", **said
    )
    return Statement(attribution, (Sentence(document, 0, len(text), 3, heading=False),))


def test_people_as_rows_and_csv() -> None:
    """Every count, outlet and date is there; a name that is a formula is defused."""
    assert people_rows([LEE])[0] == {
        "speaker": "Ann *Lee*",
        "quoted": 2,
        "reported": 1,
        "articles": 2,
        "sources": [{"name": "Courier", "articles": 1}, {"name": "Gazette", "articles": 1}],
        "first": "2025-03-02",
        "last": "2025-04-01",
    }
    first, second = table(people_csv([LEE, NOBODY]))
    assert first["sources"] == "Courier (1); Gazette (1)"
    assert (second["speaker"], second["sources"], second["first"]) == ("'=Orr", "", "")


def test_people_as_text_and_markdown() -> None:
    """A line for each; Markdown escapes what names contain."""
    assert people_text([LEE, NOBODY]).splitlines() == [
        "Ann *Lee*: 2 quoted, 1 reported, in 2 articles, 2025-03-02 to 2025-04-01",
        "=Orr: 0 quoted, 1 reported, in 1 article",
    ]
    assert people_text([]) == "nobody is quoted in these articles"
    assert r"| Ann \*Lee\* | 2 | 1 | 2 |" in people_markdown([LEE])


def test_statements_as_csv() -> None:
    """The columns begin with speaker, label and words; the place and the kind follow."""
    (row,) = table(statements_csv([statement("She said it “works”.", "it “works”", kind="mixed")]))
    assert list(row)[:8] == [
        *("speaker", "label", "text", "title", "author", "source", "published", "url"),
    ]
    assert (row["text"], row["label"]) == ("it “works”", "Ann Lee (quoted)")
    assert (row["page"], row["paragraph"], row["start"], row["end"]) == ("1", "3", "9", "19")
    assert (row["published"], row["kind"], row["author"]) == ("2025-03-02", "mixed", "")


def test_a_statement_is_no_formula_of_a_spreadsheet() -> None:
    """Words that begin as a formula have an apostrophe before them in CSV, and not in rows."""
    for words in ("=1+1", "+1", "-2 degrees", "@home"):
        found = [statement(f"{words} she said", words)]
        assert table(statements_csv(found))[0]["text"] == f"'{words}"
        assert statement_rows(found)[0]["text"] == words


def test_lines_and_marks_survive_csv() -> None:
    """Quotation marks, commas and line ends are part of a cell, word for word."""
    words = '"Yes", he said;\r\n"no",\nshe said'
    assert table(statements_csv([statement(words, words)]))[0]["text"] == words


def test_statements_as_markdown() -> None:
    """Each is quoted with speaker and citation; markup in it is shown as it is."""
    denied = statement("She denied that *it* burned.", "that *it* burned", act="denied")
    written = statements_markdown(Statements(LEE, 1, (denied,)))
    heading, quotation = written.strip().split("\n\n")
    assert heading == r"# Ann \*Lee\*: 1 statement"
    assert quotation.startswith("> that \\*it\\* burned\n>\n> — denied by Ann Lee")
    assert "2025-03-02" in quotation and "paragraph 3" in quotation
