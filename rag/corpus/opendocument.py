"""Extracts paragraphs and table rows from OpenDocument texts (.odt). Runs in the worker process.

Tracked insertions are included, tracked deletions are not; notes, comments and text boxes are left
out. Paragraphs and rows are separated by a blank line, the cells of a row by " | ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.metadata import confirmed, facts, from_text, prefer
from rag.corpus.packages import MAX_UNPACKED, local, open_package, parse_xml, read_member

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

_LEFT_OUT = frozenset(
    "tracked-changes annotation annotation-end note frame custom-shape bibliography-mark ruby-text "
    "table-of-content".split()
)
_MAX_SPACES = 100


def extract(data: bytes, *, limit: int = MAX_UNPACKED) -> Extract:
    """Return the article of an OpenDocument text.

    `limit` is the number of bytes that the package may unpack to. Raises Unreadable for an empty,
    encrypted, damaged or oversized document.
    """
    package = open_package(data, "OpenDocument text", limit)
    if b"encryption-data" in (read_member(package, "META-INF/manifest.xml") or b""):
        raise Unreadable("is encrypted")
    content = read_member(package, "content.xml")
    if content is None:
        raise Unreadable("is damaged (no OpenDocument text)")
    text = "\n\n".join(filter(None, map(str.strip, _blocks(parse_xml(content)))))
    if not text:
        raise Unreadable("is empty")
    return Extract(
        text, prefer(confirmed(_stated(read_member(package, "meta.xml")), text), from_text(text))
    )


def _stated(meta: bytes | None) -> Facts:
    if not meta:
        return Facts()
    values = {local(element): element.text for element in parse_xml(meta).iter()}
    return facts(
        title=values.get("title"), author=values.get("initial-creator") or values.get("creator")
    )


def _blocks(element: _Element) -> Iterator[str]:
    """Yield the paragraphs and table rows below an element."""
    for child in element:
        name = local(child)
        if name in ("p", "h"):
            yield re.sub(r"[ \t]*\n[ \t]*", "\n", _text(child))
        elif name == "table-row":
            cells = [cell for cell in child if local(cell) == "table-cell"]
            yield " | ".join(filter(None, (" ".join(_blocks(cell)) for cell in cells)))
        elif name not in _LEFT_OUT:
            yield from _blocks(child)


def _text(element: _Element) -> str:
    """Return the text of a paragraph, with its white space folded unless it is marked."""
    parts = [_folded(element.text)]
    for child in element:
        name = local(child)
        if name == "s":
            count = child.get(f"{{{child.nsmap.get(child.prefix)}}}c", "1")
            parts.append(" " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif name and name not in _LEFT_OUT:
            parts.append(_text(child))
        parts.append(_folded(child.tail))
    return "".join(parts)


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
