"""rag.corpus.jsonl: an article a line; a bad line costs no other."""

from __future__ import annotations

import codecs
import json
from datetime import date

import pytest

from rag.corpus.files import Unreadable
from rag.corpus.jsonl import read


def skip_reason(line: bytes) -> str:
    """The reason for the one line that is skipped between two good ones."""
    reading = read("a.jsonl", b'{"text": "one"}\n' + line + b'\n{"text": "three"}\n')
    assert [document.text for document in reading.documents] == ["one", "three"]
    assert [document.places[0].record for document in reading.documents] == [1, 3]
    (skipped,) = reading.skipped
    assert (skipped.path, skipped.record) == ("a.jsonl", 2)
    return skipped.reason


def test_all_fields() -> None:
    """A record gives its text unchanged and its facts, and names its line as its place."""
    record = {
        "title": "Leaders meet",
        "text": " The leaders\r\nmet.\u2028 ",
        "author": ["Jane Doe", "John Roe"],
        "source": "The Daily News",
        "url": "https://x.org/a",
        "published": "2025-03-27T10:00:00Z",
    }
    (document,) = read("a.jsonl", json.dumps(record, ensure_ascii=False).encode()).documents
    assert document.text == record["text"]
    assert (document.title, document.author) == ("Leaders meet", "Jane Doe, John Roe")
    assert (document.source, document.url) == ("The Daily News", "https://x.org/a")
    assert document.published == date(2025, 3, 27)
    place = document.places[0]
    assert (place.record, place.encoding, place.byte_offset) == (1, None, None)


def test_blank_lines_count_but_hold_nothing() -> None:
    """A record's number is that of its line in the file; blank lines are no fault."""
    reading = read("a.jsonl", b'\n{"text": "a"}\r\n  \n\n{"text": "b"}')
    assert [document.places[0].record for document in reading.documents] == [2, 5]
    assert reading.skipped == ()


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
        (b'{"text": "caf\xe9"}', "line 2 is not UTF-8 (byte 14)"),
        (b"[" * 100_000, "line 2 is nested too deeply"),
        (b'{"a":' * 100_000, "line 2 is nested too deeply"),
        (b"1" * 10_000, "line 2 holds a number that is too long"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number(line: bytes, reason: str) -> None:
    """The lines around a bad one are read, and the reason says what is wrong with it."""
    assert skip_reason(line).startswith(reason)


def test_a_whole_surrogate_pair_is_a_character() -> None:
    """An escaped pair is the letter that it stands for."""
    (document,) = read("a.jsonl", b'{"text": "\\ud83d\\ude00"}').documents
    assert document.text == "\U0001f600"


def test_optional_fields_of_a_wrong_kind_are_unknown() -> None:
    """A number for a title or a date that can't be read doesn't cost the article."""
    line = b'{"text": "x", "title": 3, "author": {}, "url": "ftp://x", "published": 1743033600}'
    (document,) = read("a.jsonl", line).documents
    assert (document.title, document.author, document.url) == (None, None, None)
    assert document.published is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_byte_order_mark_is_no_part_of_the_first_line(encoding: str) -> None:
    """A file that another program marked is read like any other."""
    mark = codecs.BOM_UTF8 if encoding == "utf-8" else codecs.BOM_UTF16_LE
    reading = read("a.jsonl", mark + '{"text": "é"}\n{"text": "b"}'.encode(encoding))
    assert [document.text for document in reading.documents] == ["é", "b"]


def test_equal_records_are_two_places_of_one_document() -> None:
    """The same article twice has the same identity."""
    first, second = read("a.jsonl", b'{"text": "a"}\n{"text": "a"}').documents
    assert first.doc_id == second.doc_id
    assert first.places != second.places


def test_no_record_at_all() -> None:
    """A file of blank lines is empty."""
    with pytest.raises(Unreadable, match=r"^is empty$"):
        read("a.jsonl", b"\n \n")
