"""The rows of places: how a `Place` is written to the table and read from it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from rag.types import Place

PLACE_COLUMNS = "path, record, encoding, byte_offset, pages, doubt, fields"


def place_values(place: Place) -> tuple[Any, ...]:
    """Return the values of `PLACE_COLUMNS` for a place."""
    return (
        place.path,
        place.record,
        place.encoding,
        place.byte_offset,
        json.dumps(place.pages) if place.pages else None,
        place.doubt,
        json.dumps(place.fields) if place.fields else None,
    )


def stored_place(
    path: str,
    record: int | None,
    encoding: str | None,
    byte_offset: int | None,
    pages: str | None,
    doubt: str | None,
    fields: str | None,
) -> Place:
    """Return the place in a row of the table. Raises TypeError or ValueError for a damaged one."""
    begins = tuple(json.loads(pages)) if pages else ()
    return Place(path, record, encoding, byte_offset, begins, doubt, stored_fields(fields))


@lru_cache(maxsize=1024)  # records of one file have the same fields
def stored_fields(fields: str | None) -> tuple[tuple[str, str], ...]:
    """Return `Place.fields` as the table has them."""
    return tuple((field, own) for field, own in json.loads(fields)) if fields else ()
