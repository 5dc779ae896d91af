"""training.cross_figures: what a perfect reader reaches, and how spans are compared."""

from __future__ import annotations

import pytest

from rag.models.reader_input import Candidate
from rag.types import Reading
from training.cross_figures import Read, measure, overlap
from training.invented_facts import invented_questions

QUESTIONS = invented_questions(seed=0, count=60)


class Oracle:
    """Reads that a sentence answers if it is right, and marks what is marked."""

    def read(self, question: str, candidates: list[Candidate]) -> list[Reading]:
        """Return perfect readings."""
        (asked,) = (
            q for q in QUESTIONS if q.text == question and q.sentences[0] in str(candidates)
        )
        found = []
        for candidate in candidates:
            number = asked.sentences.index(candidate.sentence)
            answers = [(a, b) for n, a, b in asked.answers if n == number]
            right = number in asked.right
            found.append(Reading(3 if right else -3, answers[0] if answers else None, 0, (), 1))
        return found


def test_a_perfect_reader_has_perfect_figures() -> None:
    """Who knows all answers has them first, marks them, and answers nothing falsely."""
    figures = measure(Oracle(), QUESTIONS, 20)["invented"]  # type: ignore[arg-type]
    assert figures["first"] == figures["without: auroc"] == figures["answer F1"] == 1
    assert figures["unanswerable: false at 0.9"] == 0


def test_overlap_is_an_f1_of_characters() -> None:
    """Half of the characters found, and nothing else, is two thirds."""
    assert overlap(((0, 2),), ((0, 4),)) == pytest.approx(2 / 3)
    assert overlap((), ()) == 1
    assert overlap(((0, 1),), ()) == 0


def test_the_best_of_no_sentences_is_none() -> None:
    """A question of which none of some sentences was read has no log odds for them."""
    read = Read(QUESTIONS[0], [0, 1], [Reading(1, None, 0, (), 1), Reading(2, None, 0, (), 1)])
    assert read.best([0, 1]) == 2
    assert read.best([2]) is None
