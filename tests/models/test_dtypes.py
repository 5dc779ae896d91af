"""rag.models.dtypes: the number type that models run in."""

from __future__ import annotations

import pytest
import torch

from rag.models.dtypes import resolve_dtype, torch_dtype


@pytest.mark.parametrize("name", ["float32", "bfloat16"])
def test_a_named_type_is_taken(name: str) -> None:
    """A type that is given by name is used on any machine."""
    assert resolve_dtype(name) == name
    assert torch_dtype(name) == getattr(torch, name)


@pytest.mark.parametrize(
    ("features", "gpu", "expected"),
    [
        ({}, False, "float32"),
        ({"avx512_bf16": False, "amx_bf16": False}, False, "float32"),
        ({"avx512_bf16": True}, False, "bfloat16"),
        ({"amx_bf16": True}, False, "bfloat16"),
        ({}, True, "bfloat16"),
    ],
)
def test_auto_depends_on_the_machine(
    monkeypatch: pytest.MonkeyPatch, features: dict[str, bool], gpu: bool, expected: str
) -> None:
    """bfloat16 is chosen where a processor multiplies in it, or a GPU is there; else float32."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: features)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
    assert resolve_dtype("auto") == expected
