"""The installer: it stops before pip fetches gigabytes that are not needed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

import make


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """A checkout without an environment; gives the list of what pip is asked to do."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(make, "VENV", tmp_path)
    monkeypatch.setattr(make, "PYTHON", Path("python"))
    monkeypatch.setattr(make, "pip", lambda *arguments: asked.append(arguments))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: reported("torch"))
    return asked


def reported(*names: str) -> SimpleNamespace:
    """Return what pip reports that it would install."""
    report = {"install": [{"metadata": {"name": name}} for name in names]}
    return SimpleNamespace(stdout=json.dumps(report), returncode=0)


def test_installs_what_the_project_pins(fresh: list[tuple[str, ...]]) -> None:
    """pip is held to the constraints, and is not asked again when nothing changed."""
    assert make.install(cuda=False) == 0
    assert "--constraint" in fresh[0]
    assert make.install(cuda=False) == 0
    assert len(fresh) == 1


def test_stops_before_cuda(
    fresh: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where pip would bring CUDA packages, nothing is installed and one line says what to do."""
    cuda = reported("torch", "nvidia-cublas", "nvidia-cudnn-cu13")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: cuda)
    assert make.install(cuda=False) == 2
    assert fresh == []
    said = capsys.readouterr().err
    assert "2 CUDA packages" in said
    assert said.count("\n") == 1


def test_cuda_can_be_had(fresh: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--cuda` pip may fetch them."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: reported("torch", "nvidia-cublas"))
    assert make.install(cuda=True) == 0
    assert len(fresh) == 1
