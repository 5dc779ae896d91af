"""Attach the attributions of an article to its passages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.attribution.linking import attribute
from rag.types import Attribution, Passage, Span


def with_attributions(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages of one document, in order, each with the attributions that overlap it.

    The attributions of a passage are ordered by where their content begins, then ends.
    """
    if not passages:
        return []
    document = passages[0].document
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    found = sorted(
        (
            Attribution(Span(document, a.start, a.end), a.speaker, a.form, a.cue, a.kind)
            for a in attribute(document.text, sentences)
        ),
        key=lambda a: (a.content.start, a.content.end),
    )
    return list(_attached(passages, found))


def _attached(passages: Sequence[Passage], found: Sequence[Attribution]) -> Iterator[Passage]:
    waiting = deque(found)
    overlapping: list[Attribution] = []
    for passage in passages:
        while waiting and waiting[0].content.start < passage.end:
            overlapping.append(waiting.popleft())
        overlapping = [a for a in overlapping if a.content.end > passage.start]
        yield replace(passage, attributions=tuple(overlapping))
