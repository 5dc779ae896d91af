"""The progress and the report of a rebuild, as the page shows them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator

from rag.errors import IndexLocked, RagError
from rag.index.lock import is_locked
from rag.index.staging import Progress, Report, Stage
from rag.index.sync import BuildReport
from rag.index.time_left import TimeLeft, duration
from rag.ui.render import failure, text

TICK = 0.5  # seconds between two updates while no progress is reported
LOOKS = 7_200  # times that a locked index is looked at again, an hour in all

_WAITING: dict[Stage, str] = {
    "loading the model": "Loading the model …",
    "reading": "Reading the folder …",
    "writing": "Writing the index …",
}

Rebuild = Callable[[Report], BuildReport]


def watch(rebuild: Rebuild) -> Iterator[str]:
    """Run a rebuild in a thread and yield its progress as HTML, then its report.

    The rebuild runs to its end even if nobody watches any more. That another process writes to the
    index is shown until that has finished.
    """
    reports: queue.Queue[Progress | BuildReport | Exception] = queue.Queue()
    threading.Thread(target=_run, args=(rebuild, reports), daemon=True).start()
    progress, time_left = Progress(stage="reading"), TimeLeft()
    while True:
        embedding = progress.stage == "embedding"
        left = time_left.update(progress, time.monotonic()) if embedding else None
        yield running(progress, left)
        try:
            report = reports.get(timeout=TICK)
        except queue.Empty:
            continue
        if isinstance(report, Progress):
            progress = report
        else:
            yield finished(report)
            if isinstance(report, IndexLocked):
                yield from _until_free(report)
            return


def _until_free(locked: IndexLocked) -> Iterator[str]:
    for _ in range(LOOKS):
        if not is_locked(locked.path):
            yield ""
            return
        yield finished(locked)
        time.sleep(TICK)


def _run(rebuild: Rebuild, reports: queue.Queue[Progress | BuildReport | Exception]) -> None:
    try:
        reports.put(rebuild(reports.put))
    except Exception as error:  # every error must reach the watching thread
        reports.put(error)


def running(progress: Progress, left: float | None) -> str:
    """Return a bar with the seconds `left`, if known; in other stages an indeterminate bar."""
    if progress.stage != "embedding":
        return _status(_WAITING[progress.stage], "<progress></progress>")
    bar = f'<progress value="{progress.done}" max="{max(progress.total, 1)}"></progress>'
    parts = [f"{_size(progress.done)} of {_size(progress.total)}"]
    if left is not None:
        parts.append(f"about {duration(left)} left")
    parts.append(f"{progress.documents:,} articles, {progress.passages:,} passages")
    return _status(" · ".join(parts), bar)


def finished(report: BuildReport | Exception) -> str:
    """Return the report of a rebuild, or its RagError, as HTML; raise any other error."""
    if isinstance(report, BuildReport):
        lines = "".join(f"<p>{text(line)}</p>" for line in str(report).splitlines())
        return f'<div class="status done" role="status">{lines}</div>'
    if isinstance(report, RagError):
        return failure(report)
    raise report


def _status(words: str, bar: str) -> str:
    return f'<div class="status" role="status">{bar}<p>{text(words)}</p></div>'


def _size(count: float) -> str:
    """Return bytes in the largest unit in which they are at least 1."""
    for unit in ("B", "kB", "MB"):
        if count < 1_000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1_000
    return f"{count:.1f} GB"
