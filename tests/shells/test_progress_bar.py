"""The progress bar in the terminal."""

from __future__ import annotations

import pytest

from rag.index.staging import Progress
from rag.progress_bar import building


def test_nothing_is_shown_without_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first progress nothing is printed, so that an error is the only line."""
    with building("building"):
        pass
    assert capsys.readouterr().err == ""


def test_shows_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """The bar has its description, ends at 100 %, and counts articles and passages."""
    with building("indexing") as report:
        report(Progress(done=500, total=2_000, documents=1, passages=3))
        report(Progress(done=2_000, total=2_000, documents=4, passages=12))
    shown = capsys.readouterr().err.split("\r")[-1]
    assert "indexing: 100%" in shown
    assert "2.00k/2.00k" in shown
    assert "articles=4, passages=12" in shown
