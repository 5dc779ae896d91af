"""Which reader reads which file; whatever its bytes, `parse` answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from rag.corpus import isolate, jsonl, markdown, text
from rag.corpus.files import Reading, Skipped, Unreadable, document
from rag.types import Place

READER_VERSION = 1
"""Raised whenever a reader would read the same bytes differently: the index reads them again."""


def parse(path: str, data: bytes) -> Reading:
    """Return what a file's bytes hold, read by the ending of its path. Never raises."""
    reader = _READERS.get(ending(path))
    if reader is None:
        return Reading((), (Skipped(path, not_read(path)),))
    if not data:
        return Reading((), (Skipped(path, "is empty"),))
    try:
        return reader(path, data)
    except Unreadable as fault:
        return Reading((), (Skipped(path, str(fault)),))
    except MemoryError:
        return Reading((), (Skipped(path, "needs more memory than there is"),))


def ending(path: str) -> str:
    """The ending of a file's name, in lower case and with its dot; "" if it has none."""
    return PurePosixPath(path).suffix.lower()


def not_read(path: str) -> str:
    """The reason why a file with an ending that no reader reads is skipped."""
    kinds = " ".join(ENDINGS)
    found = f"ends in {ending(path)}" if ending(path) else "has no ending"
    return f"{found}: only files with these endings are read: {kinds}"


def _isolated(module: str, path: str, data: bytes) -> Reading:
    article = isolate.extract(module, data)
    return Reading((document(article.text, Place(path), article.facts),))


_html = partial(_isolated, "rag.corpus.html")

_READERS: dict[str, Callable[[str, bytes], Reading]] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": _html,
    ".htm": _html,
    ".pdf": partial(_isolated, "rag.corpus.pdf"),
    ".docx": partial(_isolated, "rag.corpus.docx"),
    ".jsonl": jsonl.read,
}

ENDINGS = tuple(_READERS)
