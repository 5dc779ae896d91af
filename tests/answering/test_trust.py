"""The confidence: its signals, and the fitted weights."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rag.answering.retrieve import retrieve
from rag.answering.score import Candidate, Scorer
from rag.answering.trust import MOST, SIGNALS, Trust, Weights, judgements, log_odds, signals
from rag.engine.state import OpenIndex
from rag.errors import ConfigError
from rag.question.understand import understand
from rag.types import Reading
from tests.support import hash_vector, open_small

QUERY = understand("where is the pier?")
BY_READER = Weights(0.0, np.array([float(name == "reader") for name in SIGNALS]))


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """A sentence that was scored."""
    store = open_small(tmp_path_factory.mktemp("small"), {"a.txt": "Pier\n\nThe pier is hollow."})
    with OpenIndex(store).view() as view:
        found = retrieve(view, QUERY, hash_vector(QUERY.text))
        return Scorer.load().score(QUERY, found, view.terms)[0]


def test_the_signals_of_a_sentence(candidate: Candidate) -> None:
    """They are log odds; those of the scorer are split at even odds."""
    likely = replace(candidate, probability=0.75, reading=Reading(2.0))
    unlikely = replace(candidate, probability=0.25, reading=Reading(-1.0))
    rows = signals([likely, unlikely])
    assert rows.shape == (2, len(SIGNALS))
    assert rows[0].tolist() == pytest.approx([2.0, math.log(3), 0.0, 1.0])
    assert rows[1].tolist() == pytest.approx([-1.0, 0.0, -math.log(3), 1.0])


def test_the_scorer_counts_for_merit(candidate: Candidate) -> None:
    """As much as was fitted."""
    doubted = replace(candidate, probability=0.1, reading=Reading(1.0))
    believed = replace(candidate, probability=0.9, reading=Reading(0.0))
    odds = judgements([doubted, believed])
    assert BY_READER.merits(odds).argmax() == 0
    assert replace(BY_READER, scorer=0.5).merits(odds).argmax() == 1


def test_facts_and_speech_have_weights_of_their_own() -> None:
    """Which ones hold follows from the query."""
    trust = Trust(BY_READER, replace(BY_READER, scorer=2.0), 0.5)
    assert trust.of(QUERY) == trust.facts
    assert trust.of(understand("what did Lee say about the pier?")) == trust.speech


def test_signals_are_bounded(candidate: Candidate) -> None:
    """A single signal decides nothing."""
    read = [replace(candidate, probability=p, reading=Reading(99.0)) for p in (0.0, 1.0)]
    assert np.abs(signals(read)).max() == MOST


def test_no_sentences_have_no_signals() -> None:
    """The shape is kept."""
    assert signals([]).shape == (0, len(SIGNALS))


def test_probabilities_follow_the_weighted_sum() -> None:
    """The logistic function of it, without overflow."""
    rows = np.zeros((3, len(SIGNALS)))
    rows[:, 0] = 0.0, 2.0, -5000.0
    assert BY_READER.probabilities(rows) == pytest.approx([0.5, 1 / (1 + math.exp(-2)), 0.0])


@pytest.mark.parametrize("lacking", ["order", "reader"])
def test_a_missing_weight_is_named(lacking: str) -> None:
    """The message names the command that fits the weights."""
    kind = {"order": 0.0, "confidence": dict.fromkeys(SIGNALS, 0.0)}
    fitted: dict[str, Any] = {"facts": kind, "speech": copy.deepcopy(kind), "threshold": 0.5}
    assert Trust.from_weights(fitted).threshold == 0.5
    (fitted["speech"] if lacking == "order" else fitted["speech"]["confidence"]).pop(lacking)
    with pytest.raises(ConfigError, match=rf"'{lacking}'.*training\.fit_trust"):
        Trust.from_weights(fitted)


def test_the_fitted_weights_are_there() -> None:
    """Reader and scorer speak for an answer, never against; the threshold is a probability."""
    trust = Trust.load()
    assert trust.facts.confidence[SIGNALS.index("reader")] > 0
    assert trust.speech.confidence[SIGNALS.index("scorer against")] > 0
    for weights in (trust.facts, trust.speech):
        assert weights.scorer >= 0
        assert weights.confidence[:-1].min() >= 0
    assert 0 < trust.threshold < 1


def test_log_odds_of_certainty_are_finite() -> None:
    """A probability that was rounded to 0 or 1 stays a number."""
    assert log_odds(0.5) == 0
    assert math.isfinite(log_odds(0.0)) and math.isfinite(log_odds(1.0))
