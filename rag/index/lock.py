"""The write lock of an index folder, which the kernel releases when its process ends."""

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


def is_locked(folder: Path) -> bool:
    """Return whether a process writes to an index folder now."""
    try:
        with filelock.FileLock(folder / LOCK, timeout=0):
            return False
    except filelock.Timeout:
        return True
    except OSError:  # nothing can be written there, by anybody
        return False


class WriteLock:
    """An exclusive lock for writing to an index folder.

    Raises IndexLocked if another process holds it, IndexStoreError if the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = filelock.FileLock(folder / LOCK, timeout=0)
        self._note = folder / (LOCK + ".pid")

    def __enter__(self) -> WriteLock:
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise IndexLocked(
                f"{self._folder} is being written by {self._holder()}: wait until it has "
                "finished, or give another --index",
                self._folder,
            ) from error
        except OSError as error:
            raise IndexStoreError(
                f"cannot write to {self._folder} ({error.strerror}): check the permission to "
                "write there, or give another --index",
                self._folder,
            ) from error
        self._write_note()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(OSError):  # the note is only informative
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _write_note(self) -> None:
        """Write the process and the time to the note, atomically: others may be reading it."""
        since = datetime.now().isoformat(" ", "seconds")
        temporary = self._note.with_suffix(".new")
        with suppress(OSError):
            temporary.write_text(f"process {os.getpid()}, since {since}", "utf-8")
            os.replace(temporary, self._note)

    def _holder(self) -> str:
        """Return the process that holds the lock; it may not have written its note yet."""
        for _ in range(NOTE_TRIES):
            with suppress(OSError):
                return self._note.read_text("utf-8")
            time.sleep(0.02)
        return "another process"
