"""What the README says is true: its examples run, its map names every file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.engine import Engine
from tests.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python example runs as it stands, beside a folder of articles."""
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert "Macron" in str(names["answer"])


def test_the_answer_shown_is_the_real_one(engine: Engine) -> None:
    """The answer in the README is what the program prints for its question, line for line."""
    question, shown = re.findall(r'```\n\$ rag ask "(.*?)"\n(.*?)```', README, re.DOTALL)[0]
    assert str(engine.answer(question)) == shown.rstrip("\n")


def test_commands_exist() -> None:
    """Every `make.py` and `rag` command that the README names is one."""
    help_ = subprocess.check_output([sys.executable, ROOT / "make.py", "--help"], text=True)
    for command in re.findall(r"make\.py (\w+)", README):
        assert command in help_
    from rag.cli import app

    known = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    known |= {str(group.name) for group in app.registered_groups}
    named = set(re.findall(r"^rag (\w+)", README, re.MULTILINE))
    assert named
    assert named <= known


def test_the_map_names_every_module() -> None:
    """Every module of the package, and every top-level folder, has its line in the map."""
    described = README.split("## What lies where")[1]
    for module in sorted((ROOT / "rag").rglob("*.py")):
        if module.name != "__init__.py":
            assert f"`{module.name}`" in described, module
    for folder in ("corpus/", "index/", "tests/", "benchmarks/", "training/", "tiktoken_ext/"):
        assert f"`{folder}`" in described
