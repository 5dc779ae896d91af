"""What the terminal and a pipe show of a build."""

from __future__ import annotations

import sys

import pytest

from rag.index.staging import Progress
from rag.progress_bar import building

LOADING = Progress(stage="loading the model")
HALF = Progress(done=500, total=2_000, documents=1, passages=3)
WHOLE = Progress(done=2_000, total=2_000, documents=4, passages=12)


def test_nothing_is_shown_without_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first progress nothing is printed, so that an error is the only line."""
    with building("building"):
        pass
    assert capsys.readouterr().err == ""


def test_a_terminal_shows_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line says that the model is loaded; then a bar ends at 100 % and counts the contents."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with building("indexing") as report:
        report(LOADING)
        assert capsys.readouterr().err == "loading the model …\n"
        for progress in (Progress(stage="reading"), HALF, WHOLE, Progress(stage="writing")):
            report(progress)
    shown = capsys.readouterr().err.split("\r")[-1]
    assert "indexing: 100%" in shown
    assert "2.00k/2.00k" in shown
    assert "4 articles, 12 passages" in shown


def test_the_bar_shows_the_time_left_only_once_it_can_be_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time is shown in the first second; after a third in ten seconds, twenty are left."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    clock = iter((0.0, 1.0, 10.0))
    monkeypatch.setattr("rag.progress_bar.time.monotonic", lambda: next(clock))
    with building("building") as report:
        report(Progress(0, 3_000, 1, 0))
        report(Progress(300, 3_000, 1, 1))
        assert "left" not in capsys.readouterr().err
        report(Progress(1_000, 3_000, 1, 4))
    assert "about 20 s left" in capsys.readouterr().err


def test_a_pipe_gets_one_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Where standard error is no terminal, there is no bar and no control character."""
    with building("building") as report:
        for progress in (LOADING, Progress(stage="reading"), HALF, WHOLE):
            report(progress)
    assert capsys.readouterr().err == "loading the model …\n"
