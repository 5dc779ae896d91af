"""Fit the confidence of answers: `python -m training.fit_trust` writes `rag/answering/trust.json`.

On questions that neither the reader nor the scorer was fitted on (`trust_examples.py`) it fits how
much the scorer counts beside the reader in the order of sentences; then a logistic regression of
whether the first one answers. Each source counts the same in that, and within a source questions
with an answer in the articles count as much as those without. The threshold lets a share `RISK` of
all these questions be answered wrongly.

The figures that are recorded are those of a fifth of the questions, held out from a first fit.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from rag.answering.trust import (
    FACTS,
    KINDS,
    SIGNALS,
    SPEECH,
    Matrix,
    Trust,
    Weights,
    judgements,
    signals,
)
from rag.errors import ConfigError, RagError
from rag.evaluate.figures import auroc, calibration_error, false_answers
from rag.evaluate.temporary_index import sample
from rag.models.cross_encoder import shared_reader
from training.fit_scorer import HELD_OUT, digests, named
from training.forum import ROOT, TRAIN, missing
from training.reader_pairs import all_questions
from training.reader_questions import LINES
from training.reader_speech import ATTRIBUTIONS
from training.trust_examples import Judged, trust_examples
from training.written_questions import WRITTEN

TRUST = ROOT / "rag" / "answering" / "trust.json"

# Questions of forums, as "what did the author like?", are answered by many articles.
LEFT_OUT = ("squadshifts_reddit", "squadshifts_amazon_reviews")
RISK = 0.125  # the share of the questions, many of them near misses, that may be answered wrongly
FEWEST = 20  # questions of a source, answerable or not, below which it counts less
PENALTY = 1e-5  # L2 on the weights, of signals in units of ten log odds
# More of each signal makes an answer likelier; what speaks against it beside the others is chance.
BOUNDS = [(0.0, None)] * (len(SIGNALS) - 1) + [(None, None)]


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
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    fitted, figures = fit(judged), held_out_figures(judged)
    record = {
        "command": f"python -m training.fit_trust --questions {chosen.questions}",
        "data": digests([*(chosen.data / name for name in names), WRITTEN]),
        "figures": figures,
        **{kind: as_json(weights) for kind, weights in fitted.weights.items()},
        "risk": RISK,
        "threshold": math.ceil(1000 * fitted.threshold) / 1000,
    }
    TRUST.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def make_loadable() -> None:
    """Write weights of 0 where those of another version are: an index opens with some only."""
    try:
        Trust.load()
    except ConfigError:
        none = as_json(Weights(0.0, np.zeros(len(SIGNALS))))
        TRUST.write_text(json.dumps({**dict.fromkeys(KINDS, none), "threshold": 0.5}))


def as_json(weights: Weights) -> dict[str, Any]:
    """Return weights as `Trust.from_weights` reads them."""
    return {
        "order": round(weights.scorer, 4),
        "confidence": named(SIGNALS, weights.confidence),
    }


def fit(judged: Sequence[Judged]) -> Trust:
    """Fit the weights of each kind of question, then the threshold, on whole questions."""
    kinds = {kind: [one for one in judged if one.kind == kind] for kind in KINDS}
    trust = Trust({kind: fit_kind(some) for kind, some in kinds.items()}, 0.0)
    whole = [*kinds[FACTS], *kinds[SPEECH]]
    return replace(trust, threshold=threshold_of(firsts(whole, trust)))


def threshold_of(asked: Sequence[First]) -> float:
    """Return the smallest threshold that lets at most `RISK` be answered wrongly."""
    wrong = [i for i, one in enumerate(asked) if not one.right]
    certain = np.array([asked[i].confidence for i in wrong])
    falling = np.argsort(-certain)
    above = np.cumsum(shares_of(asked)[wrong][falling])
    allowed = int(np.searchsorted(above, RISK, side="right"))
    return float(np.nextafter(certain[falling][allowed], 1)) if allowed < len(wrong) else 0.0


def fit_kind(judged: Sequence[Judged]) -> Weights:
    """Fit the order of sentences, then the probability that the first one answers."""
    weights = Weights(fit_order(judged), np.zeros(len(SIGNALS)))
    asked = [found for one in judged if (found := first(one, weights))]
    return replace(weights, confidence=fit_confidence(asked))


def fit_order(judged: Sequence[Judged]) -> float:
    """Return how much the scorer counts beside the reader in the order of sentences.

    It is a conditional logit (McFadden 1974): the probability that a sentence that answers comes
    first is the softmax of a weighted sum of both log odds. Without readings, the scorer counts 1.
    """
    choices = list[tuple[Matrix, Matrix]]()
    for one in judged:
        known = [i for i, right in enumerate(one.right) if right is not None]
        right = np.array([bool(one.right[i]) for i in known])
        if right.any() and not right.all():
            choices.append((judgements([one.read[i] for i in known]), right))

    def loss(weights: Matrix) -> float:
        value = PENALTY * float(weights @ weights)
        for odds, right in choices:
            merits = odds @ weights
            chosen = np.logaddexp.reduce(merits[right]) - np.logaddexp.reduce(merits)
            value -= float(chosen) / len(choices)
        return value

    if not any(odds[:, 0].any() for odds, _ in choices):
        return 1.0
    found = minimize(
        loss, np.array([1.0, 0.1]), method="L-BFGS-B", bounds=[(0.05, None), (0, None)]
    )
    return float(found.x[1] / found.x[0])


@dataclass(frozen=True, slots=True)
class First:
    """The sentence that comes first for a question asked in one way: its signals, shape (signals,).

    They are 0, and so is the confidence, if there is no sentence. `right` is whether it answers.
    """

    judged: Judged
    signals: Matrix
    right: bool
    confidence: float

    @property
    def answerable(self) -> bool:
        """Whether any of the articles answers."""
        return self.judged.answerable


def first(judged: Judged, weights: Weights) -> First | None:
    """Return the sentence that comes first; None if nobody knows whether it answers."""
    if not judged.read:
        return First(judged, np.zeros(len(SIGNALS)), right=False, confidence=0.0)
    row = signals(judged.read)
    # What is not read keeps the scorer's order.
    was_read = judged.read[0].reading is not None
    best = int(np.argmax(weights.merits(judgements(judged.read)))) if was_read else 0
    right = judged.right[best]
    if right is None:
        return None
    return First(judged, row[best], right, weights.probabilities(row)[best])


def firsts(judged: Sequence[Judged], trust: Trust) -> list[First]:
    """Return the sentences that come first, each with its confidence."""
    found = (first(one, trust.weights[one.kind]) for one in judged)
    return [one for one in found if one]


def fit_confidence(asked: Sequence[First]) -> Matrix:
    """Return the weights of the signals: a logistic regression.

    Questions without a sentence have no part in it, but those that have one count as much less.
    """
    shares = shares_of(asked)[[bool(one.judged.read) for one in asked]]
    asked = [one for one in asked if one.judged.read]
    rows = np.array([one.signals for one in asked]).reshape(-1, len(SIGNALS))
    signs = np.where([one.right for one in asked], 1.0, -1.0)
    scale = np.where(np.arange(len(SIGNALS)) < len(SIGNALS) - 1, 0.1, 1.0)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = signs * (rows * scale @ weights)
        pull = -signs * shares / (1 + np.exp(odds))
        value = float(shares @ np.logaddexp(0, -odds)) + PENALTY * float(weights @ weights)
        return value, (rows * scale).T @ pull + 2 * PENALTY * weights

    start = np.zeros(len(SIGNALS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=BOUNDS)
    return np.asarray(found.x * scale)


def shares_of(asked: Sequence[First]) -> Matrix:
    """Return how much each question counts, shape (questions,); they sum to 1.

    Sources count the same, and those of fewer than `FEWEST` questions less.
    """
    keys = [(one.judged.source, one.answerable) for one in asked]
    counts = Counter(keys)
    shares = np.array([1 / max(counts[key], FEWEST) for key in keys])
    return np.asarray(shares / shares.sum())


def held_out_figures(judged: Sequence[Judged]) -> dict[str, dict[str, float | None]]:
    """Return figures of each source on questions held out from a fit with the others."""
    texts = sample(sorted({one.question for one in judged}))
    held = frozenset(texts[: int(len(texts) * HELD_OUT)])
    trust = fit([one for one in judged if one.question not in held])
    asked = firsts([one for one in judged if one.question in held], trust)
    sources = dict.fromkeys(one.judged.source for one in asked)
    parts = {"all": asked}
    parts |= {s: [one for one in asked if one.judged.source == s] for s in sources}
    return {name: _figures(some, trust.threshold) for name, some in parts.items()}


def _figures(asked: Sequence[First], threshold: float) -> dict[str, float | None]:
    certain = np.array([one.confidence for one in asked])
    right = np.array([one.right for one in asked])
    inside = np.array([one.answerable for one in asked])
    answered = certain >= threshold
    figures: dict[str, float | None] = {
        "questions": len(asked),
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
