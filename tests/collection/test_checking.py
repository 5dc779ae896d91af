"""Pinned words beside their article as it is now: whole words at a place, or no quotation."""

from __future__ import annotations

import pytest

from rag.collection.checking import check
from rag.collection.pinned import Collection
from rag.index.verify import State
from rag.types import Document, Place, Span


def state_of(words: str, before: str, now: str) -> State:
    """Return what becomes of words that were pinned in an article which has changed."""
    then, today = (Document.from_text(text, Place("a.txt")) for text in (before, now))
    start = then.text.rindex(words)
    pinned = Collection().pin(Span(then, start, start + len(words)))
    return check(pinned, lambda _: today, lambda _: ())[0].state


@pytest.mark.parametrize(
    ("words", "before", "now"),
    [
        ("5 billion euros", "It got 5 billion euros.", "It got 15 billion euros."),
        ("5 billion euros", "It got 5 billion euros.", "It got 1.5 billion euros."),
        ("It got 12", "It got 12.", "It got 12,000."),
        ("Ukraine will win", "Ukraine will win.", "Ukraine will winter badly."),
    ],
)
def test_words_that_are_part_of_others_now_are_no_quotation(
    words: str, before: str, now: str
) -> None:
    """A number or a word that has grown says something else."""
    assert state_of(words, before, now) == State.CHANGED
    assert state_of(words, before, before) == State.VERBATIM
    assert state_of(words, before, f"Today. {before}") == State.MOVED


def test_a_phrase_that_overlaps_itself_has_not_moved() -> None:
    """The second of overlapping repetitions is where it was."""
    assert state_of("ha ha ha", "Ha! ha ha ha ha", "Ha! ha ha ha ha") == State.VERBATIM


def test_part_of_a_word_stays_while_the_article_is_the_same() -> None:
    """What a program pinned inside a word is verbatim until the article changes."""
    assert state_of("under", "A thunderstorm.", "A thunderstorm.") == State.VERBATIM
    assert state_of("under", "A thunderstorm.", "A thunderstorm came.") == State.CHANGED
