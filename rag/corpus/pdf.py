"""Extracts the text of PDF files with PDFium. Runs in the worker process.

A PDF holds words at places, not sentences. So the words are put into lines and columns, running
heads, feet and page numbers are left out, and the lines are joined into paragraphs, which are
separated by a blank line; a paragraph may continue in the next column or on the next page. Words
divided at the end of a line are joined, ligatures become letters. Quotations are taken from this
text.

Title and author of the file's properties are used only if the article's text confirms them; its
dates (when somebody pressed "print") never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.corpus import pdf_ocr
from rag.corpus.files import Extract, Unreadable
from rag.corpus.hyphenation import Hyphens
from rag.corpus.metadata import confirmed, facts, from_text, prefer
from rag.corpus.pdf_furniture import without_furniture
from rag.corpus.pdf_layout import Line, layout, rows_of
from rag.corpus.pdf_words import LINE_END_HYPHEN, Word, read_pages
from rag.english.calendar import WRITTEN_DATE, parse_date

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
# Ligatures become letters; a soft hyphen belongs to the layout, not to the text.
_LAYOUT = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "ft",
        "\ufb06": "st",
        "\u00ad": "",
    }
)
_DATE = re.compile(rf"(?<!\w){WRITTEN_DATE}(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u201d\u2019)\]]*$")
_HYPHEN = re.compile(r"\w[-\u2010]$")
_ITEM = re.compile(r"[\u2022\u25aa\u25cf\u2013*-] ")

# In heights of the font: a wider step between lines, another size, or a deeper indentation begins
# a paragraph. The usual step is 1 to 1.3.
_STEP = 1.6
_OTHER_SIZE = 0.12
_INDENT = (0.6, 4.0)

# A line ends its paragraph if the next word would have fitted and it ends a sentence; or if this
# part of the column is empty and the next line does not begin in lower case.
_HEADING = 0.3


def extract(data: bytes) -> Extract:
    """Return the article of a PDF.

    Raises Unreadable if it is encrypted or holds no text, and any error of PDFium for a damaged
    file.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pdf = PdfDocument(data)
    except PdfiumError as fault:
        reason = "is encrypted" if "password" in str(fault).lower() else "is damaged (no PDF)"
        raise Unreadable(reason) from fault
    try:
        pages, doubt = list(read_pages(pdf)), None
        if not any(pages) and pdf_ocr.is_available():
            pages, doubt = _scanned(pdf), pdf_ocr.DOUBT
        properties = pdf.get_metadata_dict()
    finally:
        pdf.close()
    article = article_of(pages)
    if not article.text:
        raise Unreadable("holds no text (a scan?)")
    stated = facts(title=properties.get("Title"), author=properties.get("Author"))
    found = prefer(confirmed(stated, article.text), article.facts)
    return replace(article, facts=found, doubt=doubt or article.doubt)


def _scanned(pdf: PdfDocument) -> list[list[Word]]:
    if len(pdf) > pdf_ocr.MAX_PAGES:
        raise Unreadable(f"is a scan of more than {pdf_ocr.MAX_PAGES} pages: run OCR on it first")
    return [pdf_ocr.scanned_words(page) for page in pdf]


def article_of(pages: Iterable[Sequence[Word]]) -> Extract:
    """Return the text of pages of words, with the places where pages begin, and what it states."""
    rows, heads = without_furniture([rows_of(page) for page in pages])
    layouts = [layout(page) for page in rows]
    lines = [
        (number, replace(line, text=_clean(line.text)))
        for number, page in enumerate(layouts)
        for column in page.columns
        for line in column
    ]
    text, begins = _joined([(number, line) for number, line in lines if line.text], len(layouts))
    published = from_text(_around(text)).published or _day_of(heads)
    found = replace(from_text(text), published=published)
    doubtful = next((number for number, page in enumerate(layouts, 1) if not page.certain), None)
    doubt = f"the order of the columns on page {doubtful} is uncertain" if doubtful else None
    return Extract(text, found, pages=begins, doubt=doubt)


def _day_of(heads: Iterable[str]) -> date | None:
    """Return the only date in running heads and feet: "The Courier, Vol. 9, July 4, 2025"."""
    days = {parse_date(match[0]) for head in heads for match in _DATE.finditer(head)} - {None}
    return days.pop() if len(days) == 1 else None


def _around(text: str) -> str:
    """Return a text up to its first prose, and its last paragraph: where its own date may be.

    Between its paragraphs, a date on a line of its own is the heading of a timeline.
    """
    paragraphs = text.split("\n\n")
    prose = next((i for i, words in enumerate(paragraphs) if _SENTENCE_END.search(words)), 0)
    return "\n\n".join([*paragraphs[: prose + 1], paragraphs[-1]])


def _clean(text: str) -> str:
    return " ".join(
        _CONTROLS.sub("", text.replace(LINE_END_HYPHEN, "-").translate(_LAYOUT)).split()
    )


def _joined(lines: Sequence[tuple[int, Line]], pages: int) -> tuple[str, tuple[int, ...]]:
    """Return the paragraphs of lines with their pages, and the offset where each page begins."""
    hyphens = Hyphens(line.text for _, line in lines)
    parts: list[str] = []
    length = 0
    begins: list[int] = []
    between = ""
    for (page, line), (next_page, following) in pairwise([*lines, *lines[-1:]]):
        parts.append(between)
        length += len(between)
        begins += [length] * (page + 1 - len(begins))
        if _ends_paragraph(line, following, same_page=page == next_page):
            text, between = line.text, "\n\n"
        elif _HYPHEN.search(line.text):
            divides = hyphens.divides(line.text[:-1], following.text)
            text, between = line.text[:-1] if divides else line.text, ""
        else:
            text, between = line.text, " "
        parts.append(text)
        length += len(text)
    begins += [length] * (pages - len(begins))
    return "".join(parts), tuple(begins)


def _ends_paragraph(line: Line, following: Line, *, same_page: bool) -> bool:
    if _ITEM.match(following.text) or _are_apart(line, following, same_page=same_page):
        return True
    start, end = line.column
    word = following.text.split(maxsplit=1)[0]
    space = end - line.right
    needed = (following.right - following.left) * (len(word) + 1) / len(following.text)
    if space > needed and _SENTENCE_END.search(line.text):
        return True
    return space > max(needed, _HEADING * (end - start)) and not following.text[0].islower()


def _are_apart(line: Line, following: Line, *, same_page: bool) -> bool:
    """Return whether the layout separates two lines."""
    size = max(line.size, following.size)
    if abs(line.size - following.size) > _OTHER_SIZE * size:
        return True
    if same_page and (line.baseline - following.baseline) / size > _STEP:
        return True
    indented = (following.left - max(line.left, following.column[0])) / size
    return line.column == following.column and _INDENT[0] < indented < _INDENT[1]
