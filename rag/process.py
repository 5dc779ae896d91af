"""What the shells set for their own process: the threads of libraries, and messages."""

from __future__ import annotations

import logging
import sys

from rag.models.threads import restrain


def prepare() -> None:
    """Set up a process that was started as `rag` or `app.py`, before libraries are loaded.

    Warnings of this package are lines on standard error, and in a terminal what it is doing, too.
    """
    restrain()
    log = logging.getLogger("rag")
    if not any(isinstance(handler, _Lines) for handler in log.handlers):
        log.addHandler(_Lines())
    log.setLevel(logging.INFO if sys.stderr.isatty() else logging.WARNING)


class _Lines(logging.Handler):
    """Prints messages on standard error, wherever that goes at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        print(f"rag: {self.format(record)}", file=sys.stderr)
