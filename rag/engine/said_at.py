"""Who says words that somebody chose in an article."""

from __future__ import annotations

from rag.answering.speakers import attributions_in
from rag.answering.speech import spoken
from rag.index.store import Store
from rag.present import speech_label
from rag.segment.sentences import split_sentences
from rag.types import Attribution, Span


def said_at(store: Store, span: Span) -> Attribution | None:
    """Return who says the words of a span, None if nobody does or it is unclear who.

    Of several speakers, one within the words of another, the innermost counts. Words that go on
    beyond the sentences of a statement are not somebody's as a whole.
    """
    heard = spoken(span, attributions_in(store, span.document.doc_id))
    around = [a for a in heard if a.content.start <= span.start and span.end <= a.content.end]
    if around:
        return min(around, key=lambda a: a.content.end - a.content.start)
    if len({speech_label(one) for one in heard}) != 1:
        return None
    sentences = split_sentences(span.document.text)
    said = heard[0].content
    touched = [s for s in sentences if s.start < said.end and said.start < s.end]
    inside = touched[0].start <= span.start and span.end <= touched[-1].end
    return heard[0] if inside else None
