"""The words at a place that an address or an act of the page names."""

from __future__ import annotations

import re

from rag.engine import Engine
from rag.errors import QuestionError
from rag.types import Document, Span

_AT = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_RECORD = re.compile(r"\d{1,9}", re.ASCII)
LONGEST = 5_000  # code points of a quotation


def article_of(engine: Engine, path: str, record: str) -> Document:
    """Return the article at a path; `record` is its number in a file of several, or "".

    Raises QuestionError if the index has none there.
    """
    if record and not _RECORD.fullmatch(record):
        raise QuestionError("the address is not that of an article: its record is no number")
    return engine.article_at(path, int(record) if record else None)


def words_at(document: Document, at: str) -> Span:
    """Return the words of an article at a place such as "120-245", without surrounding spaces.

    Raises QuestionError for a place that the article does not have, and for more than `LONGEST`
    code points.
    """
    found = _AT.fullmatch(at)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    words = document.body.read(start, end) if start < end <= document.length else ""
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if not words.strip():
        raise QuestionError("the article has no words at this place: it may have changed since")
    if end - start > LONGEST:
        raise QuestionError(f"a quotation has at most {LONGEST:,} characters: choose fewer words")
    return Span(document, start, end)
