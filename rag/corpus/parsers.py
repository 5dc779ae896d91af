"""Chooses the parser of a file by its ending; `parse` returns a result for any bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from rag.corpus import isolate, jsonl, markdown, text
from rag.corpus.files import ParsedFile, Skipped, Unreadable, document
from rag.types import Place

PARSER_VERSION = 2
"""Increased when a parser's result for the same bytes changes: the index then parses them again."""


ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
"""The endings of archives, whose files rag.corpus.walk finds."""


def parse(path: str, data: bytes) -> ParsedFile:
    """Return the articles in a file's bytes, parsed according to the ending of its path.

    Never raises: a file that cannot be read is returned as skipped, with the reason.
    """
    parser = _PARSERS.get(ending(path))
    if parser is None:
        return ParsedFile((), (Skipped(path, unsupported_reason(path)),))
    if not data:
        return ParsedFile((), (Skipped(path, "is empty"),))
    try:
        return parser(path, data)
    except Unreadable as fault:
        return ParsedFile((), (Skipped(path, str(fault)),))
    except MemoryError:
        return ParsedFile((), (Skipped(path, "needs more memory than there is"),))


def ending(path: str) -> str:
    """Return the ending of a file's name, in lower case and with its dot, or "" if it has none.

    >>> ending("a/b.TXT"), ending("c.tar.gz"), ending("d")
    ('.txt', '.tar.gz', '')
    """
    name = PurePosixPath(path).name.lower()
    return next((e for e in ARCHIVES if name.endswith(e)), PurePosixPath(name).suffix)


def unsupported_reason(path: str) -> str:
    """Return the reason for skipping a file whose ending has no parser."""
    kinds = " ".join((*ENDINGS, *ARCHIVES))
    found = f"ends in {ending(path)}" if ending(path) else "has no ending"
    return f"{found}: only files with these endings are read: {kinds}"


def _isolated(module: str, path: str, data: bytes) -> ParsedFile:
    articles = isolate.extract(module, data)
    skipped = [Skipped(path, reason, a.record) for a in articles for reason in a.missing]
    documents = [
        document(a.text, Place(path, a.record, pages=a.pages, doubt=a.doubt), a.facts)
        for a in articles
        if a.text
    ]
    return ParsedFile(tuple(documents), tuple(skipped))


_html = partial(_isolated, "rag.corpus.html")

_PARSERS: dict[str, Callable[[str, bytes], ParsedFile]] = {
    ".txt": text.parse,
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".html": _html,
    ".htm": _html,
    ".pdf": partial(_isolated, "rag.corpus.pdf"),
    ".docx": partial(_isolated, "rag.corpus.docx"),
    ".odt": partial(_isolated, "rag.corpus.opendocument"),
    ".rtf": partial(_isolated, "rag.corpus.rtf"),
    ".epub": partial(_isolated, "rag.corpus.epub"),
    ".eml": partial(_isolated, "rag.corpus.mail"),
    ".mbox": partial(_isolated, "rag.corpus.mbox"),
    ".mhtml": partial(_isolated, "rag.corpus.mhtml"),
    ".mht": partial(_isolated, "rag.corpus.mhtml"),
    ".rss": partial(_isolated, "rag.corpus.feed"),
    ".atom": partial(_isolated, "rag.corpus.feed"),
    ".xml": partial(_isolated, "rag.corpus.feed"),
    ".vtt": partial(_isolated, "rag.corpus.subtitles"),
    ".srt": partial(_isolated, "rag.corpus.subtitles"),
    ".jsonl": jsonl.parse,
}

ENDINGS = tuple(_PARSERS)
