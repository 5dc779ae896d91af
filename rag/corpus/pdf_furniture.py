"""Finds what pages repeat around their text: running heads, running feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.corpus.pdf_layout import Row
from rag.corpus.pdf_words import join_words

_EDGE = 3  # the lines at the top and at the bottom of a page that may be running ones
_SHIFT = 5  # points by which such a line may move from page to page
_APART = 1.6  # in heights of the font: the least step between such a line and the text
_NUMBER = re.compile(
    r"[-\u2013\u2014\u2022|\[( ]*(?:page |p\. ?)?(?:\d{1,4}|[ivxl]{1,7})(?: ?(?:of|/) ?\d{1,4})?"
    r"[-\u2013\u2014\u2022|\]) ]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")

_Band = tuple[int, int]  # size and height of a line, both rounded


def without_furniture(pages: Sequence[list[Row]]) -> tuple[list[list[Row]], list[str]]:
    """Return pages without running heads, running feet and page numbers, and the heads and feet.

    A running line is among the first or the last lines of at least two pages and of a third of all
    or of three, at the same height, in the same size and with the same words, digits aside. What
    stands in its place on other pages, apart from the text, is left out too, and so is a page
    number as the first or the last line.
    """
    edges = [_edges(page) for page in pages]
    counts = Counter(
        key
        for page, places in zip(pages, edges, strict=True)
        for key in {key for i in places for key in _keys(page[i])}
    )
    running = {key for key, count in counts.items() if count >= 3 or 2 <= count >= len(pages) / 3}
    bands = {band for _, band in running}
    kept, left_out = [], dict[str, None]()
    for page, places in zip(pages, edges, strict=True):
        repeated = {
            i
            for i in places
            if any(key in running for key in _keys(page[i]))
            or (any(band in bands for _, band in _keys(page[i])) and _is_apart(page, i))
        }
        left_out.update(dict.fromkeys(join_words(page[i]) for i in sorted(repeated)))
        first, last = 0, len(page)
        while first < last and (first in repeated or _is_number(page[first])):
            first += 1
        while last > first and (last - 1 in repeated or _is_number(page[last - 1])):
            last -= 1
        kept.append([page[i] for i in range(first, last) if i not in repeated])
    # Pages that are all the same are no furniture.
    return (kept, list(left_out)) if any(kept) else (list(pages), [])


def _edges(page: Sequence[Row]) -> list[int]:
    return sorted({*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))})


def _keys(row: Row) -> list[tuple[str, _Band]]:
    """Return two keys of a line, of which lines at nearly the same height share at least one."""
    text, size = _DIGITS.sub("#", join_words(row)), round(max(word.size for word in row))
    height = row[0].baseline / _SHIFT
    # Odd and even numbers, so that the key of one half of the heights is never that of the other.
    return [(text, (size, 2 * round(height))), (text, (size, 2 * round(height + 0.5) + 1))]


def _is_apart(page: Sequence[Row], place: int) -> bool:
    """Return whether the first or the last line of a page stands apart from the others."""
    beside = {0: 1, len(page) - 1: len(page) - 2}.get(place)
    if beside is None or not 0 <= beside < len(page):
        return False
    step = abs(page[place][0].baseline - page[beside][0].baseline)
    return step > _APART * max(page[place][0].size, page[beside][0].size)


def _is_number(row: Row) -> bool:
    return _NUMBER.fullmatch(join_words(row)) is not None
