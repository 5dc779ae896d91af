"""Rebuilds an index whenever its folder changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.errors import ConfigError, RagError

QUIET = 300  # milliseconds without a further change before a build starts
LONGEST = 1600  # milliseconds after which a build starts even if changes continue


def watch(
    folder: Path,
    index: Path,
    build: Callable[[], object],
    report: Callable[[str], None],
) -> None:
    """Call `build` at once, and whenever something in `folder` changes, until Ctrl+C.

    The result of `build`, or a RagError that it raises, is passed to `report` as text; after an
    error the watch continues. Raises ConfigError if the package watchfiles is not installed.
    """
    try:
        from watchfiles import watch as changes
    except ImportError as error:
        raise ConfigError(
            "watching needs the package watchfiles: run 'pip install watchfiles'"
        ) from error
    index_folder = index.resolve()  # a build's own writes must not start another
    events = changes(
        folder,
        watch_filter=lambda _, path: not Path(path).is_relative_to(index_folder),
        debounce=LONGEST,
        step=QUIET,
        rust_timeout=500,
        yield_on_timeout=True,
    )
    first = True
    try:
        for changed in events:
            # The first build is unconditional: files may have changed before the watch began.
            if changed or first:
                _build(build, report)
            first = False
    except KeyboardInterrupt:
        report("stopped watching")


def _build(build: Callable[[], object], report: Callable[[str], None]) -> None:
    try:
        report(str(build()))
    except RagError as error:
        report(f"rag: {error}")
