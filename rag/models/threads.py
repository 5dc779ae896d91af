"""How many threads models and numerical libraries use.

Models run one text or batch on one thread, and several of them side by side: threads that work on
one product together wait for each other, by spinning, and beside other programs an answer takes
twenty times as long. Libraries that have thread pools of their own are restrained by `restrain`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from rag.errors import ConfigError

VARIABLE = "RAG_THREADS"
MOST = 256

# For libraries that are not loaded yet. They multiply small matrices, which threads don't speed up,
# or are run several times side by side. Values that are set already are kept.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that wait sleep
    "KMP_BLOCKTIME": "0",  # likewise, for Intel's OpenMP
}

T = TypeVar("T")
R = TypeVar("R")


def thread_count() -> int:
    """Return how many threads models use: `RAG_THREADS`, or one for each available processor.

    Raises ConfigError if the variable is no number from 1 to 256.
    """
    setting = os.environ.get(VARIABLE, "").strip()
    return _number(VARIABLE, setting) if setting else available_processors()


def _number(name: str, setting: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", setting) or not 1 <= int(setting) <= MOST:
        raise ConfigError(f"{name} is {setting[:20]!r}: use a number from 1 to {MOST}")
    return int(setting)


def available_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def set_thread_count(threads: int | None) -> None:
    """Set `RAG_THREADS` to what `--threads` is, for this process; None leaves it as it is.

    Raises ConfigError for a number out of its range.
    """
    if threads is not None:
        os.environ[VARIABLE] = str(_number("--threads", str(threads)))


def restrain() -> None:
    """Give libraries that are not loaded yet one thread each, which does not spin.

    For shells, which own their process; a program that imports `rag` keeps its own settings.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def side_by_side(
    work: Callable[[T], R], values: Iterable[T], pool: ThreadPoolExecutor, ahead: int
) -> Iterator[R]:
    """Yield the results of `work` in order; at most `ahead` values are in work at a time."""
    running: list[Future[R]] = []
    try:
        for value in values:
            running.append(pool.submit(work, value))
            if len(running) >= ahead:
                yield running.pop(0).result()
        while running:
            yield running.pop(0).result()
    finally:
        for future in running:
            future.cancel()
