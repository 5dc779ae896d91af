"""Plain text: the document's text is the file as it stands, headline and byline included."""

from __future__ import annotations

from rag.corpus.decode import decode
from rag.corpus.files import Reading, document
from rag.corpus.metadata import from_text
from rag.types import Place


def read(path: str, data: bytes) -> Reading:
    """Read one article; raise Unreadable with the reason why not."""
    decoded = decode(data)
    place = Place(path, encoding=decoded.encoding, byte_offset=decoded.offset)
    return Reading((document(decoded.text, place, from_text(decoded.text)),))
