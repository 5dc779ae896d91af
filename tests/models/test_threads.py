"""rag.models.threads: the number of threads, and work side by side."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest

from rag.errors import ConfigError
from rag.models.threads import (
    ENVIRONMENT,
    available_processors,
    restrain,
    set_thread_count,
    side_by_side,
    thread_count,
)


def test_one_thread_for_each_processor_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """RAG_THREADS takes the place of the number of available processors."""
    for setting, expected in ((None, available_processors()), ("", available_processors())):
        monkeypatch.delenv("RAG_THREADS", raising=False)
        if setting is not None:
            monkeypatch.setenv("RAG_THREADS", setting)
        assert thread_count() == expected
    monkeypatch.setenv("RAG_THREADS", "3")
    assert thread_count() == 3


@pytest.mark.parametrize("setting", ["0", "-1", "two", "1.5", "257", "²", "9" * 19])
def test_other_settings_are_refused(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    """The message names the variable, what it is, and what it may be."""
    monkeypatch.setenv("RAG_THREADS", setting)
    with pytest.raises(ConfigError, match=f"RAG_THREADS is '{setting}': use a number from 1 to"):
        thread_count()


def test_a_count_that_is_set_holds_for_the_process() -> None:
    """It takes the place of RAG_THREADS; one out of range changes nothing."""
    with mock.patch.dict(os.environ, {"RAG_THREADS": "9"}):
        set_thread_count(5)
        with pytest.raises(ConfigError, match="--threads is '0'"):
            set_thread_count(0)
        assert thread_count() == 5


def test_libraries_are_restrained_unless_told_otherwise() -> None:
    """Their variables are set where they are not."""
    with mock.patch.dict(os.environ, {"OMP_NUM_THREADS": "7"}, clear=True):
        restrain()
        assert dict(os.environ) == {**ENVIRONMENT, "OMP_NUM_THREADS": "7"}


POOLS = """
from rag.models.threads import restrain
restrain()
import faiss, numpy, torch
from threadpoolctl import threadpool_info
numpy.ones((300, 300)) @ numpy.ones((300, 300))
print(*(pool["num_threads"] for pool in threadpool_info()), torch.get_num_threads())
"""


def test_no_library_has_a_pool_that_spins() -> None:
    """After `restrain`, OpenMP of faiss and PyTorch, and numpy's BLAS, have one thread each."""
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "-c", POOLS], env=environment, capture_output=True, text=True
    )
    assert set(done.stdout.split()) == {"1"}, (done.stdout, done.stderr)


def test_results_come_in_order_and_side_by_side() -> None:
    """Several values are in work at once, not more than allowed, and results keep their order."""
    lock, now, most = threading.Lock(), 0, 0

    def work(value: int) -> int:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.002 * (7 - value % 7))
        with lock:
            now -= 1
        return value * value

    with ThreadPoolExecutor(8) as pool:
        assert list(side_by_side(work, range(40), pool, ahead=3)) == [n * n for n in range(40)]
    assert 1 < most <= 3


def test_values_are_taken_as_they_are_needed() -> None:
    """No more of them than `ahead` wait, so that memory stays bounded."""
    taken = list[int]()

    def values() -> Iterator[int]:
        for value in range(1, 1_000):
            taken.append(value)
            yield value

    with ThreadPoolExecutor(1) as pool:
        results = side_by_side(lambda value: value, values(), pool, ahead=4)
        assert [next(results), next(results)] == [1, 2]
        assert len(taken) <= 6


def test_an_error_ends_the_work() -> None:
    """It is raised where the results are used, and what has not begun does not begin."""
    begun = list[int]()

    def work(value: int) -> int:
        begun.append(value)
        if value == 3:
            raise ValueError("three")
        return value

    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="three"):
        list(side_by_side(work, range(100), pool, ahead=2))
    assert len(begun) <= 6
