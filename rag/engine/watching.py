"""Keeping an index in step with its folder while people work in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.errors import ConfigError, RagError

QUIET = 300  # milliseconds without a further change, after which it is built
LONGEST = 1600  # milliseconds that changes are waited for, however many come


def watch(
    folder: Path,
    index: Path,
    build: Callable[[], object],
    say: Callable[[str], None],
) -> None:
    """Call `build` at once, and whenever something in `folder` changes, until Ctrl+C.

    What `build` returns is said, and so is a RagError, in one line, after which the watch goes on.
    Raises ConfigError where the package for file events is missing.
    """
    try:
        from watchfiles import watch as changes
    except ImportError as error:
        raise ConfigError(
            "watching needs the package watchfiles: run 'pip install watchfiles'"
        ) from error
    own = index.resolve()  # what a build writes there is no change of the folder
    events = changes(
        folder,
        watch_filter=lambda _, path: not Path(path).is_relative_to(own),
        debounce=LONGEST,
        step=QUIET,
        rust_timeout=500,
        yield_on_timeout=True,
    )
    first = True
    try:
        for changed in events:
            # The first is built in any case: something may have changed before the watch began.
            if changed or first:
                _build(build, say)
            first = False
    except KeyboardInterrupt:
        say("stopped watching")


def _build(build: Callable[[], object], say: Callable[[str], None]) -> None:
    try:
        say(str(build()))
    except RagError as error:
        say(f"rag: {error}")
