"""Builds that are killed, or whose disk fails, at one call; and what must hold afterwards."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from tests.faults.inject import KILL, TEAR, Zygote
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
    """A folder to build, the index before (None for a first build), and both states' digests."""

    folder: Path
    corpus: Path
    before: Path | None
    old: str
    new: str
    calls: int

    @property
    def index(self) -> Path:
        """Where the faulted builds happen."""
        return self.folder / "index"

    def reset(self) -> None:
        """Put the index before in place."""
        shutil.rmtree(self.index, ignore_errors=True)
        if self.before is not None:
            shutil.copytree(self.before, self.index)


def scene(zygote: Zygote, folder: Path, *, sync: bool) -> Scene:
    """Prepare the first build of a folder, or, with `sync`, one after edits."""
    corpus, before = write_articles(folder / "corpus", OLD), None
    old = "missing"
    if sync:
        before = folder / "before"
        old = result(zygote, "build", corpus, before)
        write_articles(corpus, NEW)
    new = result(zygote, "build", corpus, folder / "fresh")
    counted = Scene(folder, corpus, before, old, new, 0)
    counted.reset()
    calls = int(result(zygote, "count", corpus, counted.index))
    assert calls > 100, "the shim sees no calls"
    return Scene(folder, corpus, before, old, new, calls)


def result(zygote: Zygote, task: str, *args: Path) -> str:
    """Run a task that must succeed."""
    done = zygote.run(task, *args)
    assert done.raised is None and done.signal == 0, done.raised
    return str(done.result)


def check_kill(zygote: Zygote, at: Scene, call: int, *, tear: bool = False) -> bool:
    """Kill a build before a call, or in its middle, and check all that must hold after it.

    Returns False if the build came to its end before that call: threads make the number of calls
    differ by a few.
    """
    at.reset()
    done = zygote.run("faulted", at.corpus, at.index, call, TEAR if tear else KILL, False)
    assert done.raised is None, done.raised
    told = done.result
    if not done.fired:
        assert call > done.calls and told["build"] is not None, f"no kill at call {call}"
        return False
    assert told["signal"] == SIGKILL, told
    states = (at.old, at.new)
    assert told["before"] == at.old
    assert told["new"] in states, f"a torn state after a kill at call {call}"
    # A reader that was open during the build sees what a new one does.
    assert told["open"] == (told["new"] if at.before else "missing")
    assert result(zygote, "build", at.corpus, at.index) == at.new
    return True


def check_failure(zygote: Zygote, at: Scene, call: int, error: int, *, lasting: bool) -> bool:
    """Let a call, or with `lasting` all from it on, fail; check what must hold after it.

    Returns True if the build said so, False if it could do without that call.
    """
    at.reset()
    done = zygote.run("faulted", at.corpus, at.index, call, error, lasting)
    assert done.raised is None, done.raised
    told = done.result
    assert told["signal"] == 0, told
    assert done.fired or call > done.calls, f"no fault at call {call}"
    said = told["build"]
    if said.get("raised") is not None:
        assert said.get("expected"), f"call {call}, error {error}: {said['raised']}"
        assert "\n" not in said["raised"]
        assert told["new"] in (at.old, at.new)
        if "nothing was changed" in said["raised"]:
            assert told["new"] == at.old, f"call {call}, error {error}: {said['raised']}"
    else:
        assert told["new"] == at.new, f"call {call}, error {error}: a build that did nothing"
    assert told["open"] == (told["new"] if at.before else "missing")
    assert result(zygote, "build", at.corpus, at.index) == at.new
    return said.get("raised") is not None
