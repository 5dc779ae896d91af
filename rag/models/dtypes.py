"""The number type in which PyTorch computes vectors on this machine.

It is told without PyTorch where that is possible: importing it takes longer than a small build.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

CPU_INFO = Path("/proc/cpuinfo")  # of Linux
# Processors with one of these multiply in bfloat16, 2.0 times as fast as in float32.
MULTIPLIES_BFLOAT16 = frozenset(("avx512_bf16", "amx_bf16"))
_FLAGS = re.compile(r"^flags\s*:(.*)$", re.MULTILINE)


def resolve_dtype(dtype: str) -> str:
    """Return "float32" or "bfloat16"; for "auto", the faster one on this machine."""
    if dtype != "auto":
        return dtype
    on_cpu = not MULTIPLIES_BFLOAT16.isdisjoint(_processor_features())
    return "bfloat16" if on_cpu or _has_cuda() else "float32"


def _processor_features() -> set[str]:
    """Return the names of what the processor can do, those of Linux."""
    try:
        flags = _FLAGS.search(CPU_INFO.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        flags = None
    if flags is not None:
        return set(flags[1].split())
    import torch

    return {name for name, has in torch.cpu.get_capabilities().items() if has}


def _has_cuda() -> bool:
    try:
        if version("torch").endswith("+cpu"):
            return False
    except PackageNotFoundError:
        pass
    import torch

    return torch.cuda.is_available()


def torch_dtype(dtype: str) -> torch.dtype:
    """Return the PyTorch type for "float32" or "bfloat16"."""
    import torch

    return torch.bfloat16 if dtype == "bfloat16" else torch.float32
