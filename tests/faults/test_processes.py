"""Several processes with one index: samples of `benchmarks/faults.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.inject import Outcome, Zygote, zygote
from tests.support import write_articles

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    """The process that forks the others."""
    with zygote(None) as started:
        yield started


def successful(done: Outcome) -> Outcome:
    """Check that a task succeeded, and return its outcome."""
    assert done.raised is None and done.signal == 0, done.raised
    return done


def test_of_eight_writers_one_builds(forking: Zygote, tmp_path: Path) -> None:
    """Seven of eight are refused while the first is writing, with its pid and start time."""
    write_articles(tmp_path / "corpus", {"a.txt": "The bridge is shut."})
    (tmp_path / "index").mkdir()
    done = successful(forking.run("writers", tmp_path / "corpus", tmp_path / "index", 8)).result
    (winner,) = done["built"]
    assert len(done["refused"]) == 7
    for message in done["refused"]:
        assert re.search(rf"by process {winner}, since [\d-]+ [\d:]+: wait", message), message


def test_open_indexes_see_complete_states_in_order(forking: Zygote, tmp_path: Path) -> None:
    """Processes with an open index see each new state, never a mixed or an older one."""
    done = successful(forking.run("open_while_building", tmp_path, 6, 20)).result
    assert done["reads"] >= 6 and done["states"] >= 12


def test_kills_at_random_moments_are_invisible(forking: Zygote, tmp_path: Path) -> None:
    """While builds are killed, an open index shows the old or the new state, never an error."""
    done = successful(forking.run("kills", tmp_path, 10, 1)).result
    assert done["killed"] == 10 and done["reads"] > 0
