"""The regressions that give the scorer's weights: ranking and confidence.

Ranking: a conditional logistic regression (McFadden 1974) over the questions whose article is
indexed. The candidate sentences of a question compete, and those that share a character with an
answer win. Forum posts have no headings and no speech: the weights of those features are
then fitted on questions about news, with all other weights fixed: the golden questions that fit,
and questions of what somebody said (`speech_examples.py`).

Confidence: a logistic regression of whether a question's article is indexed, strongly regularized,
then scaled by a second one, of two parameters, to the probability that the first sentence is right
(Platt 1999). Fitting that probability directly learns the habits of the forum, which other texts do
not share. Only clear questions are taken, those whose own paragraph ranks first where it is
indexed: many posts answer "what did the author like?", so that a sentence that counts as wrong is
often right, and a question that counts as unanswerable is not. The Amazon reviews, of which that is
true throughout, are left out. The weights of headings and speech come from the questions about
news again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from rag.answering.features import NAMES
from rag.answering.score import confidence_names, confidence_signals
from training.examples import Example, Matrix
from training.forum import REDDIT

PENALTY = 1e-3  # L2 on the ranking's weights: there are far more questions than weights
STRENGTH = 0.01  # inverse of the L2 penalty on the confidence's weights, of standardized signals
# The threshold lets this share of the questions be answered whose article is not indexed.
FALSE_ANSWERS = 0.1

# Features that are nearly always 0 on the forum: questions about news decide their weights. Their
# signs are given: -1 marks what can only speak against a sentence, 1 for it.
SIGNS = {"heading": -1, "speech": 1, "mention": -1}
OF_NEWS = tuple(SIGNS)
# L2 on these weights beside the summed loss. The losses below are means: the penalty is divided by
# the number of questions, so that fewer questions move the weights less.
PENALTY_OF_NEWS = 1.0

Sets = dict[str, list[Example]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """All weights that are fitted: see `Scorer`."""

    ranking: Matrix
    confidence: Matrix
    threshold: float


def fit(sets: Sets, news: Sequence[Example]) -> Fitted:
    """Fit the ranking, then the confidence, then the threshold."""
    everything = [e for some in sets.values() for e in some]
    ranking = fit_ranking(everything, np.zeros(len(NAMES)), NAMES, PENALTY)
    answered = [e for e in news if e.right.any()]
    ranking = fit_ranking(answered, ranking, OF_NEWS, PENALTY_OF_NEWS / len(answered))
    clear = [e for e in sets[REDDIT] if e.clear]
    confidence = fit_confidence(clear, ranking)
    confidence = fit_confidence_of_news(news, ranking, confidence)
    unanswerable = [probability(e, ranking, confidence) for e in clear if not e.answerable]
    return Fitted(ranking, confidence, float(np.quantile(unanswerable, 1 - FALSE_ANSWERS)))


def fit_ranking(
    some: Sequence[Example], start: Matrix, names: Sequence[str], penalty: float
) -> Matrix:
    """Return `start` with the weights of `names` fitted to rank a right sentence first.

    `penalty` is the L2 on those weights.
    """
    some = [e for e in some if e.right.any()]
    values = np.concatenate([e.values for e in some])
    right = np.concatenate([e.right for e in some])
    starts = np.cumsum([0, *(len(e.right) for e in some[:-1])])
    owner = np.repeat(np.arange(len(some)), [len(e.right) for e in some])
    chosen = [NAMES.index(name) for name in names]
    fixed = values @ np.where(np.isin(NAMES, names), 0, start)
    columns = values[:, chosen]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = fixed + columns @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, won = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        gradient = columns.T @ (odds / total[owner] - odds * right / won[owner]) / len(some)
        value = -float(np.log(won / total).mean()) + penalty * float(weights @ weights)
        return value, gradient + 2 * penalty * weights

    found = minimize(loss, start[chosen], jac=True, method="L-BFGS-B", bounds=bounds(names))
    fitted = start.copy()
    fitted[chosen] = found.x
    return fitted


def fit_confidence(
    some: Sequence[Example], ranking: Matrix, without: Sequence[str] = OF_NEWS
) -> Matrix:
    """Fit the probability that the first sentence answers; return the weights of its signals.

    The weights of the signals `without` are 0.
    """
    asked = [e for e in some if len(e.right)]
    signals = [first_signals(e, ranking) for e in asked]
    rows = np.array([row for row, _ in signals])
    rows[:, np.isin(confidence_names(), without)] = 0
    right = np.array([r for _, r in signals])
    mean, scale = rows.mean(0), np.where(rows.std(0) > 1e-9, rows.std(0), 1.0)
    indexed = LogisticRegression(C=STRENGTH, max_iter=5000)
    indexed.fit((rows - mean) / scale, [e.answerable for e in asked])
    weights = indexed.coef_[0] / scale
    weights[-1] += indexed.intercept_[0] - float(mean @ weights)  # the last signal is constant 1
    platt = LogisticRegression(C=1e3).fit((rows @ weights)[:, None], right)
    weights *= platt.coef_[0, 0]
    weights[-1] += platt.intercept_[0]
    return np.asarray(weights)


def fit_confidence_of_news(news: Sequence[Example], ranking: Matrix, confidence: Matrix) -> Matrix:
    """Fit the weights of the features of news, all others fixed: logistic loss with L2 penalty."""
    signals = [first_signals(e, ranking) for e in news]
    rows = np.array([row for row, _ in signals])
    signs = np.where([right for _, right in signals], 1.0, -1.0)
    chosen = [NAMES.index(name) for name in OF_NEWS]
    fixed = rows @ confidence

    def loss(weights: Matrix) -> float:
        odds = signs * (fixed + rows[:, chosen] @ weights)
        penalty = PENALTY_OF_NEWS * float(weights @ weights) / len(news)
        return float(np.logaddexp(0, -odds).mean()) + penalty

    fitted = confidence.copy()
    found = minimize(loss, np.zeros(len(chosen)), method="L-BFGS-B", bounds=bounds(OF_NEWS))
    fitted[chosen] = found.x
    return fitted


def bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]] | None:
    """Return the bounds that fix the signs of news features; None if others are among `names`."""
    if not set(names) <= set(OF_NEWS):
        return None
    return [(0.0, None) if SIGNS[name] > 0 else (None, 0.0) for name in names]


def first_signals(e: Example, ranking: Matrix) -> tuple[Matrix, bool]:
    """Return the confidence signals of a question's first sentence, and if it is right."""
    scores = e.values @ ranking
    order = np.argsort(-scores, kind="stable")[:2].tolist()
    return confidence_signals(e.topical, e.question, scores, order)[0], bool(e.right[order[0]])


def probability(e: Example, ranking: Matrix, confidence: Matrix) -> float:
    """Return the scorer's probability, without the reader, that the first sentence answers."""
    if not len(e.right):
        return 0.0
    return float(1 / (1 + np.exp(-(first_signals(e, ranking)[0] @ confidence))))


def log_likelihood(e: Example, ranking: Matrix) -> float:
    """Return the logarithm of the probability that a right sentence of a question is drawn."""
    scores = e.values @ ranking
    odds = np.exp(scores - scores.max())
    return float(np.log(odds[e.right].sum() / odds.sum()))
