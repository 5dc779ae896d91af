"""Reading JSON that somebody else wrote: a value, or a fault and its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from rag.errors import CorpusError

T = TypeVar("T")

_KINDS = {dict: "an object", list: "a list", str: "a string", int: "a whole number"}


class Fault(Exception):
    """What is wrong with a file, and where in it."""


def read_json(path: Path, name: str, parse: Callable[[Any], T]) -> T:
    """Read a file of the format `name`; `parse` makes the value and raises Fault where it can't.

    Raises CorpusError that says, in one line, what the first fault is and where.
    """
    try:
        value = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{path} is not JSON: {error}", path) from error
    try:
        return parse(value)
    except Fault as fault:
        raise CorpusError(f"{path} is not in the {name} format: {fault}", path) from fault


@dataclass(frozen=True, slots=True)
class Lines(Generic[T]):
    """The values of a file of JSON Lines, and what is wrong with each line that gave none."""

    values: list[T]
    faults: list[str]


def read_lines(path: Path, parse: Callable[[Any], T]) -> Lines[T]:
    """Read a file of JSON Lines; `parse` makes a value of each and raises Fault where it can't.

    Blank lines are nothing. Raises CorpusError for a file that can't be read at all.
    """
    lines: Lines[T] = Lines([], [])
    # Only line feeds part records: JSON may hold other separators inside a string.
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            lines.values.append(parse(json.loads(line)))
        except Fault as fault:
            lines.faults.append(f"line {number}: {fault}")
        except (ValueError, RecursionError) as error:
            lines.faults.append(f"line {number}: not JSON: {error}")
    return lines


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8; raise CorpusError if there is none."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 (byte {error.start + 1})", path) from error


def field(value: Any, key: str, kind: type[T], where: str) -> T:
    """Return `value[key]`, which must be of a kind; `where` is the place of `value`, "" the top."""
    place = f"{where}.{key}" if where else key
    if not isinstance(value, dict):
        raise Fault(f"{where or 'the whole'} is not an object")
    if key not in value:
        raise Fault(f"{place} is missing")
    return checked(value[key], kind, place)


def each(value: Any, key: str, where: str) -> Iterator[tuple[Any, str]]:
    """Yield the items of the list `value[key]`, each with its place."""
    place = f"{where}.{key}" if where else key
    return ((item, f"{place}[{i}]") for i, item in enumerate(field(value, key, list, where)))


def checked(value: Any, kind: type[T], place: str) -> T:
    """Return a value that must be of a kind: dict, list, str or int."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Fault(f"{place} is not {_KINDS[kind]}")
    if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
        raise Fault(f"{place} holds half of a surrogate pair, which is no character")
    return value
