"""Fitting the confidence, on made-up signals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.answering.trust import SIGNALS
from training import fit_trust
from training.fit_trust import FALSE_ANSWERS, fit, held_out_figures, weights_of
from training.trust_examples import NEAR_MISS, WHOLE, Judged

READER = SIGNALS.index("reader")


def judged(number: int, odds: float, *, right: bool, source: str = "a") -> Judged:
    """Return a question whose best sentence has these log odds by the reader."""
    row = np.zeros((1, len(SIGNALS)))
    row[0, READER], row[0, -1] = odds, 1.0
    return Judged(source, WHOLE if right else NEAR_MISS, f"question {number}", row, right, right)


SOME = [judged(i, i % 20 - 10.0, right=i % 20 > 9 or i % 20 == 5) for i in range(200)]


def test_what_tells_right_from_wrong_gets_a_weight() -> None:
    """The other signals, which are all 0, get none."""
    trust = fit(SOME)
    assert trust.weights[READER] > 0.3
    assert np.count_nonzero(np.abs(trust.weights[:-1]) > 1e-6) == 1


def test_no_signal_speaks_against_an_answer() -> None:
    """Where the data say so, by chance, its weight is 0."""
    turned = [judged(i, 10.0 - i % 20, right=i % 20 > 9) for i in range(200)]
    assert fit(turned).weights[READER] == 0


def test_the_threshold_lets_a_stated_share_be_answered_falsely() -> None:
    """That share of the unanswerable questions is at or above it."""
    trust = fit(SOME)
    wrong = [one for one in SOME if not one.answerable]
    sure = trust.probabilities(np.array([one.signals[0] for one in wrong]))
    answered = np.mean(np.array(sure) >= trust.threshold)
    assert answered == pytest.approx(FALSE_ANSWERS, abs=0.1)


def test_sources_and_kinds_count_the_same() -> None:
    """However many questions they have."""
    some = [*SOME, judged(0, 1.0, right=True, source="b"), judged(1, 1.0, right=False, source="b")]
    shares = weights_of(some)
    assert shares.sum() == pytest.approx(1)
    assert shares[-2] == shares[-1] == pytest.approx(0.25)


def test_figures_are_of_questions_that_were_held_out() -> None:
    """A question is held out in all ways it is asked; each source has figures of its own."""
    figures = held_out_figures([*SOME, *SOME])
    assert figures["all"]["questions"] == 80
    assert figures["a"] == figures["all"]
    assert figures["all"]["auroc"] is not None and figures["all"]["auroc"] > 0.9


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is one line, and nothing is written."""
    monkeypatch.setattr("sys.argv", ["fit_trust", "--data", str(tmp_path)])
    monkeypatch.setattr(fit_trust, "TRUST", tmp_path / "trust.json")
    assert fit_trust.main() == 2
    message = capsys.readouterr().err
    assert "qamr.jsonl" in message and message.count("\n") == 1
    assert not fit_trust.TRUST.exists()
