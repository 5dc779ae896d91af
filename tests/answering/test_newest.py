"""rag.answering.newest: of different answers of several days, the newest comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answering.compose import compose
from rag.answering.score import Candidate
from rag.question.understand import understand
from rag.types import Passage, Reading
from tests.answering.test_compose import answer, candidates, passage, texts


def read(p: Passage, words: str, probability: float, day: date | None) -> Candidate:
    """Return the first sentence of a passage, read, as one of an article of a day."""
    dated = replace(p.document, published=day)
    text = p.sentences[0].text
    sentences = tuple(replace(s, document=dated) for s in p.sentences)
    start = text.index(words)
    (made,) = candidates((replace(p, document=dated, sentences=sentences), 0, probability))
    return replace(made, reading=Reading(3.0, (start, start + len(words)), 3.0))


JANUARY, MARCH = date(2025, 1, 5), date(2025, 3, 9)
ELEVEN = passage("old.txt", "Eleven are missing.")
TWO = passage("new.txt", "Two are missing.")
MISSING = understand("How many are missing?")


def missing(*some: Candidate, top: int = 3) -> list[str]:
    """Return what is cited for a question for a number."""
    found = [c.found for c in some]
    made = compose(MISSING, some, found, unknown=tuple, top=top, min_confidence=0.3)
    return texts(made)


def test_the_newest_of_different_answers_comes_first() -> None:
    """The older one is cited behind it, though both are nearly the same sentence."""
    old, new = read(ELEVEN, "Eleven", 0.9, JANUARY), read(TWO, "Two", 0.8, MARCH)
    assert missing(old, new) == ["Two are missing.", "Eleven are missing."]
    assert missing(new, old) == ["Two are missing.", "Eleven are missing."]


@pytest.mark.parametrize(
    "newer",
    [
        read(TWO, "Two", 0.6, MARCH),  # less likely
        read(TWO, "Two", 0.8, None),
        replace(read(TWO, "Two", 0.8, MARCH), reading=None),
        read(passage("new.txt", "Eleven are still missing."), "Eleven", 0.8, MARCH),
    ],
)
def test_the_best_answer_stays_first_unless_a_newer_one_is_as_good(newer: Candidate) -> None:
    """It must be as likely, dated, and give other words."""
    assert missing(read(ELEVEN, "Eleven", 0.9, JANUARY), newer)[0] == "Eleven are missing."


def test_words_of_a_person_stay_in_the_order_of_their_merit() -> None:
    """What somebody said earlier is no older answer."""
    old, new = read(ELEVEN, "Eleven", 0.9, JANUARY), read(TWO, "Two", 0.8, MARCH)
    assert texts(answer([old, new]))[0] == "Eleven are missing."
