"""The number of the paragraph at an offset of a text."""

from __future__ import annotations

from rag.segment.sentences import split_sentences


def paragraph_at(text: str, offset: int) -> int:
    """Return the paragraph (from 1) of the sentence at, or the last one before, a code point."""
    before = [span.paragraph for span in split_sentences(text) if span.start <= offset]
    return before[-1] if before else 1
