"""Habits that no linter holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.paths import ROOT

FILES = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_test_states_the_behaviour(path: Path) -> None:
    """Each test has a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert [test.name for test in tests if not ast.get_docstring(test)] == []


# Words that a maintainer would not write, in docstrings, comments and documents.
ARCHAIC = re.compile(
    r"\banew\b|\bthat one's\b|\bthe one who\b|\bwhat lies where\b|\bno oftener\b|\bstay two\b"
    r"|^\s*(?:\"\"\")?(?:Say|Tell) (?:if|whether|how|what|which|who|of)\b",
    re.MULTILINE | re.IGNORECASE,
)
PROSE = sorted(
    path
    for pattern in ("rag/**/*.py", "training/*.py", "benchmarks/*.py", "docs/*.md", "*.md", "*.py")
    for path in ROOT.glob(pattern)
    if path.name != "CONTRIBUTING.md"  # it lists what not to write
)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_prose_is_plain(path: Path) -> None:
    """No archaic wording, and no docstring of the form "Say if …": it is "Return whether …"."""
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if ARCHAIC.search(line)] == []
