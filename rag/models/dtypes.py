"""The number type in which models run on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def torch_dtype(dtype: str) -> torch.dtype:
    """Return the torch type for "float32", "bfloat16" or "auto", the faster one on this machine."""
    import torch

    if dtype == "auto":
        features = torch.cpu.get_capabilities()
        # 2.0 times as fast as float32 where the processor multiplies in it; slower elsewhere.
        on_cpu = features.get("avx512_bf16") or features.get("amx_bf16")
        fast = torch.cuda.is_available() or on_cpu
        return torch.bfloat16 if fast else torch.float32
    return torch.bfloat16 if dtype == "bfloat16" else torch.float32
