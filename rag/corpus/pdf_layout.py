"""Puts the words of a page into lines, and the lines into the order in which they are read.

Columns are found by the white between them: a gutter is a vertical strip that several lines on end
leave free, with text on both of its sides. The text to the left of a gutter is read before that to
its right, and what spans the gutter before or after both (a recursive X-Y cut: Nagy and Seth, 1984,
"Hierarchical representation of optically scanned documents"). A table is read row by row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rag.corpus.pdf_words import Word, join_words

_SAME_LINE = 0.4  # in heights of the font: words whose baselines differ by less are of one line

_GUTTER = 0.9  # in heights of the font: the least width of a gutter
_LEAST_LINES = 3  # that a gutter is beside
_REACHED = 10
_MAX_ROWS = 400  # of a page; its time grows with their square
_MAX_CUTS = 40  # of a page; more are no columns, but a drawing

# Text columns, unlike the cells of a table, hold running text: at least this many words a line,
# and lines that mostly reach this part of the column's width.
_WORDS_A_LINE = 2.5
_FULL = 0.7

Row = list[Word]
_Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: its text, where it begins and ends, and the edges of its column."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    column: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a page in reading order; whether the order is certain."""

    columns: list[list[Line]]
    certain: bool = True


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Return the words of each line across a page, from the top, each from left to right."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda w: -w.baseline):
        near = bool(rows) and rows[-1][0].baseline - word.baseline < _SAME_LINE * min(
            rows[-1][0].size, word.size
        )
        if near:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.left) for row in rows]


def layout(rows: Sequence[Row]) -> Layout:
    """Return the lines of a page in the order in which they are read."""
    if len(rows) > _MAX_ROWS:
        return Layout([_lines(rows)], certain=False)
    columns: list[list[Line]] = []
    certain = True
    waiting = [list(rows)]
    cuts = 0
    while waiting:
        part = waiting.pop()
        cut = _cut(part) if cuts < _MAX_CUTS else None
        if cut is None:
            columns += [_lines(part)] if part else []
            continue
        cuts += 1
        above, left, right, below = cut
        certain = certain and _is_running(left) and _is_running(right)
        waiting += [part for part in (below, right, left, above) if part]
    return Layout(columns, certain)


def _lines(rows: Sequence[Row]) -> list[Line]:
    """Return the lines of a column; its right edge is one that a tenth of its lines reach."""
    ends = sorted(max(w.right for w in row) for row in rows)
    column = (min(row[0].left for row in rows), ends[-1 - len(rows) // _REACHED])
    return [
        Line(
            join_words(row),
            row[0].left,
            max(w.right for w in row),
            row[0].baseline,
            max(w.size for w in row),
            column,
        )
        for row in rows
    ]


def _cut(rows: list[Row]) -> tuple[list[Row], list[Row], list[Row], list[Row]] | None:
    """Return the rows above the longest gutter, left and right of it, and below; or None."""
    least = _GUTTER * median(row[0].size for row in rows) if rows else 0.0
    gaps = [_gaps(row) for row in rows]
    if all(len(white) == 2 for white in gaps):  # the margins
        return None
    longest, found = 0, None
    for first in range(len(rows)):
        if len(rows) - first <= longest:
            break
        for end, common in reversed(list(_white(gaps, first, least))):
            if end - first <= longest:
                break
            halves = next(filter(None, (_halves(rows[first:end], gap) for gap in common)), None)
            if halves:
                longest, found = end - first, (rows[:first], *halves, rows[end:])
                break
    return found


def _white(
    gaps: Sequence[list[_Gap]], first: int, least: float
) -> Iterator[tuple[int, list[_Gap]]]:
    """Yield the gutters that rows from `first` on leave free, and the end of the rows that do.

    That is where the next row closes one of them. `least` is the least width of a gutter; the
    widest is first.
    """
    common: list[_Gap] = [(-math.inf, math.inf)]
    inner: list[_Gap] = []
    for end in range(first, len(gaps)):
        pairs = [(max(a, c), min(b, d)) for a, b in common for c, d in gaps[end]]
        common = [(start, stop) for start, stop in pairs if stop - start >= least]
        left = [gap for gap in common if math.isfinite(gap[1] - gap[0])]
        if len(left) < len(inner):
            yield end, sorted(inner, key=lambda gap: gap[0] - gap[1])
        inner = left
    if inner:
        yield len(gaps), sorted(inner, key=lambda gap: gap[0] - gap[1])


def _gaps(row: Row) -> list[_Gap]:
    """Return the white strips of a row, the margins included."""
    least = _GUTTER * median(word.size for word in row)
    found: list[_Gap] = []
    end = -math.inf
    for word in row:
        if word.left - end >= least:
            found.append((end, word.left))
        end = max(end, word.right)
    return [*found, (end, math.inf)]


def _halves(rows: Sequence[Row], gutter: _Gap) -> tuple[list[Row], list[Row]] | None:
    """Return the rows on either side of a gutter if both sides are columns."""
    left = [side for row in rows if (side := [w for w in row if w.left < gutter[1]])]
    right = [side for row in rows if (side := [w for w in row if w.left >= gutter[1]])]
    return (left, right) if _is_column(left) and _is_column(right) else None


def _is_column(rows: Sequence[Row]) -> bool:
    words = sum(map(len, rows))
    return len(rows) >= _LEAST_LINES and words >= _WORDS_A_LINE * len(rows)


def _is_running(rows: Sequence[Row]) -> bool:
    """Return whether most lines are as wide as their column, as those of running text are."""
    left = min(row[0].left for row in rows)
    width = max(row[-1].right for row in rows) - left
    full = sum(row[-1].right - left > _FULL * width for row in rows)
    return 2 * full >= len(rows)
