"""rag.corpus.json_values: objects, lists, and lists inside objects."""

from __future__ import annotations

import json

import pytest

from rag.corpus import parse
from rag.corpus.files import Unreadable
from rag.corpus.json_values import extract

ONE = {"text": "The mill burned.", "title": "Mill"}
TWO = {"text": "The mill was rebuilt.", "title": "Mill again"}


def titles(value: object) -> list[tuple[int | None, str | None]]:
    """Return the record numbers and the titles of what a value holds."""
    articles = extract(json.dumps(value, indent=1).encode()).articles
    return [(article.record, article.facts.title) for article in articles]


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"status": "ok", "totalResults": 2, "articles": [ONE, TWO]},
        {"response": {"total": 2, "results": [ONE, TWO]}},
        {"hits": {"hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}},
        {"a": ONE, "b": TWO},
        {"text": {"0": ONE["text"], "1": TWO["text"]}, "title": {"0": "Mill", "1": "Mill again"}},
    ],
)
def test_where_the_records_are(value: object) -> None:
    """A list is found at the top, inside objects, as named objects, and as pandas' columns."""
    assert titles(value) == [(1, "Mill"), (2, "Mill again")]


@pytest.mark.parametrize("value", [ONE, {"article": ONE}, {**ONE, "images": [{"text": "a pier"}]}])
def test_one_object_is_one_article(value: object) -> None:
    """A file that is one article has no record number."""
    assert titles(value) == [(None, "Mill")]


def test_values_one_after_another() -> None:
    """Objects over several lines, without a list around them, are numbered in order."""
    data = "\n".join(json.dumps(value, indent=2) for value in (ONE, TWO)).encode()
    assert [article.record for article in extract(data).articles] == [1, 2]


def test_what_follows_a_fault_is_told() -> None:
    """The records before invalid JSON are kept, and the fault is named with its line."""
    found = extract(b'{"text": "One."}\n{"text": ')
    assert [article.text for article in found.articles] == ["One."]
    ((number, reason),) = found.skipped
    assert number == 2
    assert reason.startswith("record 2 is not JSON: Expecting value (line 2")
    assert reason.endswith("nothing after it was read")


def test_a_list_with_other_things() -> None:
    """Entries that are no articles are skipped by their number."""
    found = extract(json.dumps([ONE, 7, {"url": "https://x.org"}]).encode())
    assert [article.record for article in found.articles] == [1]
    assert found.skipped[0] == (2, "record 2 is not a JSON object")
    assert found.skipped[1][1].startswith('record 3 has no "text"')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "is not JSON: Expecting property name"),
        (b" \n", "is empty"),
        (b"[]", "holds no records"),
        (b"3", "holds no article in its 1 records: the first is not a JSON object"),
        (b'{"name": "x", "version": "1"}', 'has no "text"'),
        (b'[{"a": 1}, {"a": 2}]', 'holds no article in its 2 records: the first has no "text"'),
        (b"[" * 100_000, "is nested too deeply"),
        (b"1" * 10_000, "holds a number that is too long"),
    ],
)
def test_files_without_an_article(data: bytes, reason: str) -> None:
    """A file without any article is skipped as a whole, with one reason."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)


def test_other_encodings() -> None:
    """A byte order mark decides, as in text files."""
    assert extract(json.dumps(ONE).encode("utf-16")).articles[0].text == ONE["text"]


def test_a_jsonl_file_that_is_pretty_printed() -> None:
    """An object over several lines in a .jsonl file is one article, not a fault in each line."""
    parsed = parse("a.jsonl", json.dumps(ONE, indent=2).encode())
    assert [document.title for document in parsed.documents] == ["Mill"]
    assert parsed.skipped == ()


def test_a_jsonl_file_of_many_faulty_lines() -> None:
    """Many lines with the same fault are one entry with their number."""
    parsed = parse("a.jsonl", json.dumps(ONE).encode() + b"\n{}" * 40)
    assert len(parsed.documents) == 1
    (skipped,) = parsed.skipped
    assert skipped.reason.startswith('lines 2, 3, 4 and 37 more: each has no "text"')


def test_a_json_file_with_a_record_in_each_line() -> None:
    """JSON Lines in a file that is named .json are read."""
    lines = "\n".join(map(json.dumps, (ONE, TWO))).encode()
    parsed = parse("a.json", lines)
    assert [d.places[0].record for d in parsed.documents] == [1, 2]
    assert [d.title for d in parsed.documents] == ["Mill", "Mill again"]
