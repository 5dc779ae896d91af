"""The progress bar that the command-line tools show while an index is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rag.index.staging import Progress


@contextmanager
def building(description: str) -> Iterator[Callable[[Progress], None]]:
    """Show a bar with rate and time left, on standard error, from the first progress on.

    Yields the callback that `rag.engine.build` takes as `report`. Before the first progress nothing
    is shown, so that an early error stays one line.
    """
    from tqdm import tqdm

    with ExitStack() as stack:
        bars: list[tqdm[NoReturn]] = []

        def report(progress: Progress) -> None:
            if not bars:
                bar = tqdm(
                    total=progress.total,
                    unit="B",
                    unit_scale=True,
                    desc=description,
                    dynamic_ncols=True,
                )
                bars.append(stack.enter_context(bar))
            counts = {"articles": progress.documents, "passages": progress.passages}
            bars[0].set_postfix(counts, refresh=False)
            bars[0].update(progress.done - bars[0].n)

        yield report
