"""Attach the attributions of an article to its passages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.attribution.linking import attribute
from rag.attribution.spans import AttributionSpan
from rag.attribution.tagged import SpeechTagger
from rag.english.speech_acts import speech_act
from rag.types import Attribution, Document, Passage, Span


def with_attributions(passages: Sequence[Passage], tagger: SpeechTagger) -> list[Passage]:
    """Return the passages of one document, in order, each with the attributions that overlap it.

    The attributions of a passage are ordered by where their content begins, then ends.
    """
    if not passages:
        return []
    document = passages[0].document
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    spans = attribute(document.text, sentences, tagger, document.title or "", document.author or "")
    found = sorted(
        (_attribution(document, span) for span in spans),
        key=lambda a: (a.content.start, a.content.end),
    )
    return list(_attached(passages, found))


def _attribution(document: Document, found: AttributionSpan) -> Attribution:
    return Attribution(
        Span(document, found.start, found.end),
        found.speaker,
        found.form,
        found.cue,
        found.kind,
        speech_act(found.cue),
        found.told_by,
    )


def _attached(passages: Sequence[Passage], found: Sequence[Attribution]) -> Iterator[Passage]:
    waiting = deque(found)
    overlapping: list[Attribution] = []
    for passage in passages:
        while waiting and waiting[0].content.start < passage.end:
            overlapping.append(waiting.popleft())
        overlapping = [a for a in overlapping if a.content.end > passage.start]
        yield replace(passage, attributions=tuple(overlapping))
