"""A process that forks a child for each task, so that tasks do not repeat the imports.

`python -m tests.faults.zygote` reads one JSON object per line: `task` (a function of tasks.py or
processes.py in this folder) and `args`. It answers each with one object: what the function returned
or raised, the signal that ended the child, and the counts of the shim. It imports and loads what
all children need, and neither builds nor reads an index itself, because a process without threads
can be forked safely.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from rag.errors import RagError
from rag.segment.tokens import ENCODING, token_counter
from tests.faults import processes, tasks
from tests.faults.kills import OLD
from tests.support import shipped_tagger, write_articles

# Loaded before any fork: its counters are shared with the children.
SHIM = tasks.shim() if "FAULT_SHIM" in os.environ else None


def main() -> None:
    """Answer requests until the input ends."""
    load_once()
    for line in sys.stdin:
        request = json.loads(line)
        answer = run(request["task"], request["args"])
        if SHIM is not None:
            answer |= {"calls": SHIM.fault_calls(), "fired": SHIM.fault_fired()}
            answer |= {"renameat": SHIM.fault_renameat()}
        print(json.dumps(answer), flush=True)


def load_once() -> None:
    """Load the encoding, the tagger, and every module that a child imports while it builds."""
    with tempfile.TemporaryDirectory() as folder:
        write_articles(Path(folder, "corpus"), OLD)
        built = run("modules_of_a_build", [f"{folder}/corpus", f"{folder}/index"])
    for name in built["result"]:
        importlib.import_module(name)
    token_counter(ENCODING)("loaded")
    shipped_tagger()


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
