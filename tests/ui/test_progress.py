"""Progress and report of a rebuild, as the page shows them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from rag.corpus import Skipped
from rag.errors import IndexLocked
from rag.index.lock import WriteLock
from rag.index.staging import Progress, Report, Stage
from rag.index.sync import BuildReport
from rag.ui import progress

DONE = BuildReport(
    added=("a.txt",),
    changed=(),
    renamed=(),
    removed=(),
    unchanged=2,
    skipped=(Skipped("<b>.pdf", "it is damaged"),),
    mended=(),
    documents=3,
    passages=7,
    embedded=2,
    seconds=1.5,
    encoder_seconds=1.0,
)


def test_progress_is_shown_while_the_rebuild_runs() -> None:
    """Progress is shown before the end; the last thing shown is the report."""
    seen = threading.Event()

    def rebuild(report: Report) -> BuildReport:
        report(Progress(500, 2_000, 3, 7))
        assert seen.wait(10)
        return DONE

    shown = []
    for html in progress.watch(rebuild):
        shown.append(html)
        if "500 B of 2.0 kB" in html:
            seen.set()
    assert "<progress>" in shown[0] and "Reading the folder" in shown[0]
    assert seen.is_set()
    assert "1 added" in shown[-1] and "articles: 3 in 7 passages" in shown[-1]


def test_the_bar_has_the_time_left() -> None:
    """The bar shows the bytes, the time left, and the contents so far."""
    html = progress.running(Progress(500, 2_000, 3, 7), 30.0)
    assert 'value="500" max="2000"' in html
    assert "500 B of 2.0 kB · about 30 s left · 3 articles, 7 passages" in html


def test_no_time_is_shown_before_it_can_be_told() -> None:
    """Without an estimate the bar shows none."""
    assert "left" not in progress.running(Progress(500, 2_000, 3, 7), None)


def test_the_first_batch_gives_no_estimate() -> None:
    """A slow first batch of a large folder is not extrapolated to an hour."""

    def rebuild(report: Report) -> BuildReport:
        report(Progress(stage="loading the model"))
        time.sleep(0.2)
        report(Progress(0, 1_000_000, 3, 0))
        report(Progress(50, 1_000_000, 3, 7))
        return DONE

    shown = list(progress.watch(rebuild))
    assert any("50 B of 1.0 MB" in html for html in shown)
    assert not any("left" in html for html in shown)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("loading the model", "Loading the model …"),
        ("reading", "Reading the folder …"),
        ("writing", "Writing the index …"),
    ],
)
def test_other_stages_have_an_indeterminate_bar(stage: Stage, words: str) -> None:
    """While nothing is embedded, the page says what is done."""
    html = progress.running(Progress(stage=stage), None)
    assert words in html and "<progress></progress>" in html


def test_a_folder_without_changes_has_a_full_bar_of_nothing() -> None:
    """A rebuild with nothing to do has a valid bar."""
    assert 'max="1"' in progress.running(Progress(0, 0, 0, 0), None)


def test_a_rebuild_that_fails_says_why_in_one_line() -> None:
    """A RagError is shown as its message, and not raised."""

    def rebuild(report: Report) -> BuildReport:
        raise IndexLocked("index is being written by process 7: wait", "index")

    shown = [html for html in progress.watch(rebuild) if "progress" not in html]
    failure = '<div class="failure"><p>index is being written by process 7: wait</p></div>'
    assert shown[0] == failure


def test_that_an_index_is_locked_is_shown_until_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line about another process stays while that writes, and goes when it has finished."""
    monkeypatch.setattr(progress, "TICK", 0.01)

    def rebuild(report: Report) -> BuildReport:
        with WriteLock(tmp_path):
            raise AssertionError("the index is not locked")

    with WriteLock(tmp_path):
        shown = progress.watch(rebuild)
        assert [True for _ in zip(range(3), (h for h in shown if "failure" in h), strict=False)]
        assert "failure" in next(shown)
    assert [html for html in shown if "failure" not in html] == [""]


def test_a_fault_of_the_program_is_not_hidden() -> None:
    """An unexpected error is raised."""

    def rebuild(report: Report) -> BuildReport:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(progress.watch(rebuild))


def test_a_skipped_file_is_named_and_escaped() -> None:
    """The report lists skipped files, with markup in their names escaped."""
    assert "skipped &lt;b&gt;.pdf: it is damaged" in progress.finished(DONE)
