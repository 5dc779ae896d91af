"""A process that forks a child for each task, so that tasks do not repeat the imports.

`python -m tests.faults.zygote` reads one JSON object per line: `task` (a function of tasks.py or
processes.py in this folder) and `args`. It answers each with one object: what the function returned
or raised, the signal that ended the child, and the counts of the shim. It imports everything and
runs nothing itself, because a process without threads can be forked safely.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import Any

import faiss  # noqa: F401 - imported here once, for all children
import tantivy  # noqa: F401

from rag.errors import RagError
from rag.index import lock  # noqa: F401 - a build imports it in a function
from rag.segment.tokens import ENCODING, token_counter
from tests.faults import processes, tasks

# Loaded before any fork: its counters are shared with the children.
SHIM = tasks.shim() if "FAULT_SHIM" in os.environ else None


def main() -> None:
    """Answer requests until the input ends."""
    token_counter(ENCODING)("loaded")
    for line in sys.stdin:
        request = json.loads(line)
        answer = run(request["task"], request["args"])
        if SHIM is not None:
            answer |= {"calls": SHIM.fault_calls(), "fired": SHIM.fault_fired()}
            answer |= {"renameat": SHIM.fault_renameat()}
        print(json.dumps(answer), flush=True)


def run(task: str, args: list[Any]) -> dict[str, Any]:
    """Run a task in a child; never raises an error of the child."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(processes.LIMIT)
        with open(writing, "w") as pipe:
            json.dump(outcome(task, args), pipe)
        os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        received = pipe.read()
    status = os.waitpid(child, 0)[1]
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"result": None, "raised": None, "expected": False, **json.loads(received or "{}")} | {
        "signal": ended_by
    }


def outcome(task: str, args: list[Any]) -> dict[str, Any]:
    """Run a task in this process; return its result, or what it raised and if it was a RagError."""
    try:
        module = tasks if hasattr(tasks, task) else processes
        return {"result": getattr(module, task)(*args)}
    except RagError as error:
        return {"raised": f"{type(error).__name__}: {error}", "expected": True}
    except BaseException:
        return {"raised": traceback.format_exc()}


if __name__ == "__main__":
    main()
