"""The measures, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from ir_measures import RR, Success

from rag.evaluate import figures


def test_ranking_by_hand() -> None:
    """Success counts rankings with a right item among the first k; RR averages 1 / its rank."""
    rankings = [[True, False], [False, True, True], [False, False, False, True], [False], []]
    found = figures.ranking(rankings, {"one": Success @ 1, "three": Success @ 3, "mrr": RR})
    assert found["one"] == pytest.approx(1 / 5)
    assert found["three"] == pytest.approx(2 / 5)
    assert found["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 5)


def test_ranking_of_nothing_found() -> None:
    """A question for which nothing was found counts as a failure."""
    assert figures.ranking([[], []], {"one": Success @ 1, "mrr": RR}) == {"one": 0, "mrr": 0}


def test_ranking_keeps_the_order_of_long_lists() -> None:
    """The rank is the position in the list, beyond the tenth too."""
    ranking = [False] * 11 + [True]
    assert figures.ranking([ranking], {"mrr": RR})["mrr"] == pytest.approx(1 / 12)


CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6])


def test_auroc_by_hand() -> None:
    """In three of the four pairs the answerable question is more confident."""
    assert figures.auroc(CONFIDENCE, np.array([True, False, True, False])) == pytest.approx(0.75)


def test_false_answers_by_hand() -> None:
    """At .2 nine of ten answerable questions pass, and three of the four unanswerable ones."""
    answerable = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    others = [0.05, 0.2, 0.25, 0.95]
    confidence = np.array(answerable + others)
    flags = np.array([True] * 10 + [False] * 4)
    assert figures.false_answers(confidence, flags) == pytest.approx(3 / 4)
    assert figures.false_answers(confidence, flags, share=0.1) == 0


@pytest.mark.parametrize("answerable", [True, False])
def test_separation_needs_both_kinds_of_questions(answerable: bool) -> None:
    """With only answerable or only unanswerable questions the measures are None."""
    flags = np.full(4, answerable)
    assert figures.auroc(CONFIDENCE, flags) is None
    assert figures.false_answers(CONFIDENCE, flags) is None


def test_calibration_by_hand() -> None:
    """Each bin has the questions between its edges, their mean confidence and share right."""
    confidence = np.array([0.0, 0.1, 0.12, 0.18, 1.0])
    right = np.array([False, True, True, False, True])
    low, second, high = figures.calibration(confidence, right)
    assert [b.questions for b in (low, second, high)] == [2, 2, 1]
    assert [b.confidence for b in (low, second, high)] == pytest.approx([0.05, 0.15, 1.0])
    assert [b.right for b in (low, second, high)] == [0.5, 0.5, 1.0]


def test_calibration_error_by_hand() -> None:
    """The error is the gap of each bin, weighted by its number of questions."""
    confidence = np.array([0.0, 0.1, 0.12, 0.18, 1.0])
    right = np.array([False, True, True, False, True])
    expected = (2 * 0.45 + 2 * 0.35 + 1 * 0.0) / 5
    assert figures.calibration_error(confidence, right) == pytest.approx(expected)


def test_risk_coverage_by_hand() -> None:
    """Questions are answered by falling confidence, equal confidences together."""
    confidence = np.array([0.5, 0.9, 0.5, 0.1])
    right = np.array([False, True, True, False])
    coverage, risk = figures.risk_coverage(confidence, right)
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 3, 2 / 4])


def test_risk_at_a_coverage() -> None:
    """The risk is that at the least coverage that is not below the one asked for."""
    curve = np.array([0.25, 0.75, 1.0]), np.array([0.0, 0.3, 0.5])
    assert [figures.risk_at(c, *curve) for c in (0.1, 0.25, 0.3, 0.75, 1.0)] == [
        0,
        0,
        0.3,
        0.3,
        0.5,
    ]
