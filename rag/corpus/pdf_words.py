"""Reads the words of PDF pages with PDFium, each with its place on the page.

Coordinates are in points, from the lower left corner of the page as its text is read: a page of
text that runs upwards is turned first. Text in another direction than most of the page (a stamp
across it, a note in its margin) is left out.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

_DROP_CAP = 1.8  # times the usual height
_MAX_DROP_CAPS = 50  # of a page; more large letters are a drawing


@dataclass(frozen=True, slots=True)
class Word:
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
        turned = list(_words(textpage.raw))
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


def _words(text: Any) -> Iterator[tuple[int, Word]]:
    """Yield the words of a page, each with the quarter turns to the right that it is written at."""
    import pypdfium2.raw as pdfium

    characters = [
        chr(pdfium.FPDFText_GetUnicode(text, i)) for i in range(pdfium.FPDFText_CountChars(text))
    ]
    start = 0
    for i, character in enumerate([*characters, " "]):
        if character.isspace() or character == "\0":
            if i > start:
                yield from _pieces(text, characters, start, i)
            start = i + 1


def _pieces(
    text: Any, characters: Sequence[str], start: int, end: int
) -> Iterator[tuple[int, Word]]:
    """Yield the word of characters without space between them; several where they stand apart."""
    turn = _turn(text, start)
    first, last = _box(text, start, turn), _box(text, end - 1, turn)
    size = max(first.size, last.size)
    width = last.right - first.left
    if abs(first.y - last.y) > _BACK * size or not 0 <= width <= _WIDE * size * (end - start):
        for middle in range(start + 1, end):
            one, other = _box(text, middle - 1, turn), _box(text, middle, turn)
            if _is_apart(one, other):
                yield from _pieces(text, characters, start, middle)
                start, first = middle, other
    # Broken fonts yield surrogates: pairs become their character, lone ones become U+FFFD.
    raw = "".join(characters[start:end])
    shown = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    yield turn, Word(shown, first.left, max(first.right, last.right), first.y, size)


def _turn(text: Any, place: int) -> int:
    import pypdfium2.raw as pdfium

    angle: float = pdfium.FPDFText_GetCharAngle(text, place)
    return round(angle / (math.pi / 2)) % 4


def _box(text: Any, place: int, turns: int) -> _Box:
    """Return where a character stands, after quarter turns to the left."""
    import pypdfium2.raw as pdfium

    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(text, place, box)
    pdfium.FPDFText_GetCharOrigin(text, place, x, y)
    left, right, size, height = box.left, box.right, box.top - box.bottom, y.value
    if turns == 3:
        left, right, size, height = box.bottom, box.top, box.right - box.left, -x.value
    elif turns == 2:
        left, right, height = -box.right, -box.left, -y.value
    elif turns == 1:
        left, right, size, height = -box.top, -box.bottom, box.right - box.left, x.value
    return _Box(left, right, height, size)


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
            kept[first] = replace(kept[first], text=cap.text + kept[first].text)
        else:
            kept.append(cap)
    return kept
