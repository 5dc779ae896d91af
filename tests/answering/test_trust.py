"""The confidence: its signals, and the fitted weights."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from rag.answering.retrieve import retrieve
from rag.answering.score import Candidate, Scorer
from rag.answering.trust import MOST, SIGNALS, Trust, log_odds, signals
from rag.engine.state import OpenIndex
from rag.errors import ConfigError
from rag.question.understand import understand
from rag.types import Reading
from tests.support import hash_vector, open_small

QUERY = understand("where is the pier?")


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """A sentence that was scored."""
    store = open_small(tmp_path_factory.mktemp("small"), {"a.txt": "Pier\n\nThe pier is hollow."})
    with OpenIndex(store).view() as view:
        found = retrieve(view, QUERY, hash_vector(QUERY.text))
        return Scorer.load().score(QUERY, found, view.terms)[0]


def test_the_signals_of_a_sentence(candidate: Candidate) -> None:
    """They are log odds; the margin is above the best other sentence, or below it."""
    first = replace(candidate, probability=0.5, reading=Reading(2.0, (0, 3), 1.5, (), 0.5))
    second = replace(first, reading=Reading(-1.0, None, -3.0, (), 0.5))
    rows = signals(QUERY, [first, second])
    assert rows.shape == (2, len(SIGNALS))
    assert rows[0].tolist() == [2.0, 0.0, 3.0, 0.0, 0.0, 1.0]
    assert rows[1].tolist() == [-1.0, 0.0, -3.0, 0.0, 0.0, 1.0]


def test_of_speech_the_scorer_alone_counts(candidate: Candidate) -> None:
    """Where somebody's words are asked for, nothing was read."""
    query = understand("what did Lee say about the pier?")
    row = signals(query, [replace(candidate, probability=0.5), candidate])
    scored = log_odds(candidate.probability)
    assert row.tolist() == [[0.0] * 4 + [1.0, 1.0], [0.0] * 3 + [scored, 1.0, 1.0]]


def test_signals_are_bounded(candidate: Candidate) -> None:
    """A single signal decides nothing, not even minus infinity for a sentence without words."""
    read = replace(candidate, probability=1.0, reading=Reading(99.0, None, -math.inf, (), 0.0))
    assert np.abs(signals(QUERY, [read])).max() == MOST


def test_no_sentences_have_no_signals() -> None:
    """The shape is kept."""
    assert signals(QUERY, []).shape == (0, len(SIGNALS))


def test_probabilities_follow_the_weighted_sum() -> None:
    """The logistic function of it, without overflow."""
    trust = Trust(np.array([1.0, *[0.0] * (len(SIGNALS) - 1)]), 0.5)
    rows = np.zeros((3, len(SIGNALS)))
    rows[:, 0] = 0.0, 2.0, -5000.0
    assert trust.probabilities(rows) == pytest.approx([0.5, 1 / (1 + math.exp(-2)), 0.0])


def test_a_missing_weight_is_named() -> None:
    """The message names the command that fits the weights."""
    with pytest.raises(ConfigError, match=r"'reader'.*training\.fit_trust"):
        Trust.from_weights({"weights": {}, "threshold": 0.5})


def test_the_fitted_weights_are_there() -> None:
    """Reader and scorer both speak for an answer; the threshold is a probability."""
    trust = Trust.load()
    weights = dict(zip(SIGNALS, trust.weights.tolist(), strict=True))
    assert weights["reader"] > 0
    assert min(weights[name] for name in SIGNALS[:-2]) >= 0
    assert 0 < trust.threshold < 1


def test_log_odds_of_certainty_are_finite() -> None:
    """A probability that was rounded to 0 or 1 stays a number."""
    assert log_odds(0.5) == 0
    assert math.isfinite(log_odds(0.0)) and math.isfinite(log_odds(1.0))
