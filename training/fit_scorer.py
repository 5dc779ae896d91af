"""Fit the scorer: `python -m training.fit_scorer` writes `rag/answering/weights.json`.

The articles of each file are cut into two halves, each indexed apart. Questions are asked of both:
of the half that holds their article, and of the other, where they should be refused.

Ranking: a conditional logistic regression (McFadden 1974) over the questions asked where their
article is, in which the sentences found for a question compete, and those that share a character
with an answer win. What forum posts do not have, headings and speech, is then fitted on the
questions of the sample corpus, with all other weights held.

Confidence: a logistic regression of whether a question has its article in the index, strongly
regularized, then scaled by a second one, of two parameters, to the probability that the first
sentence is right (Platt 1999). Fitting that probability at once learns the habits of the forum,
which other texts do not share. Only clear questions are taken, those whose own paragraph is the
first found where it is indexed: "what did the author like?" is answered by many posts, so that a
sentence that counts as wrong is often right, and a question that counts as unanswerable is not.
The Amazon reviews, of which that is true throughout, are left out. Headings and speech are again
left to the sample corpus.

Reading: how far the reader is trusted, on questions that it did not learn from. What it adds to a
sentence's score is fitted as the ranking is, of the first few sentences; a logistic regression of
its log odds and those of the confidence gives the probability that the first of them, ranked anew,
is right.

The figures that are recorded are of questions that the weights did not see: a fifth of them is
held back, then the weights are fitted to all. `--leave-one-out` prints what each feature is worth
on those.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.answering.features import NAMES
from rag.answering.rerank import READ, Trust
from rag.answering.score import confidence_names, confidence_signals
from rag.errors import RagError
from rag.evaluate.temporary_index import sample
from rag.models.reader import Reader
from training.examples import GOLDEN, Example, Matrix, examples, sample_examples
from training.forum import AMAZON, REDDIT, ROOT, TRAIN, missing

WEIGHTS = ROOT / "rag" / "answer" / "weights.json"

HELD_BACK = 0.2  # of the questions, for the figures
PENALTY = 1e-3  # L2 on the ranking's weights: there are far more questions than weights
STRENGTH = 0.01  # inverse of the L2 penalty on the confidence's weights, of standardized signals
# The threshold lets this share of the questions be answered whose article is not in the index.
FALSE_ANSWERS = 0.1


# Weights that the sample corpus decides: columns that are nearly always 0 elsewhere. So few
# questions can't decide a sign; -1 is for what can only speak against a sentence, 1 for it.
SIGNS = {"heading": -1, "speech": 1, "mention": -1}
OF_NEWS = tuple(SIGNS)

Sets = dict[str, list[Example]]


def main() -> int:
    """Fit, record, and print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help=f"folder of {REDDIT} and {AMAZON}")
    parser.add_argument("--questions", type=int, default=2000, help="from each half of a file")
    parser.add_argument(
        "--leave-one-out", action="store_true", help="print what each feature is worth, fit nothing"
    )
    chosen = parser.parse_args()
    if said := missing(chosen.data):
        print(said, file=sys.stderr)
        return 2
    try:
        sets = {n: examples(chosen.data / n, chosen.questions) for n in (REDDIT, AMAZON)}
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    news = sample_examples()
    seen, held = split(sets)
    if chosen.leave_one_out:
        leave_one_out(seen, held)
        return 0
    figures = measure(fit(seen, news), held)
    fitted = fit(sets, news)
    files = [*(chosen.data / name for name in sets), GOLDEN]
    record = {
        "command": f"python -m training.fit_scorer --questions {chosen.questions}",
        "data": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files},
        "figures": figures,
        "ranking": named(NAMES, fitted.ranking),
        "confidence": named(confidence_names(), fitted.confidence),
        "reading": {name: round(value, 4) for name, value in asdict(fitted.trust).items()},
        "false_answers": FALSE_ANSWERS,
        "threshold": round(fitted.threshold, 3),
    }
    WEIGHTS.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def split(sets: Sets) -> tuple[Sets, Sets]:
    """Hold some questions back."""
    mixed = {name: sample(some) for name, some in sets.items()}
    cut = {name: int(len(some) * HELD_BACK) for name, some in mixed.items()}
    return (
        {name: some[cut[name] :] for name, some in mixed.items()},
        {name: some[: cut[name]] for name, some in mixed.items()},
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that is fitted: see `Scorer` and `Trust`."""

    ranking: Matrix
    confidence: Matrix
    trust: Trust
    threshold: float


def fit(sets: Sets, news: Sequence[Example]) -> Fitted:
    """Fit the ranking, then the confidence, then how far the reader is trusted beside them."""
    everything = [e for some in sets.values() for e in some]
    ranking = fit_ranking(everything, np.zeros(len(NAMES)), NAMES, PENALTY)
    # Few questions decide few weights, so they are held closer to 0.
    ranking = fit_ranking(news, ranking, OF_NEWS, 10 * PENALTY)
    clear = [e for e in sets[REDDIT] if e.clear]
    confidence = fit_confidence(clear, ranking)
    confidence = fit_confidence_of_news(news, ranking, confidence)
    trust = fit_reading(everything, clear, ranking, confidence)
    fitted = Fitted(ranking, confidence, trust, 0.0)
    unanswerable = [look(e, fitted)[0] for e in clear if e.sentences and not e.answerable]
    return replace(fitted, threshold=float(np.quantile(unanswerable, 1 - FALSE_ANSWERS)))


def fit_reading(
    everything: Sequence[Example], clear: Sequence[Example], ranking: Matrix, confidence: Matrix
) -> Trust:
    """Fit the reader's weight in the score, then the scale of both for the confidence."""
    asked = [(e, first_read(e, ranking)) for e in everything if e.sentences]
    mixed = [
        (e.values[first] @ ranking, odds(e, first), e.right[first])
        for e, first in asked
        if 0 < e.right[first].sum() < len(first)
    ]

    def loss(weight: float) -> float:
        lost = 0.0
        for scores, read, right in mixed:
            total = scores + weight * read
            lost += float(np.logaddexp.reduce(total) - np.logaddexp.reduce(total[right]))
        return lost / len(mixed)

    trust = Trust(float(minimize_scalar(loss, bounds=(0, 10), method="bounded").x), 1.0, 0.0, 0.0)
    rows, right = [], []
    for e in (e for e in clear if e.sentences):
        best, known, read = judged(e, ranking, confidence, trust)
        rows.append((known, read))
        right.append(e.right[best])
    scale = LogisticRegression(C=1e3).fit(rows, right)
    scorer, reader = scale.coef_[0].tolist()
    return Trust(trust.score, scorer, reader, float(scale.intercept_[0]))


def first_read(e: Example, ranking: Matrix) -> list[int]:
    """Return the numbers of the candidates that are read, best first."""
    return [int(i) for i in np.argsort(-(e.values @ ranking), kind="stable")[:READ]]


@cache
def reader() -> Reader:
    """Load the reader once."""
    return Reader.load()


_read: dict[tuple[str, tuple[str, str]], float] = {}  # a pair is read once


def odds(e: Example, rows: Sequence[int]) -> Matrix:
    """Return the reader's log odds of candidates, shape (rows,)."""
    shown = [(e.sentences or ())[i] for i in rows]
    new = [s for s in shown if (e.text, s) not in _read]
    for sentence, value in zip(new, reader().read(e.text, new), strict=True):
        _read[e.text, sentence] = float(value)
    return np.array([_read[e.text, s] for s in shown])


def judged(
    e: Example, ranking: Matrix, confidence: Matrix, trust: Trust
) -> tuple[int, float, float]:
    """Return which candidate comes first once some are read, and both log odds that it answers."""
    scores = e.values @ ranking
    order = np.argsort(-scores, kind="stable").tolist()
    first = order[:READ]
    read = odds(e, first)
    best = int(np.argmax(scores[first] + trust.score * read))
    signals = confidence_signals(e.topical, e.question, scores, order[: READ + 1])
    return first[best], float(signals[best] @ confidence), float(read[best])


def fit_ranking(
    some: Sequence[Example], start: Matrix, names: Sequence[str], penalty: float
) -> Matrix:
    """Change the weights of `names` to make it likely that a right sentence is drawn.

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


def first_signals(e: Example, ranking: Matrix) -> tuple[Matrix, bool]:
    """Return what the confidence of a question's first sentence is made of, and if it is right."""
    scores = e.values @ ranking
    order = np.argsort(-scores, kind="stable")[:2].tolist()
    return confidence_signals(e.topical, e.question, scores, order)[0], bool(e.right[order[0]])


def fit_confidence(
    some: Sequence[Example], ranking: Matrix, without: Sequence[str] = OF_NEWS
) -> Matrix:
    """Fit the probability that the first sentence answers, as weights of the signals.

    The weights of the signals `without` are 0.
    """
    asked = [e for e in some if len(e.right)]
    signals = [first_signals(e, ranking) for e in asked]
    rows = np.array([row for row, _ in signals])
    rows[:, np.isin(confidence_names(), without)] = 0
    right = np.array([r for _, r in signals])
    mean, scale = rows.mean(0), np.where(rows.std(0) > 1e-9, rows.std(0), 1.0)
    known = LogisticRegression(C=STRENGTH, max_iter=5000)
    known.fit((rows - mean) / scale, [e.answerable for e in asked])
    weights = known.coef_[0] / scale
    weights[-1] += known.intercept_[0] - float(mean @ weights)  # the last signal is the constant 1
    platt = LogisticRegression(C=1e3).fit((rows @ weights)[:, None], right)
    weights *= platt.coef_[0, 0]
    weights[-1] += platt.intercept_[0]
    return np.asarray(weights)


def fit_confidence_of_news(news: Sequence[Example], ranking: Matrix, confidence: Matrix) -> Matrix:
    """Add the weights of what only news has, all others held: logistic loss with an L2 penalty."""
    signals = [first_signals(e, ranking) for e in news]
    rows = np.array([row for row, _ in signals])
    signs = np.where([right for _, right in signals], 1.0, -1.0)
    chosen = [NAMES.index(name) for name in OF_NEWS]
    fixed = rows @ confidence

    def loss(weights: Matrix) -> float:
        odds = signs * (fixed + rows[:, chosen] @ weights)
        penalty = 10 * PENALTY * float(weights @ weights)
        return float(np.logaddexp(0, -odds).mean()) + penalty

    fitted = confidence.copy()
    found = minimize(loss, np.zeros(len(chosen)), method="L-BFGS-B", bounds=bounds(OF_NEWS))
    fitted[chosen] = found.x
    return fitted


def bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]] | None:
    """Return the signs that weights may have, where the sample corpus decides them."""
    if not set(names) <= set(OF_NEWS):
        return None
    return [(0.0, None) if SIGNS[name] > 0 else (None, 0.0) for name in names]


def probability(e: Example, ranking: Matrix, confidence: Matrix) -> float:
    """Return the probability that a question's first sentence answers, by the scorer alone."""
    if not len(e.right):
        return 0.0
    return float(1 / (1 + np.exp(-(first_signals(e, ranking)[0] @ confidence))))


def look(e: Example, fitted: Fitted) -> tuple[float, bool]:
    """Return the probability that the first sentence answers once it is read, and if it does."""
    best, known, read = judged(e, fitted.ranking, fitted.confidence, fitted.trust)
    trust = fitted.trust
    total = trust.scorer * known + trust.reader * read + trust.constant
    return float(1 / (1 + np.exp(-total))), bool(e.right[best])


def measure(fitted: Fitted, held: Sets) -> dict[str, dict[str, float]]:
    """Return, for each file, the figures of the questions held back from both fits."""
    figures = {}
    for name, some in held.items():
        unseen = [e for e in some if e.sentences]
        certain, right = map(np.array, zip(*(look(e, fitted) for e in unseen), strict=True))
        inside = np.array([e.answerable for e in unseen])
        figures[name] = {
            "questions": len(unseen),
            "sentence@1": float(right[inside].mean()),
            "auroc": float(roc_auc_score(inside, certain)),
            "false_answers_at_threshold": float(np.mean(certain[~inside] >= fitted.threshold)),
        }
    return {n: {k: round(v, 4) for k, v in f.items()} for n, f in figures.items()}


def leave_one_out(seen: Sets, held: Sets) -> None:
    """Print what is lost on the questions held back when the weights are fitted without a feature.

    For the ranking that is the log-likelihood of the right sentences of both files; for the
    confidence the AUROC on the clear questions of the Amazon reviews, which it is not fitted on.
    """
    everything = [e for some in seen.values() for e in some]
    judging = [e for some in held.values() for e in some if e.right.any()]
    clear = [e for e in seen[REDDIT] if e.clear]
    others = [e for some in (seen[AMAZON], held[AMAZON]) for e in some if e.clear]
    inside = [e.answerable for e in others]
    full = fit_ranking(everything, np.zeros(len(NAMES)), NAMES, PENALTY)

    def likelihood(names: Sequence[str]) -> float:
        ranking = fit_ranking(everything, np.zeros(len(NAMES)), names, PENALTY)
        return float(np.mean([log_likelihood(e, ranking) for e in judging]))

    def separation(name: str) -> float:
        confidence = fit_confidence(clear, full, without=(*OF_NEWS, name))
        return float(roc_auc_score(inside, [probability(e, full, confidence) for e in others]))

    best, apart = likelihood(NAMES), separation("")
    print(f"all: log-likelihood {best:.4f}, AUROC {apart:.4f}\nwithout: ranking, confidence")
    for name in confidence_names()[:-1]:
        left = [n for n in NAMES if n != name]
        lost = f"{likelihood(left) - best:+.4f}" if name in NAMES else "-"
        print(f"{name}: {lost}, {separation(name) - apart:+.4f}")


def log_likelihood(e: Example, ranking: Matrix) -> float:
    """Return the logarithm of the probability that a right sentence of a question is drawn."""
    scores = e.values @ ranking
    odds = np.exp(scores - scores.max())
    return float(np.log(odds[e.right].sum() / odds.sum()))


def named(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    """Write each weight beside its name."""
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


if __name__ == "__main__":
    sys.exit(main())
