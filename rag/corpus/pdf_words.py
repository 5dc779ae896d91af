"""Reads the words of PDF pages with PDFium, each with its place on the page.

Coordinates are in points, from the lower left corner of the page as its text is read: a page of
text that runs upwards is turned first. Text in another direction than most of the page (a stamp
across it, a note in its margin) is left out.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

LINE_END_HYPHEN = "\x02"
"""What PDFium returns for a hyphen that divides a word at the end of a line."""

# In heights of the font: a wider step to the right begins another word, a wider step back or up
# another line.
_WIDE = 1.0
_BACK = 0.5

_WORD = re.compile(r"[^\s\0]+")
_DROP_CAP = 1.8  # times the usual height
_MAX_DROP_CAPS = 50  # of a page; more large letters are a drawing


class Word(NamedTuple):
    """A word of a page; `size` is the height of its font, in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


class _Box(NamedTuple):
    """Where a character stands: its edges, the height of its baseline and that of its font."""

    left: float
    right: float
    y: float
    size: float


def read_pages(pdf: PdfDocument) -> Iterator[list[Word]]:
    """Yield the words of each page, in the order in which the file draws them."""
    for page in pdf:
        try:
            yield page_words(page)
        finally:
            page.close()


def page_words(page: PdfPage) -> list[Word]:
    """Return the words of a page that are written in its main direction."""
    textpage = page.get_textpage()
    try:
        turned = list(_words(_Characters(textpage.raw)))
    finally:
        textpage.close()
    if not turned:
        return []
    turns = Counter[int]()
    for turn, word in turned:
        turns[turn] += len(word.text)
    ((main, _),) = turns.most_common(1)
    return _with_drop_caps([word for turn, word in turned if turn == main and word.size > 0])


def join_words(words: Sequence[Word]) -> str:
    """Join the words of a line, from left to right."""
    return " ".join(word.text for word in sorted(words, key=lambda w: w.left))


class _Characters:
    """The characters of a page, by their numbers.

    PDFium is asked for each, so its functions and the structures that it fills are kept.
    """

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._page = page
        self._angle = pdfium.FPDFText_GetCharAngle
        self._loose_box, self._origin = (
            pdfium.FPDFText_GetLooseCharBox,
            pdfium.FPDFText_GetCharOrigin,
        )
        self._edges, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._filled = tuple(map(ctypes.byref, (self._edges, self._x, self._y)))
        self.text = _text(page)

    def turn(self, place: int) -> int:
        """Return the quarter turns to the right that a character is written at."""
        angle: float = self._angle(self._page, place)
        return round(angle / (math.pi / 2)) % 4 if angle else 0

    def box(self, place: int, turns: int) -> _Box:
        """Return where a character stands, after quarter turns to the left."""
        edges, x, y = self._filled
        self._loose_box(self._page, place, edges)
        self._origin(self._page, place, x, y)
        box, height = self._edges, self._y.value
        left, right, size = box.left, box.right, box.top - box.bottom
        if turns == 3:
            left, right, size, height = box.bottom, box.top, right - left, -self._x.value
        elif turns == 2:
            left, right, height = -right, -left, -height
        elif turns == 1:
            left, right, size, height = -box.top, -box.bottom, right - left, self._x.value
        return _Box(left, right, height, size)


def _text(page: Any) -> str:
    """Return the characters of a page, one for each that PDFium counts."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(page)
    units = (ctypes.c_ushort * (2 * count + 1))()
    written = max(pdfium.FPDFText_GetText(page, 0, count, units), 1)
    text = bytes(units)[: 2 * written - 2].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text.replace("\ufffe", LINE_END_HYPHEN)
    # The text leaves out what is no character of Unicode.
    return "".join(map(chr, map(pdfium.FPDFText_GetUnicode, repeat(page), range(count))))


def _words(characters: _Characters) -> Iterator[tuple[int, Word]]:
    """Yield the words of a page, each with the quarter turns to the right that it is written at."""
    for word in _WORD.finditer(characters.text):
        yield from _pieces(characters, *word.span())


def _pieces(characters: _Characters, start: int, end: int) -> Iterator[tuple[int, Word]]:
    """Yield the word of characters without space between them; several where they stand apart."""
    turn = characters.turn(start)
    first, last = characters.box(start, turn), characters.box(end - 1, turn)
    size = max(first.size, last.size)
    width = last.right - first.left
    if abs(first.y - last.y) > _BACK * size or not 0 <= width <= _WIDE * size * (end - start):
        for middle in range(start + 1, end):
            one, other = characters.box(middle - 1, turn), characters.box(middle, turn)
            if _is_apart(one, other):
                yield from _pieces(characters, start, middle)
                start, first = middle, other
    shown = characters.text[start:end]
    if not shown.isascii():
        # Broken fonts yield surrogates: pairs become their character, lone ones become U+FFFD.
        shown = shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    yield turn, Word(shown, first.left, max(first.right, last.right), first.y, size)


def _is_apart(before: _Box, box: _Box) -> bool:
    size = max(before.size, box.size)
    step = box.left - before.right
    return step > _WIDE * size or step < -_BACK * size or abs(box.y - before.y) > _BACK * size


def _with_drop_caps(words: list[Word]) -> list[Word]:
    """Put each large initial that spans several lines before the word that it begins."""
    if not words:
        return []
    usual = median(word.size for word in words)
    caps = {
        w for w in words if len(w.text) == 1 and w.text.isupper() and w.size > _DROP_CAP * usual
    }
    if len(caps) > _MAX_DROP_CAPS:
        return words
    kept = [word for word in words if word not in caps]
    for cap in caps:
        beside = [
            i for i, w in enumerate(kept)
            if cap.baseline + usual / 2 < w.baseline < cap.baseline + cap.size
            and -usual / 2 < w.left - cap.right < usual
            and w.size < cap.size / _DROP_CAP
        ]  # fmt: skip
        if beside:
            first = max(beside, key=lambda i: kept[i].baseline)
            kept[first] = kept[first]._replace(text=cap.text + kept[first].text)
        else:
            kept.append(cap)
    return kept
