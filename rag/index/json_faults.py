"""Describes why JSON is invalid, in one line."""

from __future__ import annotations

from pydantic import ValidationError


def first_fault(error: ValidationError) -> str:
    """Return the place and the message of the first error: "citations[0].start: Field required"."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault["loc"])
    message = " ".join(fault["msg"].split())
    return f"{place.removeprefix('.')}: {message}" if place else message
