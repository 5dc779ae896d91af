"""The confidence of an answer: the probability that the best sentence answers the question.

It is a logistic regression of what the reader, which understands question and sentence, and the
scorer, which sees how well the articles cover the question, say of it. Whether the reader marks an
answer, and words that are not borne out, adds nothing to its log odds. `trust.json` holds the
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
    "scorer",  # the scorer's log odds
    "margin",  # the reader's log odds above those of the best other sentence
    "speech scorer",  # the same where somebody's words are asked for; the signals above are 0 then
    "speech",  # somebody's words are asked for
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


def is_read(query: Query) -> bool:
    """Return whether the reader judges the sentences of a query.

    Where somebody's words are asked for, it is known whose words a sentence is, and the scorer
    tells better than the reader whether they are about the topic: on the questions of speech that
    the confidence was fitted on, the AUROC of right answers is .96 by the scorer's log odds, .87 by
    the reader's.
    """
    return query.speaker is None


def signals(query: Query, candidates: Sequence[Candidate]) -> Matrix:
    """Return the signals of sentences, shape (candidates, len(SIGNALS)); read unless of speech."""
    if not is_read(query):
        rows = np.zeros((len(candidates), len(SIGNALS)))
        rows[:, -3] = [log_odds(c.probability) for c in candidates]
        rows[:, -2:] = 1.0
        return np.clip(rows, -MOST, MOST)
    readings = [c.reading or Reading(0.0) for c in candidates]
    odds = [r.log_odds for r in readings]
    read = [
        (
            r.log_odds,
            log_odds(c.probability),
            r.log_odds - max(odds[:i] + odds[i + 1 :], default=r.log_odds),
            0.0,
            0.0,
            1.0,
        )
        for i, (c, r) in enumerate(zip(candidates, readings, strict=True))
    ]
    return np.clip(np.array(read, np.float64).reshape(-1, len(SIGNALS)), -MOST, MOST)


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, clipped to stay finite."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
