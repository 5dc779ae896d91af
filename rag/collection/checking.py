"""Compares the quotations of a collection with the articles of an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.collection.pinned import Collection, Pinned
from rag.index.verify import State
from rag.present import speech_label
from rag.segment.paragraph_numbers import paragraph_at
from rag.types import Attribution, Document, Span

STATES = {
    State.VERBATIM: "as in the article",
    State.MOVED: "moved within the article",
    State.CHANGED: "no longer in the article",
    State.GONE: "the article is gone",
}

FindArticle = Callable[[Pinned], Document | None]
"""Finds the article of a quotation: the same one, else the one that has its place now."""


FindSpeech = Callable[[Document], Sequence[Attribution]]
"""Finds who says what in an article."""

NOT_BORNE_OUT = "the speaker is no longer borne out"


@dataclass(frozen=True, slots=True)
class CheckedPin:
    """A quotation and its state. `span` are its words in the article as it is now.

    `span` and `paragraph` are None for words that are no longer there: they are not shown as a
    quotation. `speaker_holds` is False if the index does not attribute words of the quotation as
    its label does.
    """

    pinned: Pinned
    state: State
    span: Span | None = None
    paragraph: int | None = None
    speaker_holds: bool = True

    @property
    def holds(self) -> bool:
        """True if the words are in the article."""
        return self.span is not None

    @property
    def speaker(self) -> str:
        """The label of who said the words, "" for the article's own and for a wrong one."""
        return self.pinned.speaker if self.speaker_holds else ""

    @property
    def stated(self) -> str:
        """The state in words."""
        return (
            STATES[self.state] if self.speaker_holds else f"{STATES[self.state]}; {NOT_BORNE_OUT}"
        )

    def __str__(self) -> str:
        return f"{STATES[self.state]}: {self.pinned.source} ({self.pinned.path})"


# Before the first character of a span, or, read backwards, behind its last one: the rest of a word,
# or of a number with a separator ("1,500", "2.5").
_CUT = re.compile(r"\w\w$|\d[.,]\d$")


def check(collection: Collection, find: FindArticle, said: FindSpeech) -> list[CheckedPin]:
    """Return each quotation of a collection, in its order, as the articles have it now."""
    checked = [_check(pinned, find(pinned)) for pinned in collection.quotations]
    return [replace(one, speaker_holds=_speaker_holds(one, said)) for one in checked]


def _speaker_holds(one: CheckedPin, said: FindSpeech) -> bool:
    """Return whether the label of a quotation is that of one who says some of its words."""
    if one.span is None or not one.pinned.speaker:
        return True
    start, end = one.span.start, one.span.end
    return one.pinned.speaker in {
        speech_label(attribution)
        for attribution in said(one.span.document)
        if attribution.content.start < end and start < attribution.content.end
    }


def _check(pinned: Pinned, document: Document | None) -> CheckedPin:
    if document is None:
        return CheckedPin(pinned, State.GONE)
    text = document.text
    unchanged = document.sha256 == pinned.sha256
    starts = [
        at
        for at in _places(pinned.text, text)
        if (unchanged and at == pinned.start) or _is_whole(text, at, len(pinned.text))
    ]
    if not starts:
        return CheckedPin(pinned, State.CHANGED)
    start = min(starts, key=lambda at: abs(at - pinned.start))
    state = State.VERBATIM if start == pinned.start else State.MOVED
    span = Span(document, start, start + len(pinned.text))
    return CheckedPin(pinned, state, span, paragraph_at(text, start))


def _places(words: str, text: str) -> Iterator[int]:
    """Yield the offsets at which words are in a text, overlapping ones included."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _is_whole(text: str, start: int, length: int) -> bool:
    """Return whether a span neither begins nor ends inside a word or a number.

    “5 billion” is not what an article says that has “15 billion” now.
    """
    return not _CUT.search(text[max(0, start - 2) : start + 1]) and not _CUT.search(
        text[start + length - 1 : start + length + 2][::-1]
    )
