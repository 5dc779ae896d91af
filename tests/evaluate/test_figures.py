"""The figures, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from ir_measures import RR, Success

from rag.evaluate import figures


def test_ranking_by_hand() -> None:
    """Success counts rankings whose first k hold a right item; RR averages 1 / its rank."""
    rankings = [[True, False], [False, True, True], [False, False, False, True], [False], []]
    found = figures.ranking(rankings, {"one": Success @ 1, "three": Success @ 3, "mrr": RR})
    assert found["one"] == pytest.approx(1 / 5)
    assert found["three"] == pytest.approx(2 / 5)
    assert found["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 5)


def test_ranking_of_nothing_found() -> None:
    """Questions for which nothing was found count as failures."""
    assert figures.ranking([[], []], {"one": Success @ 1, "mrr": RR}) == {"one": 0, "mrr": 0}


def test_ranking_keeps_the_order_of_long_lists() -> None:
    """The rank is the place in the list, also beyond the tenth."""
    ranking = [False] * 11 + [True]
    assert figures.ranking([ranking], {"mrr": RR})["mrr"] == pytest.approx(1 / 12)


CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6])


def test_auroc_by_hand() -> None:
    """Of the four pairs, three have the answerable question ahead."""
    assert figures.auroc(CONFIDENCE, np.array([True, False, True, False])) == pytest.approx(0.75)


def test_false_answers_by_hand() -> None:
    """Nine of ten answerable pass at .2; of the four others, three are as confident as that."""
    answerable = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    others = [0.05, 0.2, 0.25, 0.95]
    confidence = np.array(answerable + others)
    flags = np.array([True] * 10 + [False] * 4)
    assert figures.false_answers(confidence, flags) == pytest.approx(3 / 4)
    assert figures.false_answers(confidence, flags, share=0.1) == 0


@pytest.mark.parametrize("answerable", [True, False])
def test_one_sort_of_questions_has_no_separation(answerable: bool) -> None:
    """Without both sorts the figures are none, not a number that means nothing."""
    flags = np.full(4, answerable)
    assert figures.auroc(CONFIDENCE, flags) is None
    assert figures.false_answers(CONFIDENCE, flags) is None


def test_calibration_by_hand() -> None:
    """Bins hold what their edges say, with mean confidence and the share that is right."""
    confidence = np.array([0.0, 0.1, 0.12, 0.18, 1.0])
    right = np.array([False, True, True, False, True])
    low, second, high = figures.calibration(confidence, right)
    assert [b.questions for b in (low, second, high)] == [2, 2, 1]
    assert [b.confidence for b in (low, second, high)] == pytest.approx([0.05, 0.15, 1.0])
    assert [b.right for b in (low, second, high)] == [0.5, 0.5, 1.0]


def test_calibration_error_by_hand() -> None:
    """It is the gap of each bin, weighted by its questions."""
    confidence = np.array([0.0, 0.1, 0.12, 0.18, 1.0])
    right = np.array([False, True, True, False, True])
    expected = (2 * 0.45 + 2 * 0.35 + 1 * 0.0) / 5
    assert figures.calibration_error(confidence, right) == pytest.approx(expected)


def test_risk_coverage_by_hand() -> None:
    """The most certain come first, and equal confidences are answered together."""
    confidence = np.array([0.5, 0.9, 0.5, 0.1])
    right = np.array([False, True, True, False])
    coverage, risk = figures.risk_coverage(confidence, right)
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 3, 2 / 4])


def test_risk_at_a_coverage() -> None:
    """The risk is that of the least coverage that is enough."""
    curve = np.array([0.25, 0.75, 1.0]), np.array([0.0, 0.3, 0.5])
    assert [figures.risk_at(c, *curve) for c in (0.1, 0.25, 0.3, 0.75, 1.0)] == [
        0,
        0,
        0.3,
        0.3,
        0.5,
    ]
