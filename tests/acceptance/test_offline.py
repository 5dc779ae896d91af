"""Promise 5: after the installation nothing is downloaded, by any command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

# Every look-up of a name and every connection that is not to this process's own machine ends the
# program with a status of its own.
GUARDED = """
import os, sys

def hook(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        outside = arguments[0] not in (None, "localhost", "127.0.0.1", "::1")
    elif event == "socket.connect":
        address = arguments[1]
        outside = isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1")
    else:
        return
    if outside:
        print("went outside:", event, arguments, file=sys.stderr)
        os._exit(99)

sys.addaudithook(hook)
"""
OUTSIDE = 99


def guarded(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run code in a Python that may not leave this machine, without any offline setting."""
    environment = {k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"}
    return subprocess.run(
        [sys.executable, "-c", GUARDED + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )


RAG = "\nsys.argv[0] = 'rag'\nfrom rag.cli import main\nmain()\n"


def test_the_guard_works() -> None:
    """A program that looks up a host is stopped: the tests below can fail."""
    assert guarded("import socket; socket.getaddrinfo('example.org', 80)").returncode == OUTSIDE


def test_builds_and_answers_without_a_network(tmp_path: Path) -> None:
    """`rag build`, `rag ask` and `rag info` make no connection and look up no name."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    built = guarded(RAG, "build", corpus, "--index", index)
    assert built.returncode == 0, built.stderr
    question = "at how many degrees is sourdough bread baked"
    asked = guarded(RAG, "ask", question, "--index", index, "--min-confidence", "0")
    assert asked.returncode == 0, asked.stderr
    assert "230 degrees" in asked.stdout
    assert guarded(RAG, "info", "--index", index).returncode == 0


@pytest.mark.parametrize("model", ["no-such/model", "all-mpnet-base-v2"])
def test_a_model_that_is_not_here_is_not_fetched(tmp_path: Path, model: str) -> None:
    """Naming a model that is not on this machine is one clear line, not a download."""
    (tmp_path / "a.txt").write_text("Bread\n\nSourdough bread is baked at 230 degrees.\n")
    built = guarded(RAG, "build", tmp_path, "--index", tmp_path / "index", "--model", model)
    assert built.returncode == 2
    assert "nothing is downloaded" in built.stderr.replace("\n", " ")
