"""Opens the ZIP packages of documents (Word, OpenDocument, EPUB) without unpacking a bomb."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from rag.corpus.files import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

MAX_UNPACKED = 256 * 1024**2
"""The most bytes a package may unpack to: a few kilobytes of ZIP can hold gigabytes."""


def open_package(data: bytes, kind: str, limit: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """Return a package; `kind` names it in messages, `limit` is in bytes.

    Raises Unreadable if it is no package, is encrypted, or unpacks to more than the limit.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as fault:
        raise Unreadable(f"is damaged (no {kind})") from fault
    entries = package.infolist()
    if sum(entry.file_size for entry in entries) > limit:
        raise Unreadable(f"unpacks to more than {limit // 1024**2} MiB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("is encrypted")
    return package


def read_member(package: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a file of a package, None if there is none of this name."""
    try:
        return package.read(name)
    except KeyError:
        return None


def parse_xml(data: bytes) -> _Element:
    """Return the root of an XML document; entities of its own are not expanded.

    Raises Unreadable if nothing of it can be parsed.
    """
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    parser = XMLParser(recover=True, resolve_entities=False, no_network=True, remove_pis=True)
    try:
        root = fromstring(data, parser)
    except (XMLSyntaxError, ValueError) as fault:
        raise Unreadable("is damaged (no XML)") from fault
    if root is None:
        raise Unreadable("is damaged (no XML)")
    return root


def local(element: _Element) -> str:
    """Return the name of an element without its namespace; "" for a comment or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
