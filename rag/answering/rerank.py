"""The reranker: a reader judges the sentences that the scorer ranks first.

The scorer picks them from hundreds by their features; the reader, which takes as long for one
sentence as the scorer for all, judges only the first few. How much its judgement counts beside the
scorer's is fitted on questions that it was not trained on, and stored in `weights.json`.
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
    """A cross-encoder over a question and a sentence: `rag.models.reader.Reader`."""

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Return the log odds that each sentence, behind the one before it, answers."""
        ...


@dataclass(frozen=True, slots=True)
class Trust:
    """How the reader's log odds are combined with the scorer's.

    `score` is what each unit of them adds to a sentence's score. The combined log odds are `scorer`
    times the scorer's, plus `reader` times the reader's, plus `constant`.
    """

    score: float
    scorer: float
    reader: float
    constant: float

    @classmethod
    def load(cls) -> Trust:
        """Read the fitted weights that are stored beside this module."""
        fitted = json.loads(files("rag.answering").joinpath(WEIGHTS).read_text("utf-8"))
        return cls(**fitted["reading"])


def can_be_read(query: Query) -> bool:
    """Return whether the reader can judge a query: it was trained on questions with a wh-word.

    Keywords and yes-or-no questions were not in its training data; for questions of somebody's
    words the attributions of the index are more reliable.
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
        return [
            *read,
            *(c if c.probability <= surest else replace(c, probability=surest) for c in rest),
        ]


def _read(candidate: Candidate, odds: float, trust: Trust) -> Candidate:
    total = trust.scorer * log_odds(candidate.probability) + trust.reader * odds + trust.constant
    return replace(
        candidate,
        score=candidate.score + trust.score * odds,
        probability=(1 + math.tanh(total / 2)) / 2,
    )


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, clipped to stay finite."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
