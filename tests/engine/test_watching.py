"""rag.engine.watching: a separate process that keeps an index up to date."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.engine.watching import watch
from rag.errors import ConfigError, RagError
from rag.index.store import Store
from tests.paths import ROOT
from tests.support import write_articles

WATCH = """
import signal
import sys
from functools import partial
from pathlib import Path
from rag.engine.watching import watch
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
from tests.support import build_small
folder, index = map(Path, sys.argv[1:])
watch(folder, index, lambda: build_small(folder, index), partial(print, flush=True))
"""


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition that another process fulfils is true; fail after 60 s."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "the condition never became true"
        time.sleep(0.05)


def texts(index: Path) -> list[str]:
    """Return the texts of an index's articles; an empty list if there is no index yet."""
    try:
        with closing(Store(index)) as store, store.snapshot():
            return [d.text for d in store.documents()]
    except RagError:
        return []


def titles(index: Path) -> list[str | None]:
    """Return the titles of an index's articles."""
    with closing(Store(index)) as store, store.snapshot():
        return [d.title for d in store.documents()]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C can't be sent to one process there")
def test_a_watched_folder_is_followed(tmp_path: Path) -> None:
    """Added, changed and deleted files are indexed; an error is one line; Ctrl+C exits with 0.

    So are changes of the table of corrections, which is beside the folder. The index is inside the
    folder: what a build writes must not start another.
    """
    folder = write_articles(tmp_path / "in", {"a.txt": "One."})
    index = folder / "index"
    log = tmp_path / "log"
    command = [sys.executable, "-c", WATCH, str(folder), str(index)]
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, stdout=out) as child:
        try:
            wait_until(lambda: texts(index) == ["One."])
            write_articles(folder, {"b.txt": "Two."})
            wait_until(lambda: texts(index) == ["One.", "Two."])
            write_articles(folder, {"a.txt": "New one."})
            wait_until(lambda: texts(index) == ["New one.", "Two."])
            write_articles(folder, {"b.txt": None})
            wait_until(lambda: texts(index) == ["New one."])
            write_articles(folder, {"a.txt": ""})
            wait_until(lambda: "rag: " in log.read_text())
            assert texts(index) == ["New one."]
            write_articles(folder, {"a.txt": "Back."})
            wait_until(lambda: texts(index) == ["Back."])
            table = tmp_path / "in.corrections.csv"
            table.write_text("path,title\na.txt,By hand\n", "utf-8")
            wait_until(lambda: titles(index) == ["By hand"])
            table.unlink()
            wait_until(lambda: titles(index) != ["By hand"])
            child.send_signal(signal.SIGINT)
            assert child.wait(60) == 0
        finally:
            child.kill()
    lines = log.read_text().splitlines()
    assert lines[-1] == "stopped watching"
    assert sum(line.startswith("articles: ") for line in lines) < 20, "a build starts another"


def test_a_missing_package_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without watchfiles the error is one line with the command that installs it."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(ConfigError, match="pip install watchfiles"):
        watch(tmp_path, tmp_path / "index", lambda: None, print)
