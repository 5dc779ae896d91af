"""Returns freed memory to the system, for servers that run for weeks.

glibc keeps memory that an answer or a rebuild has freed: each thread has a heap of its own, which
becomes fragmented and grows. benchmarks/README.md has measurements.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable

# mallopt(3) of glibc.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_ARENAS = 2  # heaps; the default of glibc is eight for each processor
_LARGE = 1 << 20  # bytes: larger blocks are returned as soon as they are freed

EVERY = 5.0  # seconds between two trims


def return_freed_memory() -> bool:
    """Return freed memory to the system from now on; return False without glibc.

    Large blocks are returned at once, free space inside heaps every `EVERY` seconds, by a thread
    that ends with the process.
    """
    try:
        libc = ctypes.CDLL(None)
        mallopt, trim = libc.mallopt, libc.malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    settings = ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, 2 * _LARGE))
    accepted = all(mallopt(name, value) == 1 for name, value in settings)
    threading.Thread(target=_trim_forever, args=(trim,), name="memory", daemon=True).start()
    return accepted


def _trim_forever(trim: Callable[[int], object]) -> None:
    while True:
        time.sleep(EVERY)
        trim(0)
