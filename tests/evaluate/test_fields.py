"""Reading JSON of others: a value, or one line that says what is wrong and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.errors import CorpusError
from rag.evaluate.fields import Fault, checked, each, field, read_json


def test_gives_a_value_of_its_kind() -> None:
    """A field that is there and of the kind asked for is returned as it is."""
    assert field({"a": "x"}, "a", str, "data[0]") == "x"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "data[0].a is missing"),
        ({"a": 1}, "data[0].a is not a string"),
        ({"a": "\ud800"}, "data[0].a holds half of a surrogate pair"),
        ([], "data[0] is not an object"),
    ],
)
def test_names_the_place_of_a_fault(value: Any, says: str) -> None:
    """What is missing or of another kind is named with its place."""
    with pytest.raises(Fault) as caught:
        field(value, "a", str, "data[0]")
    assert says in str(caught.value)


def test_the_top_has_no_place() -> None:
    """A fault at the very top speaks of the whole."""
    with pytest.raises(Fault, match="the whole is not an object"):
        field(1, "a", str, "")


def test_true_is_no_number() -> None:
    """JSON's booleans do not pass for whole numbers."""
    assert checked(3, int, "n") == 3
    with pytest.raises(Fault, match="n is not a whole number"):
        checked(True, int, "n")


def test_items_come_with_their_places() -> None:
    """Each item of a list is given with its index."""
    assert list(each({"a": [5, 6]}, "a", "")) == [(5, "a[0]"), (6, "a[1]")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\xfa", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not in the toy format: the whole is not an object"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    """Whatever is wrong with a file is a CorpusError of one line."""
    path = tmp_path / "toy.json"
    path.write_bytes(data)
    with pytest.raises(CorpusError) as caught:
        read_json(path, "toy", lambda value: field(value, "a", str, ""))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
