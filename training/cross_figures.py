"""How well a cross-encoder reads questions that it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluate.figures import auroc, false_answers
from rag.evaluate.temporary_index import asked, sample
from rag.models.cross_encoder import CrossEncoder
from rag.models.reader_input import Candidate
from rag.types import Reading
from training.lexical_index import LexicalIndex
from training.reader_questions import Question, Spans

MOST_SENTENCES = 10  # of an article, those that share most words with the question

Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Read:
    """A question with the numbers of the sentences that were read, and their readings."""

    question: Question
    numbers: list[int]
    readings: list[Reading]

    def best(self, numbers: Sequence[int]) -> float | None:
        """Return the highest log odds of some sentences, None if none of them was read."""
        odds = [
            r.log_odds for n, r in zip(self.numbers, self.readings, strict=True) if n in numbers
        ]
        return max(odds, default=None)


def measure(
    model: CrossEncoder, questions: Sequence[Question], per_source: int
) -> dict[str, Figures]:
    """Return the figures of each source.

    Up to `per_source` of its answerable and as many of its unanswerable questions are read.
    """
    by_kind = dict[tuple[str, bool], list[Question]]()
    for question in questions:
        by_kind.setdefault((question.source, bool(question.right)), []).append(question)
    chosen = [q for _, pool in sorted(by_kind.items()) for q in sample(pool, per_source)]
    read = [_read(model, question) for question in asked(chosen, "measuring")]
    sources = dict.fromkeys(one.question.source for one in read)
    return {s: _figures([one for one in read if one.question.source == s]) for s in sources}


def _read(model: CrossEncoder, question: Question) -> Read:
    """Read the sentences of a question's article that come first, and the right ones."""
    ranked = LexicalIndex(question.sentences).best(question.text)
    unranked = [n for n in range(len(question.sentences)) if n not in ranked]
    wrong = [n for n in [*question.near, *ranked, *unranked] if n not in question.right]
    kept = [n for n in dict.fromkeys(wrong) if n not in question.unclear][:MOST_SENTENCES]
    numbers = sorted([*question.right, *kept])
    candidates = [
        Candidate(
            question.title, " ".join(question.sentences[max(0, n - 2) : n]), question.sentences[n]
        )
        for n in numbers
    ]
    return Read(question, numbers, model.read(question.text, candidates))


def _figures(read: Sequence[Read]) -> Figures:
    """Return the figures of one source.

    `first` is the share of answerable questions whose right sentence comes first. The others tell
    answerable questions from the same without their right sentences, and from unanswerable ones.
    """
    answerable = [one for one in read if one.question.right]
    whole = [one.best(one.numbers) for one in answerable]
    first = [
        best == one.best(one.question.right) for best, one in zip(whole, answerable, strict=True)
    ]
    left = [one.best([n for n in one.numbers if n not in one.question.right]) for one in answerable]
    refused = [one.best(one.numbers) for one in read if not one.question.right]
    figures: Figures = {"questions": len(read), "first": round(float(np.mean(first)), 4)}
    for name, wrong in (("without", left), ("unanswerable", refused)):
        odds = [value for value in [*whole, *wrong] if value is not None]
        right = np.arange(len(odds)) < len(odds) - sum(value is not None for value in wrong)
        if not right.all():
            figures[f"{name}: auroc"] = _rounded(auroc(np.array(odds), right))
            for share in (0.8, 0.9):
                false = false_answers(np.array(odds), right, share)
                figures[f"{name}: false at {share}"] = _rounded(false)
    return figures | _marks(read)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _marks(read: Sequence[Read]) -> Figures:
    """Return the F1, by characters, of the words that answer and of those not borne out."""
    answers, doubts = list[float](), list[float]()
    for one in read:
        for number, reading in zip(one.numbers, one.readings, strict=True):
            marked = [(a, b) for n, a, b in one.question.answers if n == number]
            if marked:
                found = (reading.answer,) if reading.answer else ()
                answers.append(max(overlap(found, (span,)) for span in marked))
            if one.question.unsupported and number in one.question.near:
                doubts.append(overlap(reading.unsupported, one.question.unsupported))
    both = {"answer F1": answers, "unsupported F1": doubts}
    return {name: round(float(np.mean(f1)), 4) for name, f1 in both.items() if f1}


def overlap(found: Spans, expected: Spans) -> float:
    """Return the F1 of spans by characters."""
    one = {place for start, end in found for place in range(start, end)}
    other = {place for start, end in expected for place in range(start, end)}
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
