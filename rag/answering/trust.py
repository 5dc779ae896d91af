"""The order of the sentences that were read, and the probability that the first of them answers.

Both come from what the reader, which understands question and sentence, and the scorer, which sees
how well the articles cover the question and who speaks, say of a sentence. Their weights differ
between questions of facts and of somebody's words. That a question's words are there counts less
than that they lack, as a near miss has them, too. What the reader marks, the words that answer and
those that are not borne out, adds nothing to its log odds. Keywords, of which the reader is less
sure, have weights of their own, too. `trust.json` holds the weights and the threshold, with the
command and the data that they were fitted by.
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

from rag.answering.score import Candidate, logistic
from rag.english.interrogatives import begins_question
from rag.errors import ConfigError
from rag.question.understand import asks_for_words, asks_reaction
from rag.types import Query, Reading

TRUST = "trust.json"
# Kinds of questions: whole ones, those for somebody's words, and words as for a search engine.
FACTS, SPEECH, KEYWORDS = KINDS = ("facts", "speech", "keywords")
SIGNALS = (
    "reader",  # log odds that the sentence answers
    "scorer for",  # the scorer's log odds above 0: words of the question are there
    "scorer against",  # and below 0: they are lacking, or somebody else speaks
    "constant",
)
MOST = 10.0  # log odds are clipped to this, either way

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted weights for one kind of question.

    `scorer` is how much the scorer's log odds count beside the reader's in the merit by which
    sentences are ordered; `confidence` has a weight for each of `SIGNALS`.
    """

    scorer: float
    confidence: Matrix

    def merits(self, log_odds: Matrix) -> Matrix:
        """Return the merit of each sentence, shape (sentences,).

        `log_odds` are the reader's and the scorer's, shape (sentences, 2).
        """
        return np.asarray(log_odds[:, 0] + self.scorer * log_odds[:, 1])

    def probabilities(self, rows: Matrix) -> list[float]:
        """Return the probability that each sentence answers; `rows` are what `signals` returns."""
        probabilities: list[float] = logistic(rows @ self.confidence).tolist()
        return probabilities


@dataclass(frozen=True, slots=True)
class Trust:
    """The fitted weights for each of `KINDS`.

    `threshold` is the probability (0 to 1) below which an answer is refused.
    """

    weights: Mapping[str, Weights]
    threshold: float

    @classmethod
    def load(cls) -> Trust:
        """Read the weights that stand beside this module. Raises ConfigError if one is missing."""
        return cls.from_weights(json.loads(files(__package__).joinpath(TRUST).read_text("utf-8")))

    @classmethod
    def from_weights(cls, fitted: Mapping[str, Any]) -> Trust:
        """Return the trust of fitted weights. Raises ConfigError if one is missing."""
        try:
            weights = {
                kind: Weights(
                    fitted[kind]["order"],
                    np.array([fitted[kind]["confidence"][name] for name in SIGNALS]),
                )
                for kind in KINDS
            }
            return cls(weights, fitted["threshold"])
        except KeyError as error:
            raise ConfigError(
                f"{TRUST} has no weight for {error}: install this package again, or run "
                "'python -m training.fit_trust'"
            ) from error

    def of(self, query: Query) -> Weights:
        """Return the weights for a query's kind."""
        return self.weights[kind_of(query)]


def kind_of(query: Query) -> str:
    """Return which of `KINDS` a query is."""
    if query.speaker:
        return SPEECH
    first = (query.shown.split() or [""])[0]
    return FACTS if begins_question(first) else KEYWORDS


def is_read(query: Query) -> bool:
    """Return whether the reader judges the sentences of a query.

    Where all words of somebody are asked for, each of them answers. A reaction seldom names what it
    reacts to: that stands in the sentences before it, which say how likely it is an answer.
    """
    return not (asks_for_words(query) or asks_reaction(query))


def judgements(candidates: Sequence[Candidate]) -> Matrix:
    """Return the log odds of sentences by reader and scorer, shape (n, 2); 0 if not read."""
    odds = [(_reading(c).log_odds, log_odds(c.probability)) for c in candidates]
    return np.clip(np.array(odds, np.float64).reshape(-1, 2), -MOST, MOST)


def signals(candidates: Sequence[Candidate]) -> Matrix:
    """Return the signals of sentences, shape (candidates, len(SIGNALS))."""
    read, scored = judgements(candidates).T
    return np.column_stack([read, np.maximum(scored, 0), np.minimum(scored, 0), np.ones(len(read))])


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, clipped to stay finite."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


def _reading(candidate: Candidate) -> Reading:
    return candidate.reading or Reading(0.0)
