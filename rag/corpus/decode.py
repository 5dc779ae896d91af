"""Decodes bytes into text, reversibly.

A byte order mark decides the encoding; without one a file is UTF-8, or what rag.corpus.charset
finds most likely: Windows-1252, unless the letters say otherwise.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from rag.corpus.charset import likeliest, unmarked_utf16, wrong_letters
from rag.corpus.files import Unreadable
from rag.types import Place

# UTF-32 is tried first: the mark of UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text and its position in the file: `data[offset:].decode(encoding) == text`.

    `guess` says which encoding was guessed, None where the bytes leave no doubt.
    """

    text: str
    encoding: str
    offset: int
    guess: str | None = None

    @property
    def doubt(self) -> str | None:
        """Why letters of the text may be wrong, as `Place.doubt` says it, or None."""
        return self.guess or wrong_letters(self.text)

    def place(self, path: str, start: int = 0) -> Place:
        """Return the place of the text from the code point `start`."""
        offset = self.offset + len(self.text[:start].encode(self.encoding))
        return Place(path, encoding=self.encoding, byte_offset=offset, doubt=self.doubt)


def byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark states and the mark's length in bytes, or None.

    >>> byte_order_mark(b"\\xff\\xfeA\\x00")
    ('utf-16-le', 2)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def browser_encoding(label: str) -> str:
    """Return the encoding that a label in lower case means on the web.

    The WHATWG Encoding Standard maps Latin-1 to Windows-1252, which has quotation marks as well.

    >>> browser_encoding("iso-8859-1"), browser_encoding("utf-8")
    ('cp1252', 'utf-8')
    """
    return "cp1252" if label in ("iso-8859-1", "iso8859-1", "latin-1", "latin1") else label


def is_damaged_utf_8(data: bytes, fault: UnicodeDecodeError) -> bool:
    """Return whether bytes that are not UTF-8, which `fault` says, were UTF-8 before.

    Valid letters of UTF-8 before the first wrong byte are no coincidence, nor are as many as there
    are wrong bytes: decoded as Windows-1252 because of one byte, every "é" would become "Ã©".
    """
    if not data[: fault.start].isascii():
        return True
    text = data[fault.start :].decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return len(_NOT_ASCII.findall(text)) >= 2 * lost


def decode(data: bytes) -> Decoded:
    """Decode a text file. Raises Unreadable if it is binary, damaged, or in another encoding."""
    marked = byte_order_mark(data)
    decoded = _decode_as(data, *marked) if marked else _decode_unmarked(data)
    if "\0" in decoded.text:
        raise Unreadable("is binary, not text")
    return decoded


def _decode_unmarked(data: bytes) -> Decoded:
    if b"\0" in data:
        unmarked = unmarked_utf16(data)
        if unmarked is None:
            raise Unreadable("is binary, not text")
        note = "is read as UTF-16, without a mark that states it: its letters are a guess"
        return Decoded(data.decode(unmarked), unmarked, 0, note)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError as fault:
        if is_damaged_utf_8(data, fault):
            raise Unreadable(f"is damaged: byte {fault.start + 1} is not UTF-8") from fault
    found = likeliest(data)
    if found is None:
        raise Unreadable("is not text in UTF-8, UTF-16 or Windows-1252")
    encoding, guess = found
    return Decoded(data.decode(encoding), encoding, 0, guess)


def _decode_as(data: bytes, encoding: str, offset: int) -> Decoded:
    try:
        return Decoded(data[offset:].decode(encoding), encoding, offset)
    except UnicodeDecodeError as fault:
        place = offset + fault.start + 1
        raise Unreadable(f"is damaged: byte {place} is not {encoding.upper()}") from fault
