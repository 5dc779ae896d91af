"""Guesses the encoding of a text that is neither UTF-8 nor marked.

Each candidate is judged by what it makes of the bytes: in a text that is read in the wrong
encoding, capitals stand after small letters ("itÕs"), quotation marks inside words, and symbols
between letters ("caf¿"). The encoding with the fewest such places wins, Windows-1252 where several
have none. Statistical detectors were tried and turned "£" into "Ł" in short English texts.
"""

from __future__ import annotations

import re
import unicodedata

_CANDIDATES = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "cp850": "code page 850",
}


def _letters(category: str) -> str:
    """Return the letters beyond ASCII of a category, as part of a set in a pattern."""
    points = range(0x80, 0x250)
    return re.escape("".join(c for c in map(chr, points) if unicodedata.category(c) == category))


_UPPER, _LOWER = _letters("Lu"), _letters("Ll")
_LETTER = r"[^\W\d_]"
_SYMBOLS = r"[^\x00-\x7f\w’‘–—…\u00a0\u00ad\u02bc]"
_ODD = re.compile(
    rf"""
      [\x80-\x9f]
    | (?<=[a-z{_LOWER}]) [{_UPPER}]
    | (?<!{_LETTER}) [{_LOWER}{_UPPER}] [A-Z] (?=[a-z])
    | (?<={_LETTER}) {_SYMBOLS} (?={_LETTER})
    | (?<={_LETTER}) “ | “ (?=\s) | ” (?={_LETTER}) | (?<=\s) [”’] (?=\s)
    | (?<!{_LETTER}) (?![àáéèêíóúÀÁÉ]) [{_LOWER}{_UPPER}] (?!{_LETTER})
    | [£€¥¢] (?={_LETTER}{{2}})
    | [{_LOWER}{_UPPER}]{{3,}}
    """,
    re.VERBOSE,
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_ASCII_BYTE = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")

_MOST_BEYOND_ASCII = 0.3
"""The share of bytes beyond ASCII in a text in Latin letters: in French it is a twentieth."""

_DOUBTFUL = 0.25
"""The share of places that may look odd before the letters of the best candidate are in doubt."""

# UTF-8 that was read as Windows-1252 or Latin-1, and written again.
_CONVERTED = re.compile(r"â€[\u0080-\u009f™œ˜¢¦“”\"]|Ã[\u0080-\u00bf©¨¡³±¼¶¤]|Â[£©°»«\u00a0]")
_MOST_SHOWN = 3


def likeliest(data: bytes) -> tuple[str, str | None] | None:
    """Return the likeliest encoding of a text, and a note if it is a guess; None if none fits.

    >>> likeliest("it cost £5 in the café".encode("cp1252"))
    ('cp1252', None)
    >>> likeliest("“It’s here,” Zoë said".encode("mac_roman"))
    ('mac_roman', 'is read as Mac Roman: its letters are a guess')
    """
    ascii_only = _NOT_ASCII_BYTE.sub(b"", data)
    in_latin = len(data) - len(ascii_only) <= _MOST_BEYOND_ASCII * len(data)
    names = _CANDIDATES if in_latin and not _CONTROL.search(ascii_only) else ("cp1252",)
    counts = {name: count for name in names if (count := _odd_places(data, name)) is not None}
    if not counts:
        return None
    best = min(counts, key=counts.__getitem__)
    letters = len(_NOT_ASCII.findall(data.decode(best)))
    if best == "cp1252" and counts[best] <= _DOUBTFUL * letters:
        return best, None
    return best, f"is read as {_CANDIDATES[best]}: its letters are a guess"


def unmarked_utf16(data: bytes) -> str | None:
    """Return the encoding of UTF-16 without a byte order mark, or None.

    In Latin scripts every other byte is zero.

    >>> unmarked_utf16("The pier".encode("utf-16-be"))
    'utf-16-be'
    """
    if len(data) % 2 or len(data) < 8:
        return None
    pairs = len(data) // 2
    first, second = data[::2].count(0), data[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if others == 0 and 10 * zeros >= 7 * pairs and _is_text(data, encoding):
            return encoding
    return None


def wrong_letters(text: str) -> str | None:
    """Return a note on letters that were lost or converted wrongly before, or None.

    >>> wrong_letters("It’s a cafÃ©, the cafÃ© of 1871.")
    'holds letters that were converted wrongly: “Ã©”'
    """
    if "\ufffd" in text:
        return f"has lost {text.count(chr(0xFFFD))} letters: \ufffd stands in their place"
    if text.isascii() or not any(first in text for first in "ÃâÂ"):
        return None
    found = dict.fromkeys(_CONVERTED.findall(text))
    shown = ", ".join(f"“{piece}”" for piece in list(found)[:_MOST_SHOWN] if piece.isprintable())
    return f"holds letters that were converted wrongly: {shown}" if shown else None


def _odd_places(data: bytes, encoding: str) -> int | None:
    try:
        return len(_ODD.findall(data.decode(encoding)))
    except UnicodeDecodeError:
        return None


def _is_text(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(c < " " and c not in "\t\n\r\f" for c in text)
