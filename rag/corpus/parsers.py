"""Chooses the parser of a file by its ending; `parse` returns a result for any bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from rag.corpus import isolate, jsonl, markdown, text
from rag.corpus.corrections import with_corrections
from rag.corpus.file_names import from_name_alone, from_path
from rag.corpus.files import (
    Extracts,
    Facts,
    ParsedFile,
    Skipped,
    SourceFile,
    Unreadable,
    document,
)
from rag.corpus.metadata import prefer
from rag.types import Document, Place

PARSER_VERSION = 5
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
        return _with_name(path, parser(path, data))
    except Unreadable as fault:
        return ParsedFile((), (Skipped(path, str(fault)),))
    except MemoryError:
        return ParsedFile((), (Skipped(path, "needs more memory than there is"),))


def parse_file(file: SourceFile, data: bytes) -> ParsedFile:
    """Return what `parse` does of a file that was found, with its corrections."""
    return with_corrections(parse(file.path, data), file.corrections)


def _with_name(path: str, parsed: ParsedFile) -> ParsedFile:
    """Take date and outlet of a file with one article from its name where the text has none."""
    named = from_path(path)
    if named == Facts() or len(parsed.documents) != 1 or parsed.documents[0].places[0].record:
        return parsed
    (found,) = parsed.documents
    stated = Facts(found.title, found.author, found.source, found.url, found.published)
    completed = prefer(stated, named)
    taken = [
        field
        for field, before, after in (
            ("published", stated.published, completed.published),
            ("source", stated.source, completed.source),
        )
        if before != after
    ]
    if not taken:
        return parsed
    place = found.places[0]
    reasons = (place.doubt, from_name_alone(taken))
    doubtful = replace(place, doubt="; ".join(filter(None, reasons)))
    return replace(parsed, documents=(document(found.text, doubtful, completed),))


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


def _articles(path: str, found: Extracts) -> ParsedFile:
    documents: list[Document] = []
    skipped = [Skipped(path, reason, record) for record, reason in found.skipped]
    for article in found.articles:
        try:
            place = Place(
                path,
                article.record,
                pages=article.pages,
                doubt=article.doubt,
                fields=article.fields,
            )
            documents.append(document(article.text, place, article.facts))
        except Unreadable as fault:
            if article.record is None:
                raise
            skipped.append(Skipped(path, f"record {article.record} {fault}", article.record))
    return ParsedFile(tuple(documents), tuple(skipped), found.notes)


def _isolated(module: str, path: str, data: bytes) -> ParsedFile:
    return _articles(path, isolate.extract(module, data))


def _json_lines(path: str, data: bytes) -> ParsedFile:
    return _articles(path, jsonl.read(data))


_html = partial(_isolated, "rag.corpus.html")
_table = partial(_isolated, "rag.corpus.table")
_saved_page = partial(_isolated, "rag.corpus.mhtml")
_feed = partial(_isolated, "rag.corpus.feed")
_subtitles = partial(_isolated, "rag.corpus.subtitles")

_PARSERS: dict[str, Callable[[str, bytes], ParsedFile]] = {
    ".txt": text.parse,
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": partial(_isolated, "rag.corpus.pdf"),
    ".docx": partial(_isolated, "rag.corpus.docx"),
    ".odt": partial(_isolated, "rag.corpus.opendocument"),
    ".rtf": partial(_isolated, "rag.corpus.rtf"),
    ".epub": partial(_isolated, "rag.corpus.epub"),
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": partial(_isolated, "rag.corpus.json_values"),
    ".csv": _table,
    ".tsv": _table,
    ".eml": partial(_isolated, "rag.corpus.mail"),
    ".mbox": partial(_isolated, "rag.corpus.mbox"),
    ".mhtml": _saved_page,
    ".mht": _saved_page,
    ".rss": _feed,
    ".atom": _feed,
    ".xml": _feed,
    ".vtt": _subtitles,
    ".srt": _subtitles,
}

ENDINGS = tuple(_PARSERS)
