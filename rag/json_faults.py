"""What is wrong with JSON from outside, in one line and in JSON's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

LONGEST = 160  # code points of a message: some quote the value that is wrong

_WHAT = {  # what is wrong, by pydantic's type of error; its own words speak of Python's types
    "missing": "is missing",
    "model_type": "should be an object",
    "dataclass_type": "should be an object",
    "dict_type": "should be an object",
    "list_type": "should be a list",
    "tuple_type": "should be a list",
    "string_type": "should be a string",
    "int_type": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "date_type": "should be a date like 2025-03-27",
    "bool_type": "should be true or false",
    "too_short": "has too few items",
    "too_long": "has too many items",
}


def first_error(error: ValidationError) -> str:
    """Return the first error of a validation on one line: "data[0].title: should be a string"."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = _place(first["loc"])
    if first["type"] == "value_error":  # raised by a validator of ours, which may name the place
        message = str(first["ctx"]["error"])
        return _short(f"{place}: {message}" if place else message)
    return _short(f"{place or 'top level'}: {_WHAT.get(first['type'], first['msg'])}")


def _short(message: str) -> str:
    folded = " ".join(message.split())
    return folded if len(folded) <= LONGEST else f"{folded[: LONGEST - 1]}…"


def _place(keys: Sequence[Any]) -> str:
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return path.removeprefix(".")
