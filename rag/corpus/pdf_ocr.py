"""Reads the words of scanned pages with Tesseract, where that is installed (the extra "ocr")."""

from __future__ import annotations

import importlib.util
import shutil
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Any

from rag.corpus.pdf_words import Word

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_PAGES = 10
"""The most pages of a scan: each takes seconds, and the time for a file is limited."""

DOUBT = "its letters were read by OCR"

_OTHER_SIZE = 1.7
_SCALE = 200 / 72  # pixels a point: 200 dots an inch


def is_available() -> bool:
    """Return whether Tesseract and its Python binding are installed."""
    return bool(importlib.util.find_spec("pytesseract") and shutil.which("tesseract"))


def scanned_words(page: PdfPage) -> list[Word]:
    """Return the words that Tesseract sees on a page."""
    import pytesseract

    image = page.render(scale=_SCALE).to_pil()
    found = pytesseract.image_to_data(image, lang="eng", output_type=pytesseract.Output.DICT)
    places = zip(
        *(found[key] for key in ("block_num", "par_num", "line_num", "left", "top", "width")),
        found["height"],
        found["text"],
        strict=True,
    )
    seen = [place for place in places if place[-1].strip()]
    lines = [list(line) for _, line in groupby(seen, key=lambda place: place[:3])]
    words = [_line(line, image.height) for line in lines]
    usual = median(line[0].size for line in words) if words else 0.0
    return [_in_usual_size(word, usual) for line in words for word in line]


def _in_usual_size(word: Word, usual: float) -> Word:
    """Return a word in the usual size, unless it is far larger or smaller.

    The height of a line depends on its letters: "sea" is lower than "fly".
    """
    return (
        word._replace(size=usual) if usual / _OTHER_SIZE < word.size < usual * _OTHER_SIZE else word
    )


def _line(places: list[tuple[Any, ...]], height: int) -> list[Word]:
    """Return the words of a line, which share their baseline and their size."""
    top = min(top for *_, top, _, _, _ in places)
    bottom = max(top + tall for *_, top, _, tall, _ in places)
    return [
        Word(
            text.strip(),
            left / _SCALE,
            (left + width) / _SCALE,
            (height - bottom) / _SCALE,
            (bottom - top) / _SCALE,
        )
        for _, _, _, left, _, width, _, text in places
    ]
