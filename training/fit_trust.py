"""Fit the confidence of answers: `python -m training.fit_trust` writes `rag/answering/trust.json`.

A logistic regression of whether the sentence that the reader puts first answers the question, on
questions that neither the reader nor the scorer was fitted on (`trust_examples.py`). Each source
counts the same in it, and within a source questions with an answer in the articles count as much as
those without. The threshold is the probability that `FALSE_ANSWERS` of the unanswerable exceed.

The figures that are recorded are those of a fifth of the questions, held out from a first fit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from rag.answering.trust import SIGNALS, Matrix, Trust
from rag.errors import ConfigError, RagError
from rag.evaluate.figures import auroc, calibration_error, false_answers
from rag.evaluate.temporary_index import sample
from rag.models.cross_encoder import shared_reader
from training.examples import GOLDEN_FIT
from training.fit_cross_encoder import all_questions
from training.fit_scorer import HELD_OUT, digests, named
from training.forum import ROOT, TRAIN, missing
from training.reader_questions import LINES
from training.reader_speech import ATTRIBUTIONS
from training.trust_examples import Judged, sample_examples, trust_examples

TRUST = ROOT / "rag" / "answering" / "trust.json"

# Questions of forums, as "what did the author like?", are answered by many articles.
LEFT_OUT = ("squadshifts_reddit", "squadshifts_amazon_reviews")
# The share of the unanswerable questions that the threshold lets be answered, near misses included.
FALSE_ANSWERS = 0.2
PENALTY = 1e-5  # L2 on the weights, of signals in units of ten log odds
# More of each signal makes an answer likelier; what speaks against it beside the others is chance.
BOUNDS = [(0.0, None)] * (len(SIGNALS) - 2) + [(None, None)] * 2


def main() -> int:
    """Fit, record, and print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the training data")
    parser.add_argument("--questions", type=int, default=100, help="of each source and kind")
    chosen = parser.parse_args()
    names = (*LINES, ATTRIBUTIONS)
    if lacking := missing(chosen.data, names):
        print(lacking, file=sys.stderr)
        return 2
    questions = [q for q in all_questions(chosen.data) if q.held_out and q.source not in LEFT_OUT]
    make_loadable()
    try:
        judged = trust_examples(questions, shared_reader(), chosen.questions)
        judged += sample_examples(shared_reader())
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    fitted, figures = fit(judged), held_out_figures(judged)
    record = {
        "command": f"python -m training.fit_trust --questions {chosen.questions}",
        "data": digests([*(chosen.data / name for name in names), GOLDEN_FIT]),
        "figures": figures,
        "weights": named(SIGNALS, fitted.weights),
        "false_answers": FALSE_ANSWERS,
        "threshold": round(fitted.threshold, 3),
    }
    TRUST.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def make_loadable() -> None:
    """Write weights of 0 where those of another version are: an index opens with some only."""
    try:
        Trust.load()
    except ConfigError:
        TRUST.write_text(json.dumps({"weights": dict.fromkeys(SIGNALS, 0.0), "threshold": 0.5}))


def fit(judged: Sequence[Judged]) -> Trust:
    """Fit the weights, then the threshold."""
    rows = np.array([one.signals[0] for one in judged])
    signs = np.where([one.right for one in judged], 1.0, -1.0)
    shares = weights_of(judged)
    scale = np.where(np.arange(len(SIGNALS)) < len(SIGNALS) - 2, 0.1, 1.0)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = signs * (rows * scale @ weights)
        pull = -signs * shares / (1 + np.exp(odds))
        value = float(shares @ np.logaddexp(0, -odds)) + PENALTY * float(weights @ weights)
        return value, (rows * scale).T @ pull + 2 * PENALTY * weights

    start = np.zeros(len(SIGNALS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=BOUNDS)
    trust = Trust(np.asarray(found.x * scale), 0.0)
    unanswerable = np.array([not one.answerable for one in judged])
    certain = np.array(trust.probabilities(rows))[unanswerable]
    return Trust(trust.weights, _quantile(certain, shares[unanswerable], 1 - FALSE_ANSWERS))


def weights_of(judged: Sequence[Judged]) -> Matrix:
    """Return how much each question counts, shape (questions,); they sum to 1."""
    counts = Counter((one.source, one.answerable) for one in judged)
    shares = np.array([1 / counts[one.source, one.answerable] for one in judged])
    return np.asarray(shares / shares.sum())


def _quantile(values: Matrix, shares: Matrix, share: float) -> float:
    """Return the value below which a share of the weight is."""
    order = np.argsort(values)
    below = np.cumsum(shares[order]) / shares.sum()
    return float(values[order][np.searchsorted(below, share)])


def held_out_figures(judged: Sequence[Judged]) -> dict[str, dict[str, float | None]]:
    """Return figures of each source on questions held out from a fit with the others."""
    texts = sample(sorted({one.question for one in judged}))
    held = frozenset(texts[: int(len(texts) * HELD_OUT)])
    trust = fit([one for one in judged if one.question not in held])
    asked = [one for one in judged if one.question in held]
    sources = dict.fromkeys(one.source for one in asked)
    parts = {"all": asked, **{s: [one for one in asked if one.source == s] for s in sources}}
    return {name: _figures(some, trust) for name, some in parts.items()}


def _figures(judged: Sequence[Judged], trust: Trust) -> dict[str, float | None]:
    certain = np.array(trust.probabilities(np.array([one.signals[0] for one in judged])))
    right = np.array([one.right for one in judged])
    inside = np.array([one.answerable for one in judged])
    answered = certain >= trust.threshold
    figures: dict[str, float | None] = {
        "questions": len(judged),
        "first": _mean(right[inside]),
        "answered rightly": _mean((answered & right)[inside]),
        "false answers": _mean(answered[~inside]),
        "auroc": auroc(certain, inside),
        "false answers at 90 %": false_answers(certain, inside, 0.9),
        "calibration error": calibration_error(certain, right),
    }
    return {name: None if v is None else round(v, 4) for name, v in figures.items()}


def _mean(flags: Matrix) -> float | None:
    return float(flags.mean()) if len(flags) else None


if __name__ == "__main__":
    sys.exit(main())
