"""Puts what a newer article answers before the different answer of an older one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answering.score import Candidate

# A sentence of at least this share of the best one's probability answers as well.
AS_LIKELY = 0.75


def newest_first(candidates: Sequence[Candidate], threshold: float) -> list[Candidate]:
    """Return candidates, best first, with the newest of those that answer in other words in front.

    "Who leads the poll" has an answer for each day that it was asked. Words that say the same, and
    articles without a date, stay in their order. `threshold` is the probability that a citation
    needs.
    """
    if not candidates:
        return []
    best = candidates[0]
    least = max(threshold, AS_LIKELY * best.probability)
    rivals = [c for c in candidates if c.probability >= least and differ(c, best)]
    newest = max((best, *rivals), key=lambda c: (_day(c), c.probability))
    return [newest, *(c for c in candidates if c is not newest)]


def differ(one: Candidate, other: Candidate) -> bool:
    """Return whether sentences of dated articles answer in different words.

    The words must be marked in both, and none be a part of the other's.
    """
    here, there = _answer(one), _answer(other)
    dated = one.sentence.document.published and other.sentence.document.published
    return bool(dated and here and there and here not in there and there not in here)


def _answer(candidate: Candidate) -> str:
    if candidate.answer is None:
        return ""
    return " ".join(candidate.sentence.text[slice(*candidate.answer)].casefold().split())


def _day(candidate: Candidate) -> date:
    return candidate.sentence.document.published or date.min
