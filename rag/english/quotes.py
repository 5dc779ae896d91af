"""Quotations: the text between a pair of quotation marks of any style.

A quotation of several paragraphs has an opening mark in each and a closing mark in the last only.
One that is never closed ends with its paragraph.
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
    """The offsets of a quotation in its text, half-open, marks included."""

    start: int
    end: int


def find_quotes(text: str, start: int, end: int) -> list[Quote]:
    """Return the quotations of the paragraph between two offsets of a text, in order."""
    quotes: list[Quote] = []
    opened: int | None = None
    nested = False
    marks = list(_MARKS.finditer(text, start, end))
    for i, mark in enumerate(marks):
        after = [m[0] for m in marks[i + 1 : i + 3]]
        if opened is None:
            if _opens(text, mark, start) or (mark.start() == start and after[:1] == ["”"]):
                opened = mark.start()
        elif nested:
            nested = False
        elif mark[0] == "“" and after == ["”", "”"]:
            nested = True  # a quotation inside, in the same marks, with a closing mark of its own
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
