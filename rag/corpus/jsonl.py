"""Parses JSON Lines: one article per line, an object with the fields of rag.corpus.records.

A line that cannot be read is skipped and reported by its number; the other lines are kept. A
record's number is its line. Other values than the text that are null, of a wrong type, or a date in
an unknown format count as "not stated", since the article can be quoted without them. A file whose
objects stand over several lines is read as a whole: rag.corpus.json_values.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from rag.corpus import isolate
from rag.corpus.charset import unmarked_utf16
from rag.corpus.decode import byte_order_mark, decode, is_damaged_utf_8
from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.records import RecordReader, shortened

_WHOLE = "rag.corpus.json_values"


def read(data: bytes) -> Extracts:
    """Return the articles of all records. Raises Unreadable if there are no records."""
    if not _begins_with_record(data):
        try:
            return isolate.extract(_WHOLE, data)
        except Unreadable:
            pass  # its lines are reported below, each with its own fault
    lines, guess = _lines(data)
    reader = RecordReader(_without_markup, guess)
    articles: list[Extract] = []
    skipped: list[tuple[int, str]] = []
    for number, line in lines:
        try:
            articles.append(reader.article(_json_object(line), number))
        except Unreadable as fault:
            skipped.append((number, str(fault)))
    if not articles and not skipped:
        raise Unreadable("is empty")
    return Extracts(tuple(articles), shortened(skipped, "line"), reader.notes())


def _begins_with_record(data: bytes) -> bool:
    """Return whether the first line is a JSON object; True if there is none."""
    try:
        return next((isinstance(_json(line), dict) for _, line in _lines(data)[0]), True)
    except Unreadable:
        return False


def _without_markup(html: str) -> str:
    (article,) = isolate.extract("rag.corpus.markup", html.encode("utf-8")).articles
    return article.text


def _lines(data: bytes) -> tuple[Iterator[tuple[int, bytes]], str | None]:
    """Return the lines that are not blank, in UTF-8, with their numbers from 1.

    The second value says which encoding was guessed. In a file of UTF-8 with damaged lines, only
    these are no UTF-8.
    """
    encoding, offset = byte_order_mark(data) or ("utf-8", 0)
    guess = None
    if encoding != "utf-8" or _is_another_encoding(data):
        decoded = decode(data)
        data, offset, guess = decoded.text.encode("utf-8"), 0, decoded.guess
    stream = io.BytesIO(data)
    stream.seek(offset)
    return ((number, line) for number, line in enumerate(stream, 1) if line.strip()), guess


def _is_another_encoding(data: bytes) -> bool:
    """Return whether a file is not UTF-8, and not one of UTF-8 with damaged lines either."""
    if b"\0" in data and unmarked_utf16(data):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return not is_damaged_utf_8(data, fault)
    return False


def _json_object(line: bytes) -> dict[str, object]:
    record = _json(line)
    if not isinstance(record, dict):
        raise Unreadable("is not a JSON object")
    return record


def _json(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise Unreadable(f"is not UTF-8 (byte {fault.start + 1})") from fault
    except json.JSONDecodeError as fault:
        raise Unreadable(f"is not JSON: {fault.msg} (column {fault.colno})") from fault
    except ValueError as fault:
        raise Unreadable("holds a number that is too long") from fault
    except RecursionError as fault:
        raise Unreadable("is nested too deeply") from fault
