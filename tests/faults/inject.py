"""Running builds in which the n-th call that touches the index folder meets a fault."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).with_name("shim.c")
ACTIONS = Path("/proc/sys/kernel/seccomp/actions_avail")

# What a call can meet, beside any errno: as in shim.c.
COUNT, KILL, TEAR = 0, -1, -2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: its result, or what it raised, or the signal that ended it.

    `expected` is True for an error that is meant for people. `calls` is how many calls the shim
    counted, `fired` how many of them met the fault, `renameat` how many were that call.
    """

    result: Any
    raised: str | None
    expected: bool
    signal: int
    calls: int = 0
    fired: int = 0
    renameat: int = 0


class Zygote:
    """The process that forks a child for each task (tests/faults/zygote.py)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, task: str, *args: Any) -> Outcome:
        """Run a function of tests/faults/tasks.py in a child of its own."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None and answers is not None
        given = [str(a) if isinstance(a, Path) else a for a in args]
        asked.write(json.dumps({"task": task, "args": given}) + "\n")
        asked.flush()
        line = answers.readline()
        assert line, "the process that forks the others has ended"
        return Outcome(**json.loads(line))


def can_inject() -> str | None:
    """Return why no fault can be injected here, None if it can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "the shim is for Linux on x86-64"
    if "trap" not in (ACTIONS.read_text().split() if ACTIONS.exists() else ()):
        return "the kernel hands over no system calls"
    return None if shutil.which("cc") else "needs a C compiler ('cc')"


@contextmanager
def zygote(folder: Path | None) -> Iterator[Zygote]:
    """Start a zygote; with the shim, compiled into `folder`, where one is given."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if folder is not None:
        library = folder / "shim.so"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, SHIM], check=True)
        environment["FAULT_SHIM"] = str(library)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:
        yield Zygote(process)
