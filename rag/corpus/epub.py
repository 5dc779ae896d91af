"""Extracts the chapters of EPUB files, each as an article. Runs in the worker process."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rag.corpus.bylines import byline_names
from rag.corpus.files import Extract, Extracts, Facts, Unreadable
from rag.corpus.markup import block_text, headings, parse_xhtml
from rag.corpus.metadata import clean, facts, from_text, prefer
from rag.corpus.packages import MAX_UNPACKED, local, open_package, parse_xml, read_member

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

_CONTAINER = "META-INF/container.xml"
_PAGES = (".xhtml", ".html", ".htm")


def extract(data: bytes, *, limit: int = MAX_UNPACKED) -> Extracts:
    """Return the chapters of a book that have text, numbered in the order of reading.

    The title of the book is their outlet. `limit` is the number of bytes that the package may
    unpack to. Raises Unreadable for an encrypted, damaged or oversized book, or one without text.
    """
    package = open_package(data, "EPUB", limit)
    names = set(package.namelist())
    opf, folder = _package_file(package)
    chapters = [name for name in _spine(opf, folder) if name in names]
    # A book without a spine is damaged, but its chapters are usually named in their order.
    chapters = chapters or sorted(name for name in names if name.lower().endswith(_PAGES))
    protected = read_member(package, "META-INF/encryption.xml") or b""
    if any(f'"{name}"'.encode() in protected for name in chapters):
        raise Unreadable("is encrypted")
    book = _book(opf)
    found = [_chapter(number, package.read(name), book) for number, name in enumerate(chapters, 1)]
    articles = tuple(article for article in found if article)
    if not articles:
        raise Unreadable("holds no text")
    return Extracts(articles)


def _package_file(package: zipfile.ZipFile) -> tuple[_Element | None, str]:
    """Return the root of the package document, which lists the chapters, and its folder."""
    container = read_member(package, _CONTAINER)
    roots = parse_xml(container).iter("{*}rootfile") if container else ()
    path = next((root.get("full-path", "") for root in roots), "")
    data = read_member(package, path)
    return (parse_xml(data) if data else None), posixpath.dirname(path)


def _spine(opf: _Element | None, folder: str) -> list[str]:
    """Return the names of the chapters in the order of reading."""
    if opf is None:
        return []
    items = {item.get("id"): item for item in opf.iter("{*}item")}
    listed = [
        items[ref.get("idref")] for ref in opf.iter("{*}itemref") if ref.get("idref") in items
    ]
    shown = [item for item in listed if "nav" not in item.get("properties", "").split()]
    return [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))) for item in shown
    ]


def _book(opf: _Element | None) -> Facts:
    if opf is None:
        return Facts()
    stated: dict[str, str] = {}
    for element in opf.iter("{http://purl.org/dc/elements/1.1/}*"):
        stated.setdefault(local(element), element.text or "")
    author = byline_names(clean(stated.get("creator")) or "")
    return facts(author=author, source=stated.get("title"), published=stated.get("date"))


def _chapter(number: int, data: bytes, book: Facts) -> Extract | None:
    root = parse_xhtml(data)
    body = next((e for e in root.iter() if local(e).lower() == "body"), root)
    text = block_text(body)
    if not text:
        return None
    own = from_text(text)
    title = next(filter(None, map(clean, headings(body))), None)
    return Extract(text, prefer(Facts(title=title, author=own.author), prefer(book, own)), number)
