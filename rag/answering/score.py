"""The scorer: ranks sentences, and states the probability that each answers the question.

Sentences are ranked by a weighted sum of features; a logistic regression turns the features of a
sentence into the probability that it answers. Both sets of weights are in `weights.json`, with the
command and the data that they were fitted by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from rag.answering.features import NAMES, QUESTION_NAMES, Features, Matrix, features
from rag.answering.retrieve import Found
from rag.answering.speech import attribution_of
from rag.errors import ConfigError
from rag.index.embedding import Vectors
from rag.index.terms import TermIndex
from rag.question.understand import asked_act
from rag.types import Attribution, Query, Reading, Sentence

WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be cited, with the probability (0 to 1) that it answers.

    It is sentence number `index` of the passage `found`. `score` ranks the candidates of one
    question, `vector` is the sentence's own, of unit length. `on_topic` means that it has a term of
    the question, `own` that it is the speech of the person asked about, True where nobody is.
    `attribution` is whose speech it is, None for nobody's. `reading` is what the reader
    finds in it, None if it was not read.
    """

    found: Found
    index: int
    score: float
    probability: float
    on_topic: bool
    own: bool = True
    attribution: Attribution | None = None
    reading: Reading | None = None

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.found.passage.sentences[self.index]

    @property
    def answer(self) -> tuple[int, int] | None:
        """The words that answer, half-open in the sentence; None where the reader sees none."""
        reading = self.reading
        return reading.answer if reading is not None and reading.answer_log_odds > 0 else None

    @property
    def vector(self) -> Vectors:
        """The sentence's vector, of shape (dimension,)."""
        return np.asarray(self.found.vectors[self.index])


@dataclass(frozen=True, slots=True)
class Scorer:
    """The fitted weights. `ranking` has one for each of `features.NAMES`.

    `confidence` has one for each of `confidence_names()`, the last being the constant.
    `threshold` is the probability below which an answer is refused.
    """

    ranking: Matrix
    confidence: Matrix
    threshold: float

    @classmethod
    def load(cls) -> Scorer:
        """Read the weights that stand beside this module. Raises ConfigError if one is missing."""
        fitted = json.loads(files("rag.answering").joinpath(WEIGHTS).read_text("utf-8"))
        return cls.from_weights(fitted)

    @classmethod
    def from_weights(cls, fitted: Mapping[str, Any]) -> Scorer:
        """Return the scorer of fitted weights. Raises ConfigError if one is missing."""
        try:
            return cls(
                ranking=np.array([fitted["ranking"][name] for name in NAMES]),
                confidence=np.array([fitted["confidence"][name] for name in confidence_names()]),
                threshold=fitted["threshold"],
            )
        except KeyError as error:
            raise ConfigError(
                f"{WEIGHTS} has no weight for {error}: install this package again, or run "
                "'python -m training.fit_scorer'"
            ) from error

    def score(self, query: Query, found: Sequence[Found], terms: TermIndex) -> list[Candidate]:
        """Return the sentences of the passages found, best first.

        Titles and other headings come last, with the probability 0: they are not cited.
        """
        if not found:
            return []
        described = features(query, found, terms)
        scores, order = ranked(described, self.ranking)
        rows, speaker, act = described.rows, query.speaker, asked_act(query)
        citable = [row.citable for row in rows]
        order.sort(key=lambda i: not citable[i])
        probabilities = self._probabilities(described, scores, order)
        on_topic = (described.column("coverage") > 0).tolist()
        own = (described.column("speech") > 0).tolist()
        heard = [row.heard for row in rows]
        columns = zip(order, probabilities.tolist(), scores[order].tolist(), strict=True)
        return [
            Candidate(
                found=rows[i].found,
                index=rows[i].index,
                score=score,
                probability=p if citable[i] else 0.0,
                on_topic=on_topic[i],
                own=own[i] or speaker is None,
                attribution=attribution_of(heard[i], speaker, act) if heard[i] else None,
            )
            for i, p, score in columns
        ]

    def _probabilities(self, described: Features, scores: Matrix, order: list[int]) -> Matrix:
        signals = confidence_signals(described.topical, described.question, scores, order)
        return logistic(signals @ self.confidence)


def logistic(log_odds: Matrix) -> Matrix:
    """Return the probabilities of log odds, in the form that never overflows."""
    return np.asarray((1 + np.tanh(log_odds / 2)) / 2)


def ranked(described: Features, ranking: Matrix) -> tuple[Matrix, list[int]]:
    """Return the score of each row, shape (rows,), and the rows' numbers, best first.

    Rows of equal score are ordered by their words, so that the order does not depend on when they
    were indexed.
    """
    scores = described.values @ ranking
    falling = np.round(-scores, 5).tolist()
    order = sorted(range(len(scores)), key=lambda i: (falling[i], described.rows[i].text))
    return scores, order


def attributed(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that have an attribution with a name."""
    return [c for c in candidates if c.attribution and c.attribution.speaker]


def by_best_sentence(found: Sequence[Found], candidates: Sequence[Candidate]) -> list[Found]:
    """Order passages by their best sentence; those of which none was judged come last."""
    ranks: dict[int, int] = {}
    for candidate in candidates:
        ranks.setdefault(candidate.found.passage_id, len(ranks))
    return sorted(found, key=lambda f: ranks.get(f.passage_id, len(ranks)))


def confidence_names() -> tuple[str, ...]:
    """Name the signals that a probability is made of."""
    return (*NAMES, *QUESTION_NAMES, "score", "margin", "constant")


def confidence_signals(
    values: Matrix, question: Matrix, scores: Matrix, order: Sequence[int]
) -> Matrix:
    """Return the signals of candidates, in `order`, shape (len(order), len(confidence_names())).

    `values` are the `topical` ones of `Features`, `question` is as there. "margin" is how far a
    sentence's score stands above the next one's.
    """
    rows = list(order)
    falling = scores[rows]
    margin = falling - np.append(falling[1:], falling[-1:])
    tiled = np.tile(question, (len(rows), 1))
    return np.column_stack([values[rows], tiled, falling, margin, np.ones(len(rows))])
