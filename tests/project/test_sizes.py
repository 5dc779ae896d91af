"""Files and functions that can be read in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.paths import ROOT

MODULE_LINES = 350
FUNCTION_LINES = 60
FILES = sorted(
    file
    for folder in ("rag", "training", "benchmarks", "tests")
    for file in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_sizes(file: Path) -> None:
    """No function has more than 60 lines; a longer module gives its reason in its docstring."""
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= FUNCTION_LINES]
    assert long == []
    if len(text.splitlines()) > MODULE_LINES:
        assert "long because" in (ast.get_docstring(tree) or "").lower()
