"""Quotations: the text between a pair of quotation marks of any style.

A quotation of several paragraphs has an opening mark in each and a closing mark in the last only.
One that is never closed ends with its paragraph; in single marks, which are apostrophes as well, it
is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = re.compile(r"''|``|[“”„«»\"‘’']")
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
_SINGLE = frozenset("‘’'")
_BEFORE_OPENING = ' \t\n\u00a0([{—–-:,\u2028“"'
_MARKS_LOOKED_AT = 60  # by which a single mark has to be closed
_ENDS_CLAUSE = frozenset(',.?!…;:—–-)”"')  # before, or after, a single mark that closes


@dataclass(frozen=True, slots=True)
class Quote:
    """The offsets of a quotation in its text, half-open, marks included."""

    start: int
    end: int


def find_quotes(text: str, start: int, end: int) -> list[Quote]:
    """Return the quotations of the paragraph between two offsets of a text, in order.

    Those inside another quotation are not among them: `find_quotes` between its marks finds them.
    """
    quotes: list[Quote] = []
    marks = list(_MARKS.finditer(text, start, end))
    double = [mark for mark in marks if mark[0] not in _SINGLE]
    at, i = start, 0  # nothing before the offset `at` can open a quotation
    for n, mark in enumerate(marks):
        if mark.start() < at:
            continue
        if mark[0] in _SINGLE:
            closing = _closing_single(text, marks[n : n + _MARKS_LOOKED_AT], end)
            if closing is not None:
                quotes.append(Quote(mark.start(), closing))
                at = closing
            continue
        while double[i].start() < mark.start():
            i += 1
        after = double[i + 1][0] if i + 1 < len(double) else ""
        if _opens(text, mark, start) or (mark.start() == start and after == "”"):
            at = _closing_double(text, double, i + 1, end)
            if mark.start() < at:
                quotes.append(Quote(mark.start(), at))
    return quotes


def _closing_double(text: str, marks: Sequence[re.Match[str]], first: int, end: int) -> int:
    """Return where a quotation ends that is open before the mark of the number `first`."""
    nested = False
    for i in range(first, len(marks)):
        mark, after = marks[i], [m[0] for m in marks[i + 1 : i + 3]]
        if nested:
            nested = False
        elif mark[0] == "“" and after == ["”", "”"]:
            nested = True  # a quotation inside, in the same marks, with a closing mark of its own
        elif _closes(text, mark, end):
            return mark.end()
    return end


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


def _closing_single(text: str, marks: Sequence[re.Match[str]], end: int) -> int | None:
    """Return where the quotation ends that the first of the marks opens, None if it opens none.

    A mark beside another that ends a clause closes it: 'No,' she said. One behind a letter may be
    that of "the actors' union", and closes it only if no other does before the next one opens.
    """
    if not _opens_single(text, marks[0], end):
        return None
    doubtful: int | None = None
    for mark in marks[1:]:
        if mark[0] not in _SINGLE:
            continue
        if doubtful is not None and _opens_single(text, mark, end):
            return doubtful
        before, after = text[mark.start() - 1], text[mark.end() : min(mark.end() + 1, end)]
        if mark[0] == "‘" or before.isspace() or after.isalnum():
            continue
        if before in _ENDS_CLAUSE or after in _ENDS_CLAUSE:
            return mark.end()
        doubtful = doubtful or mark.end()
    return doubtful


def _opens_single(text: str, mark: re.Match[str], end: int) -> bool:
    before = text[mark.start() - 1] if mark.start() else " "
    after = text[mark.end() : min(mark.end() + 1, end)]
    if mark[0] == "’" or not (after.isalpha() or after in ("“", '"', "…", "(", "[", "£", "$")):
        return False
    return before in _BEFORE_OPENING or before == "\n"
