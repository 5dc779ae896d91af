"""Rebuilds an index whenever its folder, or the table that corrects its articles, changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.corpus.corrections import corrections_file
from rag.errors import ConfigError, RagError

QUIET = 300  # milliseconds without a further change before a build starts
LONGEST = 1600  # milliseconds after which a build starts even if changes continue
LOOK = 500  # milliseconds after which the table of corrections is looked at again


def watch(
    folder: Path,
    index: Path,
    build: Callable[[], object],
    report: Callable[[str], None],
) -> None:
    """Call `build` at once, and whenever something in `folder` changes, until Ctrl+C.

    The table of corrections beside the folder counts as part of it. The result of `build`, or a
    RagError that it raises, is passed to `report` as text; after an error the watch continues.
    Raises ConfigError if the package watchfiles is not installed.
    """
    try:
        from watchfiles import watch as changes
    except ImportError as error:
        raise ConfigError(
            "watching needs the package watchfiles: run 'pip install watchfiles'"
        ) from error
    index_folder = index.resolve()
    events = changes(
        folder,
        watch_filter=None,
        debounce=LONGEST,
        step=QUIET,
        rust_timeout=LOOK,
        yield_on_timeout=True,
    )
    # The first build is unconditional: files may have changed before the watch began.
    first, corrections, built = True, corrections_file(folder), None
    try:
        for changed in events:
            # A build's own writes must not start another.
            outside = any(not Path(path).is_relative_to(index_folder) for _, path in changed)
            stamp = _stamp(corrections)
            if outside or first or stamp != built:
                _build(build, report)
            first, built = False, stamp
    except KeyboardInterrupt:
        report("stopped watching")


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Return what changes with a file, None if there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _build(build: Callable[[], object], report: Callable[[str], None]) -> None:
    try:
        report(str(build()))
    except RagError as error:
        report(f"rag: {error}")
