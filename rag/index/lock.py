"""One writer at a time: a lock that the kernel gives back when its process ends."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import filelock

from rag.errors import IndexLocked, IndexStoreError

LOCK = "writer.lock"
NOTE_TRIES = 25  # half a second in all


class WriteLock:
    """The right to write to an index folder; the kernel gives it back when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = filelock.FileLock(folder / LOCK, timeout=0)
        self._holder = folder / (LOCK + ".pid")

    def __enter__(self) -> WriteLock:
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise IndexLocked(
                f"{self._folder} is being written by {self._first_writer()}: wait until it has "
                "finished, or give another --index",
                self._folder,
            ) from error
        except OSError as error:
            raise IndexStoreError(
                f"cannot write to {self._folder} ({error.strerror}): check who may write there, or "
                "give another --index",
                self._folder,
            ) from error
        self._leave_note()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(OSError):  # the note is a courtesy; the lock is what counts
            self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _leave_note(self) -> None:
        """Say who writes, and since when; whole or not at all, for others may be reading it."""
        since = datetime.now().isoformat(" ", "seconds")
        written = self._holder.with_suffix(".new")
        with suppress(OSError):
            written.write_text(f"process {os.getpid()}, since {since}", "utf-8")
            os.replace(written, self._holder)

    def _first_writer(self) -> str:
        """Return who holds the lock; one that has it for a moment only may be about to say so."""
        for _ in range(NOTE_TRIES):
            with suppress(OSError):
                return self._holder.read_text("utf-8")
            time.sleep(0.02)
        return "another process"
