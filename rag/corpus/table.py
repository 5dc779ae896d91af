"""Extracts the articles of a table: CSV, TSV, or the same with semicolons, under a header.

Runs in the worker process. A record's number is that of its row, as spreadsheets count: the header
is row 1. Quotation marks are read strictly, since one that is never closed would swallow all that
follows; a table that escapes them with backslashes, as databases write, is read as well.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rag.corpus.decode import decode
from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.markup import markup_text
from rag.corpus.metadata import clean
from rag.corpus.records import RecordReader, has_text_field, shortened

_DELIMITERS = ",\t;|"
_SHOWN_COLUMNS = 6
_LONGEST_FIELD = 2**31 - 1

_Rows = list[list[str]]


def extract(data: bytes) -> Extracts:
    """Return the articles of a table. Raises Unreadable if it has no column with a text."""
    csv.field_size_limit(_LONGEST_FIELD)
    decoded = decode(data)
    rows, fault = _rows(decoded.text)
    first = next(number for number, row in enumerate(rows) if has_text_field(row))
    header = rows[first]
    reader = RecordReader(markup_text, decoded.guess)
    articles: list[Extract] = []
    skipped: list[tuple[int, str]] = []
    for number, row in enumerate(rows[first + 1 :], first + 2):
        try:
            if any(row):
                articles.append(reader.article(_record(header, row), number))
        except Unreadable as unreadable:
            skipped.append((number, str(unreadable)))
    if fault:
        skipped.append((len(rows) + 1, f"{fault}; nothing after it was read"))
    if not articles:
        reason = f": row {skipped[0][0]} {skipped[0][1]}" if skipped else ""
        raise Unreadable(f"holds no article under its header{reason}")
    return Extracts(tuple(articles), shortened(skipped, "row"), reader.notes())


def _rows(text: str) -> tuple[_Rows, str | None]:
    """Return the rows as lists of fields, and what is wrong behind the last of them."""
    delimiter = _delimiter(text)
    found, fault = _parsed(text, delimiter, None)
    if fault:
        other, other_fault = _parsed(text, delimiter, "\\")
        if other_fault is None:
            return other, None
    return found, fault


def _delimiter(text: str) -> str:
    """Return the delimiter by which the header has a column for the text of an article."""
    heads = {mark: _head(text, mark) for mark in _DELIMITERS}
    for mark, head in heads.items():
        if has_text_field(head):
            return mark
    columns = max(heads.values(), key=len)
    shown = ", ".join(filter(None, (clean(name[:30]) for name in columns[:_SHOWN_COLUMNS])))
    more = ", …" if len(columns) > _SHOWN_COLUMNS else ""
    raise Unreadable(f"has no column with the text of an article (its columns: {shown}{more})")


def _head(text: str, delimiter: str) -> list[str]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        filled = (row for row in reader if any(row) and not row[0].startswith("sep="))
        return next(filled, [])
    except csv.Error:
        return []


def _parsed(text: str, delimiter: str, escape: str | None) -> tuple[_Rows, str | None]:
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True, escapechar=escape)
    rows: _Rows = []
    try:
        rows.extend(reader)
    except csv.Error:
        return rows, "has a quotation mark that is not closed, or not doubled"
    return rows, None


def _record(header: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    """Return a row's fields by column; the first of two columns with the same name counts."""
    if any(row[len(header) :]):
        raise Unreadable(f"has {len(row)} fields, and the header has {len(header)}")
    fields: dict[str, object] = {}
    for name, value in zip(header, row, strict=False):
        fields.setdefault(name, value)
    return fields
