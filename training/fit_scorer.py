"""Fit the scorer: `python -m training.fit_scorer` writes `rag/answering/weights.json`.

The articles of each file are cut into two halves, each in its own index. Questions are asked of
both: of the half that holds their article, and of the other, where they should be refused.
`regressions.py` says what is fitted to what.

The figures that are recorded are those of questions that the weights did not see: a fifth of the
questions is held out for them, then the weights are fitted to all. `--leave-one-out` prints what
each feature is worth on those.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from rag.answering.features import NAMES
from rag.answering.score import confidence_names
from rag.errors import RagError
from rag.evaluate.temporary_index import sample
from training.examples import GOLDEN_FIT, Example, Matrix, examples, sample_examples
from training.forum import AMAZON, REDDIT, ROOT, TRAIN, missing
from training.regressions import (
    FALSE_ANSWERS,
    OF_NEWS,
    PENALTY,
    Fitted,
    Sets,
    first_signals,
    fit,
    fit_confidence,
    fit_ranking,
    log_likelihood,
    probability,
)
from training.speech_examples import ATTRIBUTIONS, speech_examples

WEIGHTS = ROOT / "rag" / "answering" / "weights.json"

HELD_OUT = 0.2  # of the questions, for the figures


def main() -> int:
    """Fit, record, and print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=TRAIN, help="folder of the training data")
    parser.add_argument("--questions", type=int, default=2000, help="from each half of a file")
    parser.add_argument(
        "--leave-one-out", action="store_true", help="print what each feature is worth, fit nothing"
    )
    chosen = parser.parse_args()
    if lacking := missing(chosen.data, (REDDIT, AMAZON, ATTRIBUTIONS)):
        print(lacking, file=sys.stderr)
        return 2
    try:
        sets = {n: examples(chosen.data / n, chosen.questions) for n in (REDDIT, AMAZON)}
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.leave_one_out:
        leave_one_out(*split(sets))
        return 0
    spoken = chosen.data / ATTRIBUTIONS
    figures, fitted = fit_and_measure(sets, [*sample_examples(), *speech_examples(spoken)])
    record = {
        "command": f"python -m training.fit_scorer --questions {chosen.questions}",
        "data": digests([*(chosen.data / name for name in sets), spoken, GOLDEN_FIT]),
        "figures": figures,
        **weights(fitted),
    }
    WEIGHTS.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))
    return 0


def fit_and_measure(
    sets: Sets, news: Sequence[Example]
) -> tuple[dict[str, dict[str, float]], Fitted]:
    """Return the figures of weights fitted without the held-out questions, and those of all."""
    seen, held_out = split(sets)
    return measure(fit(seen, news), held_out), fit(sets, news)


def split(sets: Sets) -> tuple[Sets, Sets]:
    """Return the questions that are seen, and those held out."""
    mixed = {name: sample(some) for name, some in sets.items()}
    cut = {name: int(len(some) * HELD_OUT) for name, some in mixed.items()}
    return (
        {name: some[cut[name] :] for name, some in mixed.items()},
        {name: some[: cut[name]] for name, some in mixed.items()},
    )


def measure(fitted: Fitted, held_out: Sets) -> dict[str, dict[str, float]]:
    """Return, for each file, the figures of held-out questions."""
    figures = {}
    for name, some in held_out.items():
        asked = [e for e in some if len(e.right)]
        certain = np.array([probability(e, fitted.ranking, fitted.confidence) for e in asked])
        right = np.array([first_signals(e, fitted.ranking)[1] for e in asked])
        inside = np.array([e.answerable for e in asked])
        figures[name] = {
            "questions": len(asked),
            "sentence@1": float(right[inside].mean()),
            "auroc": float(roc_auc_score(inside, certain)),
            "false_answers_at_threshold": float(np.mean(certain[~inside] >= fitted.threshold)),
        }
    return {n: {k: round(v, 4) for k, v in f.items()} for n, f in figures.items()}


def digests(files: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def weights(fitted: Fitted) -> dict[str, object]:
    """Return the weights as `weights.json` holds them."""
    return {
        "ranking": named(NAMES, fitted.ranking),
        "confidence": named(confidence_names(), fitted.confidence),
        "false_answers": FALSE_ANSWERS,
        "threshold": round(fitted.threshold, 3),
    }


def named(names: Sequence[str], values: Matrix) -> dict[str, float]:
    """Return each weight by its name."""
    return {name: round(float(w), 4) for name, w in zip(names, values, strict=True)}


def leave_one_out(seen: Sets, held_out: Sets) -> None:
    """Print what is lost on held-out questions if the weights are fitted without a feature.

    For the ranking that is the log-likelihood of the right sentences of both files; for the
    confidence the AUROC on the clear questions of the Amazon reviews, which it is not fitted on.
    """
    everything = [e for some in seen.values() for e in some]
    judging = [e for some in held_out.values() for e in some if e.right.any()]
    clear = [e for e in seen[REDDIT] if e.clear]
    others = [e for some in (seen[AMAZON], held_out[AMAZON]) for e in some if e.clear]
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


if __name__ == "__main__":
    sys.exit(main())
