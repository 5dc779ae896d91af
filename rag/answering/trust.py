"""The confidence of an answer: the probability that the best sentence answers the question.

It is a logistic regression of what the reader finds in the sentence and the question, and of what
the scorer, which sees how well the articles cover the question, says of it. `trust.json` holds its
weights and the threshold, with the command and the data that they were fitted by.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.answering.score import Candidate
from rag.errors import ConfigError
from rag.types import Query, Reading

TRUST = "trust.json"
SIGNALS = (
    "reader",  # log odds that the sentence answers
    "answer",  # log odds that some of its words are the answer; 0 where speech is asked for
    "support",  # log odds that the least supported word of the question is borne out
    "scorer",  # the scorer's log odds
    "margin",  # the reader's log odds above those of the best other sentence
    "constant",
)
MOST = 10.0  # log odds are clipped to this, either way

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trust:
    """The fitted weights, one for each of `SIGNALS`.

    `threshold` is the probability (0 to 1) below which an answer is refused.
    """

    weights: Matrix
    threshold: float

    @classmethod
    def load(cls) -> Trust:
        """Read the weights that stand beside this module. Raises ConfigError if one is missing."""
        return cls.from_weights(json.loads(files(__package__).joinpath(TRUST).read_text("utf-8")))

    @classmethod
    def from_weights(cls, fitted: Mapping[str, Any]) -> Trust:
        """Return the trust of fitted weights. Raises ConfigError if one is missing."""
        try:
            weights = np.array([fitted["weights"][name] for name in SIGNALS])
            return cls(weights, fitted["threshold"])
        except KeyError as error:
            raise ConfigError(
                f"{TRUST} has no weight for {error}: install this package again, or run "
                "'python -m training.fit_trust'"
            ) from error

    def probabilities(self, rows: Matrix) -> list[float]:
        """Return the probability that each sentence answers; `rows` are what `signals` returns."""
        # The logistic function, in the form that never overflows.
        probabilities: list[float] = ((1 + np.tanh(rows @ self.weights / 2)) / 2).tolist()
        return probabilities


def signals(query: Query, candidates: Sequence[Candidate]) -> Matrix:
    """Return the signals of sentences that were read, shape (candidates, len(SIGNALS))."""
    readings = [c.reading or Reading(0.0) for c in candidates]
    odds = [r.log_odds for r in readings]
    # What somebody said is a whole sentence: the reader did not learn to mark it.
    marked = float(query.speaker is None)
    rows = [
        (
            r.log_odds,
            marked and r.answer_log_odds,
            log_odds(r.least_support),
            log_odds(c.probability),
            r.log_odds - max(odds[:i] + odds[i + 1 :], default=r.log_odds),
            1.0,
        )
        for i, (c, r) in enumerate(zip(candidates, readings, strict=True))
    ]
    return np.clip(np.array(rows, np.float64).reshape(-1, len(SIGNALS)), -MOST, MOST)


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, clipped to stay finite."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
