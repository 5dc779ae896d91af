"""Compares the quotations of a collection with the articles of an index."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.collection.pinned import Collection, Pinned
from rag.index.verify import State
from rag.segment.paragraph_numbers import paragraph_at
from rag.types import Document, Span

STATES = {
    State.VERBATIM: "as in the article",
    State.MOVED: "moved within the article",
    State.CHANGED: "no longer in the article",
    State.GONE: "the article is gone",
}

FindArticle = Callable[[Pinned], Document | None]
"""Finds the article of a quotation: the same one, else the one that has its place now."""


@dataclass(frozen=True, slots=True)
class CheckedPin:
    """A quotation and its state. `span` are its words in the article as it is now.

    `span` and `paragraph` are None for words that are no longer there: they are not shown as a
    quotation.
    """

    pinned: Pinned
    state: State
    span: Span | None = None
    paragraph: int | None = None

    @property
    def holds(self) -> bool:
        """True if the words are in the article."""
        return self.span is not None

    def __str__(self) -> str:
        return f"{STATES[self.state]}: {self.pinned.source} ({self.pinned.path})"


def check(collection: Collection, find: FindArticle) -> list[CheckedPin]:
    """Return each quotation of a collection, in its order, as the articles have it now."""
    return [_check(pinned, find(pinned)) for pinned in collection.quotations]


def _check(pinned: Pinned, document: Document | None) -> CheckedPin:
    if document is None:
        return CheckedPin(pinned, State.GONE)
    text = document.text
    starts = [match.start() for match in re.finditer(re.escape(pinned.text), text)]
    if not starts:
        return CheckedPin(pinned, State.CHANGED)
    start = min(starts, key=lambda at: abs(at - pinned.start))
    state = State.VERBATIM if start == pinned.start else State.MOVED
    span = Span(document, start, start + len(pinned.text))
    return CheckedPin(pinned, state, span, paragraph_at(text, start))
