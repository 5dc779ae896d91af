"""JSON files of a format: parsed objects, or one line that names the place and the error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError, field_validator

from rag.errors import CorpusError
from rag.evaluate.json_files import JsonObject, Text, read_json, read_lines
from rag.json_faults import first_error


class Item(JsonObject):
    """An object of the format used in these tests."""

    name: Text
    count: int = 0
    done: bool = False

    @field_validator("count")
    @classmethod
    def _check_count(cls, count: int) -> int:
        if count < 0:
            raise ValueError("is negative")
        return count


class Toy(JsonObject):
    """A file of the format used in these tests."""

    items: list[Item]


def test_a_file_becomes_objects(tmp_path: Path) -> None:
    """Values are taken as they are, defaults fill in, unknown keys are ignored."""
    path = tmp_path / "toy.json"
    path.write_text(json.dumps({"items": [{"name": "x", "extra": [1]}], "version": 2}), "utf-8")
    assert read_json(path, "toy", Toy) == Toy(items=[Item(name="x")])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "top level: should be an object"),
        ({}, "items: is missing"),
        ({"items": {}}, "items: should be a list"),
        ({"items": [7]}, "items[0]: should be an object"),
        ({"items": [{"name": "a"}, {}]}, "items[1].name: is missing"),
        ({"items": [{"name": 1}]}, "items[0].name: should be a string"),
        ({"items": [{"name": None}]}, "items[0].name: should be a string"),
        ({"items": [{"name": "a", "count": "1"}]}, "items[0].count: should be a whole number"),
        ({"items": [{"name": "a", "count": 1.5}]}, "items[0].count: should be a whole number"),
        ({"items": [{"name": "a", "done": 1}]}, "items[0].done: should be true or false"),
        ({"items": [{"name": "a", "count": -1}]}, "items[0].count: is negative"),
        (
            {"items": [{"name": "a\ud800"}]},
            "items[0].name: holds half of a surrogate pair, which is no character",
        ),
    ],
)
def test_an_error_names_its_place(value: Any, message: str) -> None:
    """The first value that is missing or of the wrong type is named with the path to it."""
    with pytest.raises(ValidationError) as raised:
        Toy.model_validate(value)
    assert first_error(raised.value) == message


def test_true_is_no_number() -> None:
    """A JSON boolean is not accepted as a whole number."""
    with pytest.raises(ValidationError) as raised:
        Item.model_validate({"name": "a", "count": True})
    assert first_error(raised.value) == "count: should be a whole number"


def test_lines_are_parsed_one_by_one(tmp_path: Path) -> None:
    """Valid lines become objects, invalid ones numbered messages; blank ones are skipped."""
    path = tmp_path / "toy.jsonl"
    path.write_text('{"name": "a"}\n\n{"name": 1}\n{\n{"name": "b"}\r\n', "utf-8")
    lines = read_lines(path, Item)
    assert lines.values == [Item(name="a"), Item(name="b")]
    first, second = lines.errors
    assert first == "line 3: name: should be a string"
    assert second.startswith("line 4: not JSON: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\xfa", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not in the toy format: top level: should be an object"),
    ],
)
def test_an_unusable_file_is_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    """Whatever is wrong with a file is a CorpusError of one line that names the file."""
    path = tmp_path / "toy.json"
    path.write_bytes(data)
    with pytest.raises(CorpusError) as raised:
        read_json(path, "toy", Toy)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
