"""rag.models.dtypes: the number type that models run in."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from rag.models import dtypes
from rag.models.dtypes import resolve_dtype, torch_dtype


@pytest.mark.parametrize("name", ["float32", "bfloat16"])
def test_a_named_type_is_taken(name: str) -> None:
    """A type that is given by name is used on any machine."""
    assert resolve_dtype(name) == name
    assert torch_dtype(name) == getattr(torch, name)


FLAGS = "processor\t: 0\nflags\t\t: fpu {}\n\nprocessor\t: 1\nflags\t\t: fpu\n"


@pytest.mark.parametrize(
    ("features", "expected"),
    [("sse avx2", "float32"), ("avx512_bf16", "bfloat16"), ("avx512f amx_bf16", "bfloat16")],
)
def test_auto_depends_on_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, features: str, expected: str
) -> None:
    """bfloat16 is chosen where a processor multiplies in it, as the system lists it."""
    (tmp_path / "cpuinfo").write_text(FLAGS.format(features), "utf-8")
    monkeypatch.setattr(dtypes, "CPU_INFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(dtypes, "version", lambda name: "2.13.0+cpu")
    assert resolve_dtype("auto") == expected


@pytest.mark.parametrize(
    ("features", "gpu", "expected"),
    [
        ({}, False, "float32"),
        ({"avx512_bf16": False, "amx_bf16": False}, False, "float32"),
        ({"amx_bf16": True}, False, "bfloat16"),
        ({}, True, "bfloat16"),
    ],
)
def test_torch_is_asked_where_the_system_does_not_say(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    features: dict[str, bool],
    gpu: bool,
    expected: str,
) -> None:
    """Without a list of the system's, and with a build for GPUs, PyTorch tells."""
    monkeypatch.setattr(dtypes, "CPU_INFO", tmp_path / "missing")
    monkeypatch.setattr(dtypes, "version", lambda name: "2.13.0")
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: features)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    assert resolve_dtype("auto") == expected


def test_the_system_and_torch_agree_on_this_machine() -> None:
    """Both know the same of the processor."""
    listed = not dtypes.MULTIPLIES_BFLOAT16.isdisjoint(dtypes._processor_features())
    features = torch.cpu.get_capabilities()
    assert listed == bool(features.get("avx512_bf16") or features.get("amx_bf16"))
