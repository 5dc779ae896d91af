"""Builds that are killed or meet disk errors at any call: a sample of `benchmarks/faults.py`."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

import pytest

from tests.faults import inject
from tests.faults.kills import SCENES, Scene, check_failure, check_kill, scene

EVERY = 24  # one in so many calls is tested here; `python -m benchmarks.faults` tests all

pytestmark = pytest.mark.skipif(
    inject.can_inject() is not None, reason=f"no fault can be injected: {inject.can_inject()}"
)


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[inject.Zygote]:
    """The process that forks a child for each fault."""
    with inject.zygote(tmp_path_factory.mktemp("shim")) as started:
        yield started


@pytest.fixture(scope="module", params=SCENES)
def at(
    request: pytest.FixtureRequest, zygote: inject.Zygote, tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """A first build, one after edits, and one while another process has the index open."""
    return scene(zygote, tmp_path_factory.mktemp("scene"), request.param)


def test_direct_system_calls_are_counted(at: Scene) -> None:
    """tantivy renames files by direct system calls, which can have faults injected too."""
    assert at.renameat >= 5


@pytest.mark.parametrize("tear", [False, True], ids=["before", "within"])
def test_a_kill_at_any_call_is_atomic(zygote: inject.Zygote, at: Scene, tear: bool) -> None:
    """After a kill every process sees the old or the new state; the next build succeeds."""
    calls = range(1 + 5 * tear, at.calls, EVERY)
    killed = [check_kill(zygote, at, call, tear=tear) for call in calls]
    assert sum(killed) > 0.8 * len(calls)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=os.strerror)
def test_a_failing_call_is_one_line(zygote: inject.Zygote, at: Scene, error: int) -> None:
    """A disk that fails once, or permanently, gives a RagError; the old state remains."""
    calls = range(1 + error % EVERY, at.calls, 2 * EVERY)
    once = [check_failure(zygote, at, call, error, lasting=False) for call in calls]
    lasting = [check_failure(zygote, at, call, error, lasting=True) for call in calls]
    assert sum(once) >= len(calls) // 2 and sum(lasting) >= len(calls) // 2
