"""Extracts the articles of a JSON file: an object, a list of objects, or a list inside an object.

Runs in the worker process, since a few bytes of JSON can take a hundred times the memory. A file
with an object in each line, or with several values one after another, is read as well. Records are
numbered from 1; a file that is one article has no number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rag.corpus.decode import decode
from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.markup import markup_text
from rag.corpus.records import RecordReader, has_text_field, shortened, states_text

_DEEPEST = 3  # levels of objects around a list of articles: {"response": {"docs": [...]}}
_SAMPLE = 20  # objects of a list that are looked at for a text


def extract(data: bytes) -> Extracts:
    """Return the articles of a file. Raises Unreadable if it is no JSON or holds no article."""
    decoded = decode(data)
    values, fault = _values(decoded.text)
    reader = RecordReader(markup_text, decoded.guess)
    records = values if fault or len(values) > 1 else _within(values[0])
    if records is None:
        return Extracts((reader.article(_object(values[0])),), notes=reader.notes())
    articles: list[Extract] = []
    skipped: list[tuple[int, str]] = []
    for number, record in enumerate(records, 1):
        try:
            articles.append(reader.article(_object(record), number))
        except Unreadable as reason:
            skipped.append((number, str(reason)))
    if not articles:
        raise Unreadable(_nothing(skipped))
    if fault:
        skipped.append((len(values) + 1, f"{fault}; nothing after it was read"))
    return Extracts(tuple(articles), shortened(skipped, "record"), reader.notes())


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unreadable("is not a JSON object")
    return value


def _nothing(skipped: list[tuple[int, str]]) -> str:
    if not skipped:
        return "holds no records"
    return f"holds no article in its {len(skipped)} records: the first {skipped[0][1]}"


def _values(text: str) -> tuple[list[object], str | None]:
    """Return the values of a file, and what is wrong behind the last of them.

    Raises Unreadable if already the first value is invalid.
    """
    decoder, values, end = json.JSONDecoder(strict=False), [], 0
    try:
        while (start := _next(text, end)) < len(text):
            value, end = decoder.raw_decode(text, start)
            values.append(value)
    except RecursionError as fault:
        raise Unreadable("is nested too deeply") from fault
    except json.JSONDecodeError as fault:
        reason = f"is not JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})"
        if not values:
            raise Unreadable(reason) from fault
        return values, reason
    except ValueError as fault:
        raise Unreadable("holds a number that is too long") from fault
    if not values:
        raise Unreadable("is empty")
    return values, None


def _next(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    return start


def _within(value: object) -> list[object] | None:
    """Return the records that a value holds, or None if it is one record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    columns = _columns(value)
    if columns is not None:
        return columns
    if states_text(value):
        return None
    return next((held for held in _lists(value, _DEEPEST) if _hold_articles(held)), None)


def _columns(value: dict[str, object]) -> list[object] | None:
    """Return the rows of a table that pandas wrote by columns: {"text": {"0": …, "1": …}}."""
    columns = {name: column for name, column in value.items() if isinstance(column, dict)}
    rows = [set(column) for column in columns.values()]
    is_table = len(columns) == len(value) > 1 and has_text_field(columns)
    if not is_table or any(row != rows[0] for row in rows):
        return None
    keys = next(iter(columns.values()))
    return [{name: column[key] for name, column in columns.items()} for key in keys]


def _lists(value: dict[str, object], levels: int) -> Iterator[list[object]]:
    """Yield the lists inside an object, and its objects by name, the outermost first."""
    inner = [held for held in value.values() if isinstance(held, dict)]
    yield from (held for held in value.values() if isinstance(held, list))
    if len(inner) > 1:
        yield list(inner)
    if levels > 1:
        for held in inner:
            yield from _lists(held, levels - 1)


def _hold_articles(records: list[object]) -> bool:
    sample = [record for record in records[:_SAMPLE] if isinstance(record, dict)]
    inner = [held for record in sample for held in record.values() if isinstance(held, dict)]
    return any(map(has_text_field, [*sample, *inner]))
