"""What the zygote's children do. Arguments and results are what JSON can hold."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.errors import IndexMissing
from rag.index.store import Store
from tests import support
from tests.faults.inject import COUNT
from tests.faults.read import everything


def state(index: str) -> str:
    """Return a digest of all that a new reader sees, "missing" where there is no index."""
    try:
        with closing(Store(Path(index))) as store:
            return digest(store)
    except IndexMissing:
        return "missing"


def digest(store: Store) -> str:
    """Return a digest of all that a reader sees."""
    return hashlib.sha256(repr(everything(store)).encode("utf-8")).hexdigest()


def build(corpus: str, index: str) -> str:
    """Bring an index in step with its folder; return its state."""
    support.build_small(Path(corpus), Path(index))
    return state(index)


def count(corpus: str, index: str) -> int:
    """Build, and return how many calls touched the index folder."""
    shim = ctypes.CDLL(None)
    shim.fault_arm(os.fsencode(index), 0, COUNT, 0)
    support.build_small(Path(corpus), Path(index))
    shim.fault_disarm()
    return int(shim.fault_calls())


def faulted(corpus: str, index: str, at: int, what: int, lasting: bool) -> dict[str, Any]:
    """Build in a further child that meets a fault, while a reader of this one is open.

    Returns how the child ended, and the states that the open reader saw before and after it, and
    that a new reader saw.
    """
    start, go = os.pipe()
    told, tell = os.pipe()
    child = os.fork()  # before this process opens anything
    if child == 0:
        os.read(start, 1)
        became = build_with_fault(corpus, index, at, what, lasting)
        os.write(tell, json.dumps(became).encode())
        os._exit(0)
    os.close(tell)
    store = Store(Path(index)) if (Path(index) / "rag.sqlite").is_file() else None
    before = digest(store) if store else "missing"
    os.write(go, b"!")
    with open(told) as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "build": json.loads(said or "null"),
        "before": before,
        "open": digest(store) if store else "missing",
        "new": state(index),
    }


def build_with_fault(corpus: str, index: str, at: int, what: int, lasting: bool) -> dict[str, Any]:
    """Build with the shim armed; tell what was raised."""
    from tests.faults.zygote import outcome  # which imports this module

    shim = ctypes.CDLL(None)
    shim.fault_arm(os.fsencode(index), at, what, int(lasting))
    said = outcome("build_only", [corpus, index])
    shim.fault_disarm()
    return said


def build_only(corpus: str, index: str) -> None:
    """Bring an index in step with its folder."""
    support.build_small(Path(corpus), Path(index))
