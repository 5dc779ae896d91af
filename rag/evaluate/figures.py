"""Evaluation measures: ranking, separation of unanswerable questions, calibration, risk.

`confidence` is each question's stated probability (0 to 1), `right` whether its first sentence
answers it, `answerable` whether its article is in the index; all have the shape (questions,).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import Qrel, ScoredDoc
from sklearn.metrics import roc_auc_score

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BINS = 10


def ranking(
    rankings: Sequence[Sequence[bool]], measures: Mapping[str, ir_measures.Measure]
) -> dict[str, float]:
    """Return measures by name; a ranking is a question's items, best first: whether each is right.

    Only measures of the first right item (`Success@k`, `RR`) can be computed: the number of right
    items that were not found is unknown.
    """
    # A relevant item that is never found makes a question without a right item count as a failure.
    qrels = [
        Qrel(str(query), str(item), 1)
        for query, rights in enumerate(rankings)
        for item in [*(i for i, right in enumerate(rights) if right), "unfound"]
    ]
    run = [
        ScoredDoc(str(query), str(item), -item)
        for query, rights in enumerate(rankings)
        for item in range(len(rights))
    ]
    found: dict[Any, float] = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    return {name: float(found[measure]) for name, measure in measures.items()}


def auroc(confidence: Numbers, answerable: Flags) -> float | None:
    """Return the probability that, of a pair, the answerable question has the higher confidence.

    None unless there are both answerable and unanswerable questions.
    """
    if answerable.all() or not answerable.any():
        return None
    return float(roc_auc_score(answerable, confidence))


def false_answers(confidence: Numbers, answerable: Flags, share: float = 0.9) -> float | None:
    """Return the share of unanswerable questions answered when `share` of the answerable are.

    The threshold is the highest that at least that share of the answerable reach. None unless
    there are both answerable and unanswerable questions.
    """
    if answerable.all() or not answerable.any():
        return None
    falling = np.sort(confidence[answerable])[::-1]
    threshold = falling[math.ceil(share * len(falling)) - 1]
    return float(np.mean(confidence[~answerable] >= threshold))


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of similar confidence: number of questions, mean confidence, share that is right."""

    questions: int
    confidence: float
    right: float


def calibration(confidence: Numbers, right: Flags, bins: int = BINS) -> list[Bin]:
    """Put questions into bins of equal width, open below and closed above; drop empty bins.

    The bins are those of Guo et al., "On Calibration of Modern Neural Networks" (2017).
    """
    edges = np.linspace(0, 1, bins + 1)[1:-1]
    owner = np.digitize(confidence, edges, right=True)
    return [
        Bin(int(own.sum()), float(confidence[own].mean()), float(right[own].mean()))
        for own in (owner == b for b in range(bins))
        if own.any()
    ]


def calibration_error(confidence: Numbers, right: Flags, bins: int = BINS) -> float:
    """Return the expected calibration error (ECE) of Naeini et al. (2015).

    It is the gap between mean confidence and share of right answers in a bin, averaged over the
    questions ("Obtaining Well Calibrated Probabilities Using Bayesian Binning").
    """
    parts = calibration(confidence, right, bins)
    return sum(b.questions * abs(b.confidence - b.right) for b in parts) / len(confidence)


def risk_coverage(confidence: Numbers, right: Flags) -> tuple[Numbers, Numbers]:
    """Return ascending coverages up to 1 and their risks, both of shape (distinct confidences,).

    Coverage is the share of questions answered, risk the share of those whose answer is wrong
    (El-Yaniv and Wiener, 2010). Questions of equal confidence are answered together or not at all.
    """
    order = np.argsort(-confidence, kind="stable")
    falling = confidence[order]
    last = np.append(falling[:-1] != falling[1:], True)
    answered = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~right[order])
    return (answered / len(order))[last], (wrong / answered)[last]


def risk_at(coverage: float, coverages: Numbers, risks: Numbers) -> float:
    """Return the risk at the least coverage that answers the share `coverage` of the questions."""
    return float(risks[np.searchsorted(coverages, coverage - 1e-9)])
