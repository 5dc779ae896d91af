"""rag.corpus.pdf_ocr: scans are read where Tesseract is installed. Tesseract itself is replaced."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from rag.corpus import pdf_ocr
from rag.corpus.files import Unreadable
from rag.corpus.pdf import extract
from tests.corpus.test_pdf import make_pdf

# What Tesseract returns for "The ferry" over "is late.", with a line that holds nothing first.
SEEN: dict[str, list[Any]] = {
    "block_num": [1, 1, 1, 1, 1],
    "par_num": [0, 1, 1, 1, 1],
    "line_num": [0, 1, 1, 2, 2],
    "left": [0, 100, 180, 100, 130],
    "top": [0, 100, 105, 140, 138],
    "width": [900, 60, 70, 20, 60],
    "height": [900, 24, 26, 20, 22],
    "text": ["", "The", "ferry", "is", "late."],
}


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replace Tesseract by one that sees the same on all pages; return the pictures it is given."""
    pictures: list[Any] = []

    def image_to_data(image: Any, **_: Any) -> dict[str, list[Any]]:
        pictures.append(image)
        return SEEN

    fake = SimpleNamespace(image_to_data=image_to_data, Output=SimpleNamespace(DICT="dict"))
    monkeypatch.setitem(sys.modules, "pytesseract", fake)
    monkeypatch.setattr(pdf_ocr, "is_available", lambda: True)
    return pictures


def test_a_scan_is_read(tesseract: list[Any]) -> None:
    """The words that Tesseract sees become lines, and the article is named as doubtful."""
    article = extract(make_pdf([]))
    assert article.text == "The ferry is late."
    assert article.doubt == "its letters were read by OCR"
    assert [picture.size for picture in tesseract] == [(1667, 2223)]


def test_pages_with_text_need_no_ocr(tesseract: list[Any]) -> None:
    """A file that holds text is never given to Tesseract."""
    assert extract(make_pdf(["The ferry is late."], [])).doubt is None
    assert tesseract == []


@pytest.mark.usefixtures("tesseract")
def test_a_long_scan() -> None:
    """A scan whose pages would take longer than a file may is refused."""
    with pytest.raises(Unreadable, match=r"^is a scan of more than 10 pages: run OCR on it first$"):
        extract(make_pdf(*[[]] * 11))


def test_without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """OCR needs the program as well as its binding."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert not pdf_ocr.is_available()
