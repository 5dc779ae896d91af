"""What the command-line tools show on standard error while an index is built."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rag.index.staging import Progress

_FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"


@contextmanager
def building(description: str) -> Iterator[Callable[[Progress], None]]:
    """Show that the model is loaded, and in a terminal a bar with the time left.

    Yields the callback that `rag.engine.build` takes as `report`. The bar appears when the first
    text is embedded, so that an early error is the last line and not behind a bar.
    """
    from tqdm import tqdm

    from rag.index.time_left import TimeLeft, duration

    terminal = sys.stderr.isatty()
    time_left = TimeLeft()
    with ExitStack() as stack:
        bars: list[tqdm[NoReturn]] = []

        def report(progress: Progress) -> None:
            if progress.stage == "loading the model":
                print("loading the model …", file=sys.stderr, flush=True)
            if progress.stage != "embedding" or not terminal:
                return
            if not bars:
                bar = tqdm(
                    total=progress.total,
                    unit="B",
                    unit_scale=True,
                    desc=description,
                    dynamic_ncols=True,
                    bar_format=_FORMAT,
                )
                bars.append(stack.enter_context(bar))
            left = time_left.update(progress, time.monotonic())
            shown = f"{progress.documents} articles, {progress.passages} passages"
            if progress.nodes:
                shown += f", {progress.nodes} node{'s' * (progress.nodes > 1)} at work"
            if left is not None:
                shown += f", about {duration(left)} left"
            bars[0].set_postfix_str(shown, refresh=False)
            bars[0].update(progress.done - bars[0].n)

        yield report
