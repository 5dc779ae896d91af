"""Fitting the scorer, on made-up features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.answering.features import NAMES
from training import fit_scorer
from training.examples import Example
from training.regressions import OF_NEWS, PENALTY, SIGNS, bounds, fit_ranking

COSINE, SPEECH = NAMES.index("cosine"), NAMES.index("speech")


def example(feature: int, right: int) -> Example:
    """Return a question with two candidates, of which the second has a feature."""
    values = np.zeros((2, len(NAMES)))
    values[1, feature] = 1.0
    flags = np.arange(2) == right
    return Example(values, values, np.zeros(0), flags, answerable=True, clear=True)


def test_a_feature_of_right_sentences_gets_a_positive_weight() -> None:
    """The other weights, which no question decides, stay 0."""
    fitted = fit_ranking([example(COSINE, 1)] * 10, np.zeros(len(NAMES)), NAMES, PENALTY)
    assert fitted[COSINE] > 1
    assert np.count_nonzero(np.abs(fitted) > 1e-6) == 1


def test_weights_of_news_features_keep_their_sign() -> None:
    """Questions in which speech is wrong bring its weight to 0, not below; others are fixed."""
    start = np.ones(len(NAMES))
    fitted = fit_ranking([example(SPEECH, 0)] * 10, start, OF_NEWS, PENALTY)
    assert fitted[SPEECH] == 0.0
    fixed = ~np.isin(NAMES, OF_NEWS)
    assert (fitted[fixed] == start[fixed]).all()
    assert all(fitted[NAMES.index(name)] * sign >= 0 for name, sign in SIGNS.items())


def test_other_features_have_no_bounds() -> None:
    """Only where the golden questions decide are signs fixed."""
    assert bounds(NAMES) is None
    assert bounds(["speech", "heading"]) == [(0.0, None), (None, 0.0)]


def test_a_fifth_of_the_questions_is_held_out() -> None:
    """No question is both seen and held out."""
    some = [example(COSINE, i % 2) for i in range(10)]
    seen, held_out = fit_scorer.split({"a.json": some})
    assert len(held_out["a.json"]) == 2
    numbers = [id(e) for part in (seen, held_out) for e in part["a.json"]]
    assert sorted(numbers) == sorted(map(id, some))


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is one line, and nothing is written."""
    monkeypatch.setattr("sys.argv", ["fit_scorer", "--data", str(tmp_path)])
    monkeypatch.setattr(fit_scorer, "WEIGHTS", tmp_path / "weights.json")
    assert fit_scorer.main() == 2
    message = capsys.readouterr().err
    assert "squadshifts_reddit.json" in message and message.count("\n") == 1
    assert not fit_scorer.WEIGHTS.exists()
