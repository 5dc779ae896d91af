"""rag.corpus.jsonl: one article per line; an invalid line does not affect the others."""

from __future__ import annotations

import codecs
import json
from datetime import date

import pytest

from rag.corpus import parse


def skip_reason(line: bytes) -> str:
    """Return the reason for skipping one line between two valid lines."""
    parsed = parse("a.jsonl", b'{"text": "one"}\n' + line + b'\n{"text": "three"}\n')
    assert [document.text for document in parsed.documents] == ["one", "three"]
    assert [document.places[0].record for document in parsed.documents] == [1, 3]
    (skipped,) = parsed.skipped
    assert (skipped.path, skipped.record) == ("a.jsonl", 2)
    return skipped.reason


def test_all_fields() -> None:
    """A record gives its text unchanged, its facts, and its line number as its place."""
    record = {
        "title": "Leaders meet",
        "text": " The leaders\r\nmet.\u2028 ",
        "author": ["Jane Doe", "John Roe"],
        "source": "The Daily News",
        "url": "https://x.org/a",
        "published": "2025-03-27T10:00:00Z",
    }
    (document,) = parse("a.jsonl", json.dumps(record, ensure_ascii=False).encode()).documents
    assert document.text == record["text"]
    assert (document.title, document.author) == ("Leaders meet", "Jane Doe, John Roe")
    assert (document.source, document.url) == ("The Daily News", "https://x.org/a")
    assert document.published == date(2025, 3, 27)
    place = document.places[0]
    assert (place.record, place.encoding, place.byte_offset) == (1, None, None)


def test_blank_lines_are_counted() -> None:
    """A record's number is its line in the file; blank lines are allowed."""
    parsed = parse("a.jsonl", b'\n{"text": "a"}\r\n  \n\n{"text": "b"}')
    assert [document.places[0].record for document in parsed.documents] == [2, 5]
    assert parsed.skipped == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "x"', "line 2 is not JSON: "),
        (b"text", "line 2 is not JSON: Expecting value (column 1)"),
        (b'["text"]', "line 2 is not a JSON object"),
        (b'{"title": "x"}', 'line 2 has no "text"'),
        (b'{"text": null}', 'line 2 has no "text"'),
        (b'{"text": 7}', 'line 2 has a "text" that is no string'),
        (b'{"text": " \\n "}', "line 2 is empty"),
        (b'{"text": "\\ud83d"}', "line 2 holds half of a surrogate pair"),
        (b'{"text": "x", "title": "\\udc00"}', "line 2 holds half of a surrogate pair"),
        (b'{"text": "\xc3\xa9 caf\xe9"}', "line 2 is not UTF-8 (byte 17)"),
        (b"[" * 100_000, "line 2 is nested too deeply"),
        (b'{"a":' * 100_000, "line 2 is nested too deeply"),
        (b"1" * 10_000, "line 2 holds a number that is too long"),
    ],
)
def test_an_invalid_line_is_skipped_with_its_number(line: bytes, reason: str) -> None:
    """The lines around an invalid line are parsed, and the reason tells what is wrong with it."""
    assert skip_reason(line).startswith(reason)


def test_a_whole_surrogate_pair_is_a_character() -> None:
    """An escaped surrogate pair becomes its character."""
    (document,) = parse("a.jsonl", b'{"text": "\\ud83d\\ude00"}').documents
    assert document.text == "\U0001f600"


def test_optional_fields_of_a_wrong_type_are_dropped() -> None:
    """A title of a wrong type or an invalid date does not make the article unreadable."""
    line = b'{"text": "x", "title": 3, "author": {}, "url": "ftp://x", "published": 1743033600}'
    (document,) = parse("a.jsonl", line).documents
    assert (document.title, document.author, document.url) == (None, None, None)
    assert document.published is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(encoding: str) -> None:
    """A file with a byte order mark is parsed like any other."""
    mark = codecs.BOM_UTF8 if encoding == "utf-8" else codecs.BOM_UTF16_LE
    parsed = parse("a.jsonl", mark + '{"text": "é"}\n{"text": "b"}'.encode(encoding))
    assert [document.text for document in parsed.documents] == ["é", "b"]


def test_equal_records_are_two_places_of_one_document() -> None:
    """The same article twice has the same identity."""
    first, second = parse("a.jsonl", b'{"text": "a"}\n{"text": "a"}').documents
    assert first.doc_id == second.doc_id
    assert first.places != second.places


def test_no_record_at_all() -> None:
    """A file of blank lines is empty."""
    (skipped,) = parse("a.jsonl", b"\n \n").skipped
    assert (skipped.reason, skipped.record) == ("is empty", None)
