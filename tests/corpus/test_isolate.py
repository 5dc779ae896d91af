"""rag.corpus.isolate: a worker with limits, which is replaced when it fails."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from rag.corpus import isolate
from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.isolate import Isolation, receive, send

PARSER = """
import ctypes, os, time
from datetime import date
from rag.corpus.files import Extract, Extracts, Facts, Unreadable

def extract(data):
    kind = data.decode()
    if kind == "hang":
        while True:
            pass
    if kind == "sleep":
        time.sleep(60)
    if kind == "eat":
        bytearray(3 << 30)
    if kind == "crash":
        ctypes.string_at(0)
    if kind == "leave":
        os._exit(0)
    if kind == "print":
        print("not an answer", flush=True)
    if kind == "fail":
        raise KeyError("Root")
    if kind == "refuse":
        raise Unreadable("is encrypted")
    facts = Facts("T", "A", "S", "https://x.org", date(2025, 3, 27))
    article = Extract(f"{kind} {os.getpid()}", facts)
    if kind == "several":
        paged = Extract("Zoë", Facts(title="Zoë"), 3, (0, 2), "its letters are a guess")
        skipped = (4, "line 4 is empty"), (None, "has a map")
        return Extracts((paged, article), skipped, ("is odd",))
    return article
"""
MODULE = "parser_of_the_tests"


@pytest.fixture
def isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Isolation]:
    """An isolation with little memory, whose worker can import PARSER."""
    (tmp_path / f"{MODULE}.py").write_text(PARSER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    limited = Isolation(memory=1024**3)
    yield limited
    limited.close()


def text_of(isolation: Isolation, data: bytes) -> str:
    """Return the text of the only article that the worker finds."""
    (article,) = isolation.extract(MODULE, data).articles
    return article.text


def worker_of(isolation: Isolation) -> str:
    """Return the process number that the worker reports."""
    return text_of(isolation, b"ok").split()[1]


def test_an_answer_comes_back_whole(isolation: Isolation) -> None:
    """Text and facts cross the pipe unchanged."""
    (article,) = isolation.extract(MODULE, "é“ ".encode()).articles
    assert article.text.startswith("é“  ")
    assert article.facts == Facts("T", "A", "S", "https://x.org", date(2025, 3, 27))


def test_several_articles_come_back_whole(isolation: Isolation) -> None:
    """Records, pages, doubts, skipped parts and notes cross the pipe unchanged."""
    found = isolation.extract(MODULE, b"several")
    paged, plain = found.articles
    assert paged == Extract("Zoë", Facts(title="Zoë"), 3, (0, 2), "its letters are a guess")
    assert plain.text.startswith("several ")
    assert found.skipped == ((4, "line 4 is empty"), (None, "has a map"))
    assert found.notes == ("is odd",)


def test_one_worker_parses_many_files(isolation: Isolation) -> None:
    """The process is started once, and it is not this one."""
    assert worker_of(isolation) == worker_of(isolation) != str(os.getpid())


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (b"hang", r"^takes more than 0.5 s to read$"),
        (b"sleep", r"^takes more than 0.5 s to read$"),
        (b"eat", r"^needs more than 1024 MiB of memory to read$"),
        (b"crash", r"^makes its parser crash$"),
        (b"leave", r"^makes its parser crash$"),
    ],
)
def test_a_worker_that_fails_is_replaced(
    isolation: Isolation, monkeypatch: pytest.MonkeyPatch, kind: bytes, reason: str
) -> None:
    """An endless loop, too much memory or a crash costs one file; a new worker parses the next."""
    before = worker_of(isolation)
    with monkeypatch.context() as patched, pytest.raises(Unreadable, match=reason):
        if "0.5 s" in reason:
            patched.setattr(isolation, "_seconds", 0.5)  # for this file: others may be slow to read
        isolation.extract(MODULE, kind)
    assert worker_of(isolation) != before


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(b"fail", r"^is damaged \('Root'\)$"), (b"refuse", r"^is encrypted$")],
)
def test_an_unreadable_file_costs_no_worker(isolation: Isolation, kind: bytes, reason: str) -> None:
    """A worker whose parser raises for a damaged file continues with the next file."""
    before = worker_of(isolation)
    with pytest.raises(Unreadable, match=reason):
        isolation.extract(MODULE, kind)
    assert worker_of(isolation) == before


def test_printed_output_is_discarded(isolation: Isolation) -> None:
    """Output that a library prints does not mix with the answers."""
    assert text_of(isolation, b"print").startswith("print ")
    assert text_of(isolation, b"ok").startswith("ok ")


def test_a_parser_that_is_not_installed(isolation: Isolation) -> None:
    """A missing library is reported as such, not as damage of the file."""
    with pytest.raises(Unreadable, match="cannot be read: No module named 'nowhere'"):
        isolation.extract("nowhere", b"ok")


def test_a_worker_that_was_killed_between_two_files(isolation: Isolation) -> None:
    """A worker killed from outside is replaced without the caller noticing."""
    os.kill(int(worker_of(isolation)), 9)
    assert text_of(isolation, b"ok").startswith("ok ")


def test_many_threads(isolation: Isolation) -> None:
    """Every thread gets the result for its own file."""
    names = [f"name-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda name: text_of(isolation, name.encode()), names))
    assert [text.split()[0] for text in texts] == names


def test_an_interrupted_call_leaves_no_answer_behind(
    isolation: Isolation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C during one file, the next answer is that for the next file."""
    worker_of(isolation)

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(isolate, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            isolation.extract(MODULE, b"first")
    assert text_of(isolation, b"second").startswith("second ")


def test_a_big_file_crosses_the_pipe(isolation: Isolation) -> None:
    """More bytes than a pipe buffers are sent and returned."""
    assert len(text_of(isolation, b"x" * 5_000_000)) > 5_000_000


def test_no_process_can_be_started(isolation: Isolation, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system cannot start a process, the file is skipped with that reason."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Unreadable, match="cannot be read: no process for it"):
        isolation.extract(MODULE, b"ok")


def test_a_process_that_does_not_start(
    isolation: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends before it is ready is reported as such, not as damage of the file."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(Unreadable, match="cannot be read: the process for it does not start"):
        isolation.extract(MODULE, b"ok")


def test_no_code_is_taken_from_the_working_folder(
    isolation: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python file among the articles is not imported instead of a library."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for name in ("json", "struct", "importlib", "rag"):
        (articles / f"{name}.py").write_text("import os\nos._exit(3)\n")
    monkeypatch.chdir(articles)
    assert text_of(isolation, b"ok").startswith("ok ")


def test_the_worker_ends_with_its_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves no process behind."""
    (tmp_path / f"{MODULE}.py").write_text(PARSER)
    script = (
        "import os\nfrom rag.corpus.isolate import extract\n"
        f"print(extract('{MODULE}', b'ok').articles[0].text.split()[1], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    paths = os.pathsep.join([str(Path(isolate.__file__).parents[2]), str(tmp_path)])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == -9
    assert ends(int(done.stdout), within=60)


def ends(process: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if state.exists() and state.read_text().split()[2] == "Z":
                return True  # a zombie: ended, but not yet reaped
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_messages() -> None:
    """A message holds an object and bytes; a message cut short raises EOFError."""
    stream = io.BytesIO()
    send(stream, {"parser": "é"}, b"\0data")
    whole = stream.getvalue()
    assert receive(io.BytesIO(whole)) == ({"parser": "é", "size": 5}, b"\0data")
    for cut in (0, 2, 10, len(whole) - 1):
        with pytest.raises(EOFError):
            receive(io.BytesIO(whole[:cut]))


def test_a_call_from_another_thread(isolation: Isolation) -> None:
    """A file can be parsed from a server's thread: nothing requires the main thread."""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(worker_of(isolation)))
    thread.start()
    thread.join()
    assert found == [worker_of(isolation)]
