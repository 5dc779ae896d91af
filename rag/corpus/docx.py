"""Extracts paragraphs and table rows, in order, from Word documents. Runs in the worker process.

Tracked insertions are included, tracked deletions are not; headers, footers, notes, comments and
text boxes are left out. Paragraphs and rows are separated by a blank line, the cells of a row by
" | ". Quotations are taken from this text.

python-docx opens the package; the text is collected here, since python-docx itself leaves out
insertions, content controls and smart tags: sentences would be quoted with words missing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.corpus.files import Extract, Unreadable
from rag.corpus.metadata import confirmed, facts, from_text, prefer
from rag.corpus.packages import MAX_UNPACKED, open_package

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
}


def extract(data: bytes, *, limit: int = MAX_UNPACKED) -> Extract:
    """Return the article of a Word document.

    `limit` is the number of bytes that the package may unpack to. Raises Unreadable for an empty,
    encrypted or oversized document, and any error of python-docx for a damaged one.
    """
    from docx import Document

    _check_package(data, limit)
    package = Document(io.BytesIO(data))
    text = "\n\n".join(filter(None, map(str.strip, _blocks(package.element.body))))
    if not text:
        raise Unreadable("is empty")
    properties = package.core_properties
    stated = facts(title=properties.title, author=properties.author)
    return Extract(text, prefer(confirmed(stated, text), from_text(text)))


def _check_package(data: bytes, limit: int) -> None:
    # A document with a password is an OLE file, which begins with these bytes.
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("is encrypted, or an old .doc file")
    open_package(data, "Word document", limit)


def _blocks(body: _Element) -> Iterator[str]:
    """Yield the paragraphs and table rows below an element, also those inside content controls."""
    for child in body:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tr":
            cells = child.xpath("w:tc | w:sdt/w:sdtContent/w:tc")
            yield " | ".join(" ".join(_blocks(cell)) for cell in cells)
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)


def _text(element: _Element) -> str:
    """Return the text of a paragraph without tracked deletions."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in _LEFT_OUT:
        return ""
    return _SIGNS.get(element.tag, "") + "".join(map(_text, element))
