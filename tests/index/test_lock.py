"""rag.index.lock: one writer at a time, named to the others."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.errors import IndexLocked, IndexStoreError
from rag.index.lock import LOCK, WriteLock
from tests.paths import ROOT
from tests.support import build_small, contents, write_articles

ARTICLES: dict[str, str | None] = {
    "a.txt": "The bridge is shut. The council met.",
    "b.txt": "A zebra ran across the bridge. It was not seen again.",
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small index of two articles."""
    build_small(write_articles(tmp_path / "in", ARTICLES), tmp_path / "index")
    return tmp_path / "index"


HOLD = """
import sys, pathlib
from rag.index.lock import WriteLock
with WriteLock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_elsewhere(index: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock of an index."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_one_writer_at_a_time(index: Path, tmp_path: Path) -> None:
    """A second writer is refused with the first one's id; reading works; a kill frees the lock."""
    with held_elsewhere(index) as process:
        with pytest.raises(IndexLocked) as error:
            build_small(tmp_path / "in", index)
        message = str(error.value)
        assert re.search(rf"by process {process.pid}, since [\d-]+ [\d:]+: wait", message)
        assert "\n" not in message
        assert len(contents(index)["documents"]) == 2
        process.kill()
        process.wait()
    with WriteLock(index):
        pass
    assert build_small(tmp_path / "in", index).unchanged == 2


def test_the_lock_is_free_after_an_error(index: Path) -> None:
    """A build that fails releases the lock and removes its note."""
    with pytest.raises(KeyError), WriteLock(index):
        raise KeyError
    with WriteLock(index), pytest.raises(IndexLocked), WriteLock(index):
        pass
    assert not (index / f"{LOCK}.pid").exists()


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the lock cannot be created, the error names the remedy."""

    def refuse(self: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with (
        pytest.raises(IndexStoreError, match="check the permission to write there"),
        WriteLock(tmp_path),
    ):
        pass


def test_a_note_that_cannot_be_written_is_ignored(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock works even if its holder cannot write the note."""

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with WriteLock(index), pytest.raises(IndexLocked, match="by another process"), WriteLock(index):
        pass
    with WriteLock(index):
        pass
