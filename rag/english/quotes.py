"""Quotation marks: what stands between them, whichever marks are used.

A quotation that runs over several paragraphs opens anew at each and is closed at the last; one that
is never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS = re.compile(r"[“”„«»\"]|''|``")
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
_BEFORE_OPENING = " \t\n\u00a0([{—–-:,\u2028"


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks."""

    start: int
    end: int


def find_quotes(text: str, start: int, end: int) -> list[Quote]:
    """Return the quotations of the paragraph between two places of a text, in order."""
    quotes: list[Quote] = []
    opened: int | None = None
    inner = False
    marks = list(_MARKS.finditer(text, start, end))
    for i, mark in enumerate(marks):
        after = [m[0] for m in marks[i + 1 : i + 3]]
        if opened is None:
            if _opens(text, mark, start) or (mark.start() == start and after[:1] == ["”"]):
                opened = mark.start()
        elif inner:
            inner = False
        elif mark[0] == "“" and after == ["”", "”"]:
            inner = True  # a quotation in it, in the same marks, with its own end
        elif _closes(text, mark, end):
            quotes.append(Quote(opened, mark.end()))
            opened = None
    if opened is not None and opened < end:
        quotes.append(Quote(opened, end))
    return quotes


def _opens(text: str, mark: re.Match[str], start: int) -> bool:
    if mark[0] in _OPENING:
        return True
    if mark[0] in _CLOSING:
        return False
    return mark.start() == start or text[mark.start() - 1] in _BEFORE_OPENING


def _closes(text: str, mark: re.Match[str], end: int) -> bool:
    if mark[0] in _OPENING:
        return False
    return mark[0] in _CLOSING or mark.end() == end or not text[mark.end()].isalnum()
