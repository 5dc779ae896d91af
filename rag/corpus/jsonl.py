"""Parses JSON Lines: one article per line, with `text` and optionally `title`, `author`, `source`,
`url` and `published`.

A line that cannot be read is skipped and reported by its number; the other lines are kept. `text`
must be a string. In the other fields null, a wrong type or an unknown date format counts as "not
stated", since the article can be quoted without them. `author` may be a list of names.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from rag.corpus.decode import byte_order_mark, decode
from rag.corpus.files import ParsedFile, Skipped, Unreadable, document
from rag.corpus.metadata import facts
from rag.types import Document, Place

_FIELDS = ("title", "author", "source", "url", "published")


def parse(path: str, data: bytes) -> ParsedFile:
    """Parse every record. Raises Unreadable if there are no records."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for number, line in _lines(data):
        try:
            documents.append(_article(path, number, line))
        except Unreadable as fault:
            skipped.append(Skipped(path, f"line {number} {fault}", number))
    if not documents and not skipped:
        raise Unreadable("is empty")
    return ParsedFile(tuple(documents), tuple(skipped))


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the lines that are not blank, in UTF-8, with their numbers from 1."""
    encoding, offset = byte_order_mark(data) or ("utf-8", 0)
    if encoding != "utf-8":
        data, offset = decode(data).text.encode("utf-8"), 0
    stream = io.BytesIO(data)
    stream.seek(offset)
    return ((number, line) for number, line in enumerate(stream, 1) if line.strip())


def _article(path: str, number: int, line: bytes) -> Document:
    record = _json_object(line)
    text = record.get("text")
    if not isinstance(text, str):
        raise Unreadable('has no "text"' if text is None else 'has a "text" that is no string')
    stated = {field: record.get(field) for field in _FIELDS}
    _refuse_surrogates(text, *stated.values())
    return document(text, Place(path, record=number), facts(**stated))


def _json_object(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise Unreadable(f"is not UTF-8 (byte {fault.start + 1})") from fault
    except json.JSONDecodeError as fault:
        raise Unreadable(f"is not JSON: {fault.msg} (column {fault.colno})") from fault
    except ValueError as fault:
        raise Unreadable("holds a number that is too long") from fault
    except RecursionError as fault:
        raise Unreadable("is nested too deeply") from fault
    if not isinstance(record, dict):
        raise Unreadable("is not a JSON object")
    return record


def _refuse_surrogates(*values: object) -> None:
    """Raise Unreadable for a lone surrogate: JSON can escape one, but UTF-8 cannot encode it."""
    try:
        for value in values:
            if isinstance(value, str):
                value.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Unreadable("holds half of a surrogate pair, which is no character") from fault
