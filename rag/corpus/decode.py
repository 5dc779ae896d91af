"""From bytes to text, in a way that can be undone.

A byte order mark decides; without one a file is UTF-8 or else Windows-1252. Charset detectors were
tried and turned "£" into "Ł": a text that may be quoted wrongly is worse than one that is skipped.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from rag.corpus.files import Unreadable

# The marks of UTF-32 come first: UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it lies in its file: `data[offset:].decode(encoding) == text`."""

    text: str
    encoding: str
    offset: int


def byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that the first bytes name and the mark's length, or None.

    >>> byte_order_mark(b"\\xff\\xfeA\\x00")
    ('utf-16-le', 2)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def decode(data: bytes) -> Decoded:
    """Decode a text file; raise Unreadable if it is binary, damaged, or in another encoding."""
    marked = byte_order_mark(data)
    decoded = _decode_as(data, *marked) if marked else _decode_unmarked(data)
    if "\0" in decoded.text:
        raise Unreadable("is binary, not text")
    return decoded


def _decode_unmarked(data: bytes) -> Decoded:
    if b"\0" in data:
        raise Unreadable("is binary, not text")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError as fault:
        # Letters that were valid UTF-8 up to here don't come about by chance: read as
        # Windows-1252, one bad byte would make "Ã©" of every "é" in the article.
        if not data[: fault.start].isascii():
            raise Unreadable(f"is damaged: byte {fault.start + 1} is not UTF-8") from fault
    try:
        return Decoded(data.decode("cp1252"), "cp1252", 0)
    except UnicodeDecodeError as fault:
        raise Unreadable("is not text in UTF-8, UTF-16 or Windows-1252") from fault


def _decode_as(data: bytes, encoding: str, offset: int) -> Decoded:
    try:
        return Decoded(data[offset:].decode(encoding), encoding, offset)
    except UnicodeDecodeError as fault:
        place = offset + fault.start + 1
        raise Unreadable(f"is damaged: byte {place} is not {encoding.upper()}") from fault
