"""Extracts the text of RTF files with striprtf. Runs in the worker process."""

from __future__ import annotations

from rag.corpus.files import Extract, Unreadable
from rag.corpus.metadata import from_text


def extract(data: bytes) -> Extract:
    """Return the article of an RTF file. Raises Unreadable if it is none, or holds no text."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable("is damaged (no RTF)")
    # RTF is ASCII that escapes all other characters; a byte above 127 is one of its code page.
    plain: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    text = "\n".join(map(_line, plain.replace("\0", "").split("\n"))).strip()
    if not text:
        raise Unreadable("holds no text")
    return Extract(text, from_text(text))


def _line(plain: str) -> str:
    """Return a line; striprtf writes a row of a table as "Boat|Fee|"."""
    folded = " ".join(plain.split())
    return " | ".join(folded[:-1].split("|")) if folded.endswith("|") else folded
