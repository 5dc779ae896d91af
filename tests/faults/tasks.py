"""The tasks of the zygote's children. Arguments and results are JSON values."""

from __future__ import annotations

import ctypes
import hashlib
import json
import logging
import os
import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rag.errors import IndexMissing, RagError
from rag.index.database import DATABASE, connect_read_only
from rag.index.store import Store
from tests import support
from tests.faults.read import everything

FULL_CHECK_EVERY = 50  # bytes


def shim() -> ctypes.CDLL:
    """Return the library that injects faults; it is loaded once."""
    return ctypes.CDLL(os.environ["FAULT_SHIM"])


def arm(folder: str, at: int, what: int, lasting: int) -> None:
    """Inject a fault into call number `at` below a folder. This process must have one thread."""
    failed = shim().fault_arm(os.fsencode(folder), at, what, lasting)
    assert failed == 0, f"no call can be trapped: {os.strerror(failed)}"


def state(index: str) -> str:
    """Return a digest of the contents of an index opened now, or "missing" if there is none."""
    try:
        with closing(Store(Path(index))) as store:
            return digest(store)
    except IndexMissing:
        return "missing"


def digest(store: Store) -> str:
    """Return a digest of the contents of an open index."""
    return hashlib.sha256(repr(everything(store)).encode("utf-8")).hexdigest()


def build(corpus: str, index: str) -> str:
    """Synchronize an index with its folder; return its state."""
    support.build_small(Path(corpus), Path(index))
    return state(index)


def modules_of_a_build(corpus: str, index: str) -> list[str]:
    """Build and read an index; return every module that this imports and that has a file."""
    before = set(sys.modules)
    build(corpus, index)
    loaded = [name for name in sys.modules if name not in before]
    return [name for name in loaded if getattr(sys.modules[name], "__spec__", None)]


def faulted(
    corpus: str, index: str, at: int, what: int, lasting: bool, watched: bool
) -> dict[str, Any]:
    """Build in a further child with a fault; if `watched`, while this process has the index open.

    Returns how the child ended, and the states of the open index before and after it, and of an
    index opened afterwards.
    """
    start, go = os.pipe()
    receiving, sending = os.pipe()
    child = os.fork()  # before this process opens any file
    if child == 0:
        os.read(start, 1)
        outcome = build_with_fault(corpus, index, at, what, lasting)
        os.write(sending, json.dumps(outcome).encode())
        os._exit(0)
    os.close(sending)
    store = Store(Path(index)) if watched else None
    before = digest(store) if store else "missing"
    os.write(go, b"!")
    with open(receiving) as pipe:
        received = pipe.read()
    status = os.waitpid(child, 0)[1]
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "build": json.loads(received or "null"),
        "before": before,
        "open": digest(store) if store else "missing",
        "new": state(index),
    }


def build_with_fault(corpus: str, index: str, at: int, what: int, lasting: bool) -> dict[str, Any]:
    """Build with the shim armed; return the outcome."""
    from tests.faults.zygote import outcome  # which imports this module

    arm(index, at, what, int(lasting))
    result = outcome("build_only", [corpus, index])
    shim().fault_disarm()
    return result


def build_only(corpus: str, index: str) -> None:
    """Synchronize an index with one passage per commit, so that documents are staged in parts."""
    with patch("rag.index.staging.STAGE_PASSAGES", 1):
        support.build_small(Path(corpus), Path(index))


def damage(index: str, name: str, places: list[int], seed: int) -> dict[str, int]:
    """Change the bytes of a file of an index one by one, and read the whole index each time.

    If every query that reading the index makes of the database returns the same rows as before, its
    contents must be the same too: then only every `FULL_CHECK_EVERY`-th byte is checked in full.

    Returns how often a RagError was raised, and how often the contents were unchanged; raises
    AssertionError for any other result.
    """
    logging.disable()  # each rebuild of a search index logs a warning
    path, noise = Path(index, name), random.Random(seed)
    expected, whole = state(index), path.read_bytes()
    queries = queries_of(index)
    rows = rows_of(index, queries)
    assert rows is not None
    counts = {"refused": 0, "same": 0}
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= noise.randrange(1, 256)
        if name == DATABASE and place % FULL_CHECK_EVERY:
            path.write_bytes(changed)
            same = rows_of(index, queries) == rows
            remove_journals(index)
        else:
            same = False
        if same:
            counts["same"] += 1
        else:
            counts[try_damage(index, path, bytes(changed), expected, f"byte {place}")] += 1
        path.write_bytes(whole)
    return counts


def queries_of(index: str) -> list[str]:
    """Return every query that reading a whole index makes of its database."""
    queries: dict[str, None] = {}

    def traced(folder: Path) -> sqlite3.Connection:
        connection = connect_read_only(folder)
        connection.set_trace_callback(lambda sql: queries.setdefault(sql))
        return connection

    with patch("rag.index.store.connect_read_only", traced):
        state(index)
    return [sql for sql in queries if sql.startswith("SELECT")]


def rows_of(index: str, queries: list[str]) -> list[list[tuple[Any, ...]]] | None:
    """Return the rows of each query, or None if one of them fails."""
    try:
        with closing(connect_read_only(Path(index))) as connection:
            return [connection.execute(sql).fetchall() for sql in queries]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def remove_journals(index: str) -> None:
    """Remove SQLite's journal files."""
    for suffix in ("-wal", "-shm", "-journal"):
        Path(index, DATABASE + suffix).unlink(missing_ok=True)


def damage_whole(index: str, name: str, seed: int) -> dict[str, int]:
    """Like `damage`, for a file that is truncated, emptied, deleted, or exchanged with another."""
    logging.disable()
    path, noise = Path(index, name), random.Random(seed)
    expected, whole = state(index), path.read_bytes()
    files = [p for p in Path(index).rglob("*") if p.is_file() and p != path]
    others = [p.read_bytes() for p in files]
    cuts = {0, 1, len(whole) - 1, *(noise.randrange(1, max(2, len(whole))) for _ in range(12))}
    counts = {"refused": 0, "same": 0}
    for data in [None, *(whole[:cut] for cut in sorted(cuts)), whole + b"\0", *others]:
        about = "deleted" if data is None else f"{len(data)} other bytes"
        counts[try_damage(index, path, data, expected, about)] += 1
        path.write_bytes(whole)
    return counts


def try_damage(index: str, path: Path, data: bytes | None, expected: str, about: str) -> str:
    """Replace a file of an index by `data`, or delete it; return "refused" or "same"."""
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    try:
        found = state(index)
    except RagError as error:
        assert "\n" not in str(error), error
        return "refused"
    except Exception as error:
        raise AssertionError(f"{path.name}, {about}: {error!r}") from error
    finally:
        remove_journals(index)
    if found == "missing":
        return "refused"
    assert found == expected, f"{path.name}, {about}: other contents"
    return "same"
