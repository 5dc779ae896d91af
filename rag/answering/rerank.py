"""A second look at the sentences that rank first, by the reader.

The scorer finds them among hundreds by what is counted from outside; the reader, which takes as
long for one as the scorer for all, then says of the first few if they answer. How far it is trusted
beside the scorer is fitted on questions that it did not learn from, and lies in `weights.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.answering.score import WEIGHTS, Candidate
from rag.types import Query

READ = 3  # sentences that are read, at most
_ASKS = re.compile(r"\b(?:who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)


class ReadsPairs(Protocol):
    """What reads a question and sentences: `rag.models.reader.Reader`."""

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Return the log odds that each sentence, behind the one before it, answers."""
        ...


@dataclass(frozen=True, slots=True)
class Trust:
    """How the reader's log odds count beside the scorer's.

    `score` is what they add to a sentence's score for each unit. The log odds that the first one
    answers are `scorer` times the scorer's, plus `reader` times the reader's, plus `constant`.
    """

    score: float
    scorer: float
    reader: float
    constant: float

    @classmethod
    def load(cls) -> Trust:
        """Read what was fitted."""
        fitted = json.loads(files("rag.answering").joinpath(WEIGHTS).read_text("utf-8"))
        return cls(**fitted["reading"])


def can_be_read(query: Query) -> bool:
    """Say if the reader can judge: it learned from questions with a question word.

    Keywords, and questions for yes or no, it does not know; of somebody's words the index knows
    more than it.
    """
    return query.speaker is None and bool(_ASKS.search(query.text))


@dataclass(frozen=True, slots=True)
class Reranker:
    """A reader, and how far its judgement counts beside the scorer's."""

    reader: ReadsPairs
    trust: Trust

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates with the first few read, and reordered among themselves.

        Those that were not read stay behind them, with no higher probability than any of them.
        """
        first = [c for c in candidates[:READ] if c.probability]
        if not first:
            return list(candidates)
        asked = f"{question.rstrip(' ?')}?"  # as in training: in haste the mark is left out
        odds = self.reader.read(asked, [(c.text_before, c.sentence.text) for c in first]).tolist()
        read = [_read(c, value, self.trust) for c, value in zip(first, odds, strict=True)]
        read.sort(key=lambda c: -c.score)
        surest = max(c.probability for c in read)
        rest = candidates[len(first) :]
        return [*read, *(replace(c, probability=min(c.probability, surest)) for c in rest)]


def _read(candidate: Candidate, odds: float, trust: Trust) -> Candidate:
    total = trust.scorer * log_odds(candidate.probability) + trust.reader * odds + trust.constant
    return replace(
        candidate,
        score=candidate.score + trust.score * odds,
        probability=(1 + math.tanh(total / 2)) / 2,
    )


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, which may be so near 0 or 1 that it is rounded."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
