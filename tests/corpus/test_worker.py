"""rag.corpus.worker: the child process by itself, over its pipes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from rag.corpus.isolate import receive, send

ROOT = Path(next(iter(rag.__path__))).parent
HANG = "def extract(data):\n    while True:\n        pass\n"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running worker that can import modules from tmp_path."""
    (tmp_path / "hanging_parser.py").write_text(HANG)
    with subprocess.Popen(
        [sys.executable, "-m", "rag.corpus.worker", str(2 * 1024**3)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
    ) as process:
        assert process.stdout
        assert receive(process.stdout)[0]["status"] == "ready"
        yield process
        process.kill()


def ask(worker: subprocess.Popen[bytes], parser: str, data: bytes, seconds: float = 30) -> None:
    assert worker.stdin
    send(worker.stdin, {"parser": parser, "seconds": seconds}, data)


def test_it_parses_a_page(worker: subprocess.Popen[bytes]) -> None:
    """A request names a parser; the answer is text and facts."""
    ask(worker, "rag.corpus.html", b"<h1>Leaders</h1><p>They met.</p><p>They left.</p>")
    assert worker.stdout
    answer, text = receive(worker.stdout)
    assert answer["status"] == "read"
    assert answer["articles"][0]["facts"]["title"] == "Leaders"
    assert b"They met." in text


def test_it_ends_when_its_input_ends(worker: subprocess.Popen[bytes]) -> None:
    """The worker exits without an error when its input is closed."""
    assert worker.stdin
    worker.stdin.close()
    assert worker.wait(60) == 0


def test_ctrl_c_is_ignored(worker: subprocess.Popen[bytes]) -> None:
    """The worker ignores the interrupt that a terminal sends to all its processes."""
    assert worker.stdout
    worker.send_signal(signal.SIGINT)
    ask(worker, "rag.corpus.html", b"<p>Two.</p>")
    assert receive(worker.stdout)[1] == b"Two."


def test_an_endless_loop_ends_without_the_parent(worker: subprocess.Popen[bytes]) -> None:
    """A worker in an endless loop ends by itself: its parent may be dead."""
    began = time.monotonic()
    ask(worker, "hanging_parser", b"", seconds=-4.5)  # the worker adds five seconds
    assert worker.wait(60) == -signal.SIGALRM
    assert time.monotonic() - began < 5
