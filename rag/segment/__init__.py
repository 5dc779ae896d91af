"""Splits a document into passages of whole sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.segment.passages import fit_sentences, group_passages, halve_overfull
from rag.segment.sentences import split_sentences
from rag.types import Document, Passage, Sentence


def segment(
    document: Document, *, count_tokens: Callable[[Sequence[str]], list[int]], passage_tokens: int
) -> list[Passage]:
    """Return the passages of `document` in order, each of at most `passage_tokens` tokens.

    `count_tokens` returns the number of tokens of each text in a sequence. Every character other
    than whitespace is in exactly one sentence of one passage. A blank text has no passages.
    """
    text = document.text
    spans, counts = fit_sentences(text, split_sentences(text), count_tokens, passage_tokens)
    runs = group_passages(spans, counts, passage_tokens)
    runs = halve_overfull(text, spans, runs, count_tokens, passage_tokens)
    sentences = [Sentence(document, s.start, s.end, s.paragraph, s.heading) for s in spans]
    return [
        Passage(document, first.start, last.end, tuple(sentences[run.start : run.stop]))
        for run in runs
        for first, last in [(sentences[run.start], sentences[run.stop - 1])]
    ]
