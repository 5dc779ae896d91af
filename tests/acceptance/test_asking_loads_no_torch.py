"""Asking, in every way, loads neither PyTorch nor what is built on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

TORCH = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy")
SHOW = f"\nprint('loaded:', *(name for name in {TORCH!r} if name in sys.modules))\n"
FROM_PYTHON = """
import sys, rag
assert rag.answer("what did Macron say about US support", index=sys.argv[1]).answered
assert rag.open(sys.argv[1]).conversation().ask("Who is the president of France?")
"""
FROM_THE_SHELL = """
import sys
from rag.cli import main
sys.argv = ["rag", "ask", "what did Macron say about US support", "--index", sys.argv[1]]
try:
    main()
except SystemExit as end:
    assert not end.code
"""
IN_A_CHAT = """
import io, sys
from rag.cli import main
sys.stdin = io.StringIO("what did Macron say about US support\\nand about Ukraine?\\n")
sys.argv = ["rag", "chat", "--index", sys.argv[1]]
try:
    main()
except SystemExit as end:
    assert not end.code
"""
ON_THE_PAGE = """
import sys
from rag.ui import server
from rag.ui.server_settings import Serving
import rag.ui
def ask_instead_of_serving(engine, serving):
    assert engine.conversation().ask("what did Macron say about US support")
server.run = ask_instead_of_serving
rag.ui.serve(sys.argv[1])
"""
WAYS = {
    "Python": FROM_PYTHON,
    "rag ask": FROM_THE_SHELL,
    "rag chat": IN_A_CHAT,
    "rag serve": ON_THE_PAGE,
}


@pytest.mark.parametrize("way", WAYS)
def test_asking_loads_no_torch(sample_index: Path, way: str) -> None:
    """A question is answered without PyTorch, transformers, sentence-transformers, scikit-learn.

    The models were exported when the index was built.
    """
    done = subprocess.run(
        [sys.executable, "-c", WAYS[way] + SHOW, str(sample_index)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].removeprefix("> ") == "loaded:"  # after the chat's prompt


SMALL_UPDATE = """
import sys, rag
report = rag.build(sys.argv[2], index=sys.argv[1])
assert report.embedded > 0
"""


def test_a_small_update_loads_no_torch(tmp_path: Path) -> None:
    """An index with a few more articles is built without PyTorch, too."""
    import rag

    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text("The ferry\n\nThe ferry takes sixty cars over the river.\n")
    rag.build(corpus, index=index)
    (corpus / "bridge.txt").write_text("The bridge\n\nThe bridge was shut on Monday.\n")
    done = subprocess.run(
        [sys.executable, "-c", SMALL_UPDATE + SHOW, str(index), str(corpus)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded:"
