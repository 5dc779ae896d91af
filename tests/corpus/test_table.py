"""rag.corpus.table: rows under a header."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from rag.corpus.files import Unreadable
from rag.corpus.table import extract

TEXT = "The pier was closed.\n“Not one plank is safe,” said Ida Holt, who built it; nobody paid."


def table(delimiter: str, *rows: list[str], **style: str) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, **style)  # type: ignore[arg-type]
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_any_delimiter(delimiter: str) -> None:
    """The header tells the delimiter, and quoted texts keep their line ends."""
    header = ["", "Headline", "publish_date", "media_name", "Full Text"]
    found = extract(table(delimiter, header, ["0", "Pier, shut", "2025-05-02", "Bay Times", TEXT]))
    (article,) = found.articles
    assert article.text == TEXT
    assert (article.record, article.facts.title) == (2, "Pier, shut")
    assert (article.facts.source, article.facts.published) == ("Bay Times", date(2025, 5, 2))


def test_rows_are_counted_as_in_a_spreadsheet() -> None:
    """The header is row 1; empty rows and the line that states the delimiter count, too."""
    data = b"sep=;\r\ntitle;text\r\n\r\nA;One.\r\nB;Two.\r\n"
    assert [article.record for article in extract(data).articles] == [4, 5]


def test_rows_that_do_not_fit_are_skipped() -> None:
    """A row with too many fields or without a text is skipped by its number."""
    found = extract(b"title,text\nA,One.\nB,Two, three.\nC,\nD,Four.,,\n")
    assert [article.text for article in found.articles] == ["One.", "Four."]
    assert found.skipped == (
        (3, "row 3 has 3 fields, and the header has 2"),
        (4, "row 4 is empty"),
    )


def test_a_quotation_mark_that_is_never_closed() -> None:
    """The rows before it are kept, and the loss of the others is told."""
    found = extract(b'title,text\nA,One.\nB,"Two.\nC,Three.\n')
    assert [article.text for article in found.articles] == ["One."]
    ((number, reason),) = found.skipped
    assert number == 3
    assert "quotation mark that is not closed" in reason
    assert "nothing after it was read" in reason


def test_quotation_marks_after_a_backslash() -> None:
    """A table that escapes with backslashes is read as its program meant it."""
    (article,) = extract(b'title,text\nA,"He said \\"no\\", and left."\n').articles
    assert article.text == 'He said "no", and left.'


def test_a_long_text() -> None:
    """A text may be longer than the csv module's default limit."""
    text = "A word. " * 50_000
    assert extract(table(",", ["text"], [text])).articles[0].text == text


def test_two_columns_of_one_name() -> None:
    """The first of two columns with the same name counts."""
    assert extract(b"text,text\nOne.,Two.\n").articles[0].text == "One."


def test_utf16_as_spreadsheets_export_it() -> None:
    """Unicode text of a spreadsheet is UTF-16 with tabs."""
    assert extract("title\ttext\nA\tÉté.\n".encode("utf-16")).articles[0].text == "Été."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"id,summary,n\n1,x,2\n", r"has no column with the text .* \(its columns: id, summary, n"),
        (b"a,b,c,d,e,f,g\n", r"\(its columns: a, b, c, d, e, f, …\)"),
        (b"title,text\n", "holds no article under its header"),
        (b"title,text\nA,\n", "holds no article under its header: row 2 is empty"),
        (b"\n\n", r"\(its columns: \)"),
    ],
)
def test_tables_without_articles(data: bytes, reason: str) -> None:
    """A table without articles is refused with the reason."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)
