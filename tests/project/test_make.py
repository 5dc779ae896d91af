"""The installer: it installs PyTorch's CPU build, and never gigabytes of CUDA unasked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

import make


class Machine:
    """A stand-in for pip and uv: records what they are asked to do, and answers as configured."""

    def __init__(self) -> None:
        self.pip_version = "26.3"
        self.found = ["torch"]  # what pip would install for PyTorch
        self.uv_works = True
        self.commands: list[str] = []

    def run(self, command: Iterable[object], **_: object) -> SimpleNamespace:
        """Take the place of `subprocess.run`."""
        words = list(map(str, command))[1:]
        line = " ".join(words)
        if line == "-m pip --version":
            return SimpleNamespace(stdout=f"pip {self.pip_version} from a folder (python 3.11)\n")
        if "--dry-run" in words:
            packages = [{"metadata": {"name": name}} for name in self.found]
            return SimpleNamespace(stdout=json.dumps({"install": packages}))
        self.commands.append(line)
        if "uv" in words[:2] and not self.uv_works:
            raise subprocess.CalledProcessError(2, line)
        return SimpleNamespace(stdout="", returncode=0)

    @property
    def programs(self) -> list[str]:
        """The program and first argument of each command, e.g. "pip install"."""
        return [" ".join(command.removeprefix("-m ").split()[:2]) for command in self.commands]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A checkout with an empty environment, on a machine where pip finds a CPU build."""
    machine = Machine()
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setattr(make, "VENV", tmp_path)
    monkeypatch.setattr(make, "PYTHON", python)
    monkeypatch.setattr(subprocess, "run", machine.run)
    return machine


def test_installs_what_the_project_pins(machine: Machine) -> None:
    """pip is held to the constraints, and is not asked again when nothing changed."""
    assert make.install(cuda=False) == 0
    assert "--constraint" in machine.commands[0]
    assert make.install(cuda=False) == 0
    assert machine.programs == ["pip install"]


def test_uv_is_not_needed_where_pip_finds_a_cpu_build(machine: Machine) -> None:
    """Where pip would bring no CUDA packages, it installs everything, and uv is not installed."""
    assert make.install(cuda=False, extra="test") == 0
    assert len(machine.commands) == 1
    assert machine.commands[0].endswith("--editable " + str(make.HERE) + "[test]")


def test_goes_on_with_the_cpu_build_of_uv(machine: Machine) -> None:
    """Where pip would bring CUDA packages, uv installs the CPU build of PyTorch, pip the rest."""
    machine.found = ["torch", "nvidia-cublas", "nvidia-cudnn-cu13"]
    assert make.install(cuda=False) == 0
    assert machine.programs == ["pip install", "uv pip", "pip install"]
    first, second, third = machine.commands
    assert first.endswith(" uv")
    assert "--torch-backend cpu" in second and second.endswith(" torch")
    assert all(f"--constraint {make.CONSTRAINTS}" in command for command in machine.commands)
    assert "--editable" in third


def test_says_what_to_do_where_uv_fails(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where uv can't install the CPU build, either, nothing else is installed; one line helps."""
    machine.found = ["torch", "nvidia-cublas", "nvidia-cudnn-cu13"]
    machine.uv_works = False
    assert make.install(cuda=False) == 2
    assert not any("--editable" in command for command in machine.commands)
    message = capsys.readouterr().err
    assert "2 CUDA packages" in message and "--cuda" in message
    assert message.count("\n") == 1
    machine.found = []  # torch is installed by hand, as the message says
    assert make.install(cuda=False) == 0


def test_cuda_can_be_installed(machine: Machine) -> None:
    """With `--cuda` pip may fetch CUDA packages, also where a CPU build was installed before."""
    machine.found = ["torch", "nvidia-cublas"]
    assert make.install(cuda=False) == 0
    machine.commands.clear()
    assert make.install(cuda=True) == 0
    assert machine.programs == ["pip uninstall", "pip install"]


def test_an_old_pip_is_upgraded_before_it_is_asked(machine: Machine) -> None:
    """A pip before 23.3 would download what it only shall report, so it is upgraded first."""
    machine.pip_version = "23.2.1"
    assert make.install(cuda=False) == 0
    assert machine.programs == ["pip install", "pip install"]
    assert "--upgrade" in machine.commands[0] and machine.commands[0].endswith(" pip")


def test_says_what_it_installs_and_how_long_that_takes(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before pip's output, plain lines give sizes and time; without an installation, none."""
    assert make.install(cuda=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("make.py: ") and line.isprintable() for line in lines)
    said = "\n".join(lines)
    assert "550 MB" in said and "PyTorch (190 MB)" in said and "minutes" in said
    assert make.install(cuda=False) == 0
    assert capsys.readouterr().out == ""
    assert make.install(cuda=True) == 0
    assert "several gigabytes" in capsys.readouterr().out


def test_the_first_start_says_that_it_takes_longer(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`chat` says what the first start prepares, as long as there is no index."""
    monkeypatch.setattr(make, "INDEX", tmp_path / "rag.sqlite")
    assert make.chat(cuda=False) == 0
    assert "the models are prepared" in capsys.readouterr().out
    make.INDEX.touch()
    assert make.chat(cuda=False) == 0
    assert "the models are prepared" not in capsys.readouterr().out
    assert machine.programs[-2:] == ["build corpus", "app.py"]


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest"])
def test_check_fails_with_its_parts(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """`check` fails where the linter, the type checker or a test does, and runs no slow tests."""
    ran: list[tuple[str, ...]] = []

    def run(*command: str, **_: str) -> int:
        ran.append(command)
        return int(command[0] == failing)

    mypy = SimpleNamespace(communicate=lambda: ("", None), returncode=int(failing == "mypy"))
    monkeypatch.setattr(make, "run", run)
    monkeypatch.setattr(make, "start", lambda program: mypy)
    assert make.check(cuda=False) == 1
    assert all("not slow" in command for command in ran if command[0] == "pytest")
