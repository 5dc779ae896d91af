"""Runs builds with a fault injected into the n-th call that touches the index folder."""

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

# Libraries told this start no thread before the zygote forks; onnxruntime's sends telemetry.
NO_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "RAG_THREADS",
    "ORT_DISABLE_TELEMETRY",
)

# The faults beside any errno; the same values as in shim.c.
COUNT, KILL, TEAR = 0, -1, -2


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a task: its result, or what it raised, or the signal that ended it.

    `expected` is True for a RagError. `calls` is the number of calls that the shim counted, `fired`
    the number of them with a fault injected, `renameat` the number that were that call.
    """

    result: Any
    raised: str | None
    expected: bool
    signal: int
    calls: int = 0
    fired: int = 0
    renameat: int = 0


class Zygote:
    """A process that forks a child for each task (tests/faults/zygote.py)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, task: str, *args: Any) -> Outcome:
        """Run a function of tests/faults/tasks.py in a separate child."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None and answers is not None
        values = [str(a) if isinstance(a, Path) else a for a in args]
        requests.write(json.dumps({"task": task, "args": values}) + "\n")
        requests.flush()
        line = answers.readline()
        assert line, "the zygote has ended"
        return Outcome(**json.loads(line))


def can_inject() -> str | None:
    """Return the reason why faults cannot be injected here, or None if they can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "the shim is for Linux on x86-64"
    if "trap" not in (ACTIONS.read_text().split() if ACTIONS.exists() else ()):
        return "the kernel cannot trap system calls"
    return None if shutil.which("cc") else "needs a C compiler ('cc')"


@contextmanager
def zygote(folder: Path | None) -> Iterator[Zygote]:
    """Start a zygote, with the shim compiled into `folder` if one is given."""
    environment = {**os.environ, **dict.fromkeys(NO_THREADS, "1")}
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
