"""Builds that are killed or meet a disk error at one call, and the invariants afterwards."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGKILL
from typing import Any

from tests.faults.inject import COUNT, KILL, TEAR, Outcome, Zygote
from tests.support import write_articles

OLD: dict[str, str | None] = {
    "a.txt": "The bridge is shut. “We will mend the bridge,” the mayor, Ada Brink, said on Monday.",
    "copy.txt": "Water costs two pence. Nobody in the harbour knows why.",
    "sub/b.txt": "Water costs two pence. Nobody in the harbour knows why.",
    "gone.md": "---\ntitle: The zebra\nauthor: Ann Lee\n---\nA zebra ran to the bridge.\n",
}
NEW: dict[str, str | None] = {
    "a.txt": "The bridge is open. “We have mended the bridge,” the mayor, Ada Brink, said.",
    "sub/b.txt": None,
    "gone.md": None,
    "new.md": "---\ntitle: The council\ndate: 2025-02-01\n---\nThe council met about the zebra.\n",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder to build, the index before (None for a first build), and both states' digests.

    `watched` is True if another process has the index open meanwhile. `calls` is the number of the
    build's calls that touch the index folder, `renameat` the number of these that are that system
    call: tantivy's renames, which bypass the C library.
    """

    folder: Path
    corpus: Path
    before: Path | None
    old: str
    new: str
    watched: bool
    calls: int = 0
    renameat: int = 0

    @property
    def index(self) -> Path:
        """The index folder of the builds with faults."""
        return self.folder / "index"

    def reset(self) -> None:
        """Restore the index before the build."""
        shutil.rmtree(self.index, ignore_errors=True)
        if self.before is not None:
            shutil.copytree(self.before, self.index)


SCENES = ("first build", "sync", "sync while the index is open")


def scene(zygote: Zygote, folder: Path, kind: str) -> Scene:
    """Prepare one of the `SCENES`; a sync is a build after edits."""
    corpus, before = write_articles(folder / "corpus", OLD), None
    old = "missing"
    if kind != SCENES[0]:
        before = folder / "before"
        old = result(zygote, "build", corpus, before)
        write_articles(corpus, NEW)
    new = result(zygote, "build", corpus, folder / "fresh")
    uncounted = Scene(folder, corpus, before, old, new, kind == SCENES[2])
    done = fault(zygote, uncounted, 0, COUNT)
    assert done.calls > 100, "the shim sees no calls"
    return replace(uncounted, calls=done.calls, renameat=done.renameat)


def fault(zygote: Zygote, at: Scene, call: int, what: int, *, lasting: bool = False) -> Outcome:
    """Build with a fault injected into one call; the result is that of `tasks.faulted`."""
    at.reset()
    done = zygote.run("faulted", at.corpus, at.index, call, what, lasting, at.watched)
    assert done.raised is None, done.raised
    return done


def result(zygote: Zygote, task: str, *args: Path) -> str:
    """Run a task that must succeed."""
    done = zygote.run(task, *args)
    assert done.raised is None and done.signal == 0, done.raised
    return str(done.result)


def check_kill(zygote: Zygote, at: Scene, call: int, *, tear: bool = False) -> bool:
    """Kill a build before a call, or in its middle, and check the invariants afterwards.

    Returns False if the build ended before that call: threads make the number of calls vary
    slightly.
    """
    done = fault(zygote, at, call, TEAR if tear else KILL)
    seen = done.result
    if not done.fired:
        assert call > done.calls and seen["build"] is not None, f"no kill at call {call}"
        return False
    assert seen["signal"] == SIGKILL, seen
    states = (at.old, at.new)
    assert seen["new"] in states, f"a torn state after a kill at call {call}"
    check_open_index(at, seen)
    assert result(zygote, "build", at.corpus, at.index) == at.new
    return True


def check_open_index(at: Scene, seen: dict[str, Any]) -> None:
    """Check that an open index showed the old state, and then the same as a newly opened one."""
    if at.watched:
        assert (seen["before"], seen["open"]) == (at.old, seen["new"])


def check_failure(zygote: Zygote, at: Scene, call: int, error: int, *, lasting: bool) -> bool:
    """Let a call, or with `lasting` all calls from it on, fail; check the invariants afterwards.

    Returns True if the build raised an error, False if it succeeded without that call.
    """
    done = fault(zygote, at, call, error, lasting=lasting)
    seen = done.result
    assert seen["signal"] == 0, seen
    assert done.fired or call > done.calls, f"no fault at call {call}"
    raised = seen["build"].get("raised")
    if raised is not None:
        assert seen["build"].get("expected"), f"call {call}, error {error}: {raised}"
        assert "\n" not in raised
        assert seen["new"] in (at.old, at.new)
        if "nothing was changed" in raised:
            assert seen["new"] == at.old, f"call {call}, error {error}: {raised}"
    else:
        assert seen["new"] == at.new, f"call {call}, error {error}: a build that did nothing"
    check_open_index(at, seen)
    assert result(zygote, "build", at.corpus, at.index) == at.new
    return raised is not None
