"""Parses plain text: the document's text is the whole file, headline and byline included."""

from __future__ import annotations

from rag.corpus.decode import decode
from rag.corpus.files import ParsedFile, document
from rag.corpus.metadata import from_text


def parse(path: str, data: bytes) -> ParsedFile:
    """Parse one article. Raises Unreadable with the reason if it cannot be read."""
    decoded = decode(data)
    article = document(decoded.text, decoded.place(path), from_text(decoded.text))
    return ParsedFile((article,))
