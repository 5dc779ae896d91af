"""How a server that runs for weeks gives memory back to the system.

What an answer or a rebuild needed for a moment is freed, but glibc keeps it: each thread has a heap
of its own, which grows with holes in it. What that costs is measured in benchmarks/README.md.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable

# mallopt(3) of glibc.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_ARENAS = 2  # as many heaps as processors answer; glibc makes eight for each processor
_LARGE = 1 << 20  # bytes: what is larger is handed back as soon as it is free

EVERY = 5.0  # seconds between two looks for holes


def give_back() -> bool:
    """Have what is freed handed back from now on; False where there is no glibc.

    What is large goes at once, the holes between what stays every `EVERY` seconds, from a thread
    that ends with the process.
    """
    try:
        libc = ctypes.CDLL(None)
        mallopt, trim = libc.mallopt, libc.malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    settings = ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, 2 * _LARGE))
    taken = all(mallopt(name, value) == 1 for name, value in settings)
    threading.Thread(target=_trim_often, args=(trim,), name="memory", daemon=True).start()
    return taken


def _trim_often(trim: Callable[[int], object]) -> None:
    while True:
        time.sleep(EVERY)
        trim(0)
