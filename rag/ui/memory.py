"""How a server that runs for weeks gives memory back to the system."""

from __future__ import annotations

import ctypes

# mallopt(3) of glibc.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_ARENAS = 2  # as many heaps as processors answer; glibc makes eight for each processor
_LARGE = 1 << 20  # bytes: what is larger is handed back as soon as it is free


def give_back() -> bool:
    """Have what answers needed for a moment handed back; False where there is no glibc.

    Without this each thread keeps a heap of its own, which grows with holes in it: measured in
    benchmarks/README.md.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    settings = ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, 2 * _LARGE))
    return all(mallopt(name, value) == 1 for name, value in settings)
