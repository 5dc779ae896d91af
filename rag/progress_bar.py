"""A progress bar in the terminal while an index is built; what the shells there share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rag.index.staging import Progress


@contextmanager
def building(description: str) -> Iterator[Callable[[Progress], None]]:
    """Show a bar with a rate and the time left, on standard error, once there is progress.

    Gives what `rag.engine.build` takes as `report`. Without progress nothing is shown, so that an
    error before it stays one line.
    """
    from tqdm import tqdm

    with ExitStack() as held:
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
                bars.append(held.enter_context(bar))
            counts = {"articles": progress.documents, "passages": progress.passages}
            bars[0].set_postfix(counts, refresh=False)
            bars[0].update(progress.done - bars[0].n)

        yield report
