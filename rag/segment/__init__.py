"""Cuts a document into passages of whole sentences, and reads who says what in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from rag.segment.attribution import attribute
from rag.segment.passages import fit_sentences, group_passages, halve_overfull
from rag.segment.sentences import split_sentences
from rag.types import Attribution, Document, Passage, Sentence, Span


def segment(
    document: Document, *, count_tokens: Callable[[Sequence[str]], list[int]], passage_tokens: int
) -> list[Passage]:
    """Return the passages of `document` in order, each of at most `passage_tokens` tokens.

    `count_tokens` gives the tokens of each of its texts. Every character that is not whitespace
    stands in exactly one sentence of one passage. A text without any has no passages.
    """
    text = document.text
    spans, counts = fit_sentences(text, split_sentences(text), count_tokens, passage_tokens)
    runs = group_passages(spans, counts, passage_tokens)
    sentences = [Sentence(document, s.start, s.end, s.paragraph, s.heading) for s in spans]
    runs = halve_overfull(text, spans, runs, count_tokens, passage_tokens)
    said = sorted(
        (
            Attribution(Span(document, a.start, a.end), a.speaker, a.form, a.cue, a.kind)
            for a in attribute(text, sentences)
        ),
        key=lambda a: (a.content.start, a.content.end),
    )
    return list(_passages(document, [sentences[run.start : run.stop] for run in runs], said))


def _passages(
    document: Document, passages: Sequence[Sequence[Sentence]], said: Sequence[Attribution]
) -> Iterator[Passage]:
    """Yield passages of these sentences, each with the attributions that it holds a part of."""
    waiting = deque(said)
    running: list[Attribution] = []
    for sentences in passages:
        start, end = sentences[0].start, sentences[-1].end
        while waiting and waiting[0].content.start < end:
            running.append(waiting.popleft())
        running = [a for a in running if a.content.end > start]
        yield Passage(document, start, end, tuple(sentences), tuple(running))
