"""The plots, checked by the data of their lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.evaluate.plots import reliability, risk, save

CONFIDENCE = np.array([0.95, 0.95, 0.55, 0.15])
RIGHT = np.array([True, True, False, False])


def test_reliability_draws_stated_against_measured() -> None:
    """The line has a point for each bin: mean stated probability and share of right answers."""
    stated, measured = reliability(CONFIDENCE, RIGHT).axes[0].lines[1].get_data()
    assert np.allclose(stated, [0.15, 0.55, 0.95])
    assert np.allclose(measured, [0, 0, 1])


def test_risk_grows_with_coverage() -> None:
    """The curve ends with all questions answered and half of the answers wrong."""
    coverage, wrong = risk(CONFIDENCE, RIGHT, "asked").axes[0].lines[0].get_data()
    assert np.asarray(coverage)[-1] == 1
    assert np.asarray(wrong)[-1] == 0.5


def test_both_are_written_as_png(tmp_path: Path) -> None:
    """Saving writes two PNG files and returns their paths."""
    paths = save(CONFIDENCE, RIGHT, tmp_path, "asked")
    assert len(paths) == 2
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
