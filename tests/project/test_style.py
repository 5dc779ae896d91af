"""Habits that no linter holds."""

from __future__ import annotations

import ast
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
