"""What the documents show is true: examples run, answers are real, commands and options exist."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from rag.cli import app
from rag.engine import Engine
from tests.paths import ROOT, SAMPLE

README = (ROOT / "README.md").read_text("utf-8")
USING = (ROOT / "docs" / "USING.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "docs/USING.md"])
def test_python_examples_run(
    name: str, sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples of a document run in order, beside a folder of articles and its index."""
    examples = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    shutil.copytree(SAMPLE, tmp_path / "corpus")
    shutil.copytree(sample_index, tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, name, "exec"), names)
    assert "Macron" in str(names["answer"])


def test_the_answer_shown_is_the_real_one(engine: Engine) -> None:
    """The answer in the README is what the program prints for its question, line for line."""
    question, shown = re.findall(r'```\n\$ rag ask "(.*?)"\n(.*?)```', README, re.DOTALL)[0]
    assert str(engine.answer(question)) == shown.rstrip("\n")


def test_follow_ups_are_read_as_shown(engine: Engine) -> None:
    """Each row of the table of follow-ups says how the program understands one."""
    table = USING.split("| after | you type | it is read as |\n|---|---|---|\n")[1]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", table.split("\n\n")[0], re.MULTILINE)
    assert rows
    for question, typed, shown in rows:
        conversation = engine.conversation()
        conversation.ask(question)
        assert conversation.ask(typed).query.shown == shown


def test_commands_of_make_exist() -> None:
    """Every `make.py` command that a document names is one."""
    help_ = subprocess.check_output([sys.executable, ROOT / "make.py", "--help"], text=True)
    named = set(re.findall(r"make\.py ([a-z]+)", README + USING + CONTRIBUTING))
    assert {"chat", "test"} <= named
    for command in named:
        assert command in help_


def test_commands_of_rag_exist() -> None:
    """Every `rag` command that a document shows is one, and has the options that are shown."""
    commands = re.findall(r"^rag ([a-z].*?)(?:#.*)?$", README + USING, re.MULTILINE)
    assert commands
    for words in (command.split() for command in commands):
        command = get_command(app)
        while isinstance(command, TyperGroup) and words:
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, command.name


def test_every_command_of_rag_is_shown() -> None:
    """The list of commands in docs/USING.md is complete."""
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    for name in command.commands:
        assert re.search(rf"^rag {name}\b", USING, re.MULTILINE), name
