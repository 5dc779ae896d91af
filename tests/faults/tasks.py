"""What the zygote's children do. Arguments and results are what JSON can hold."""

from __future__ import annotations

import ctypes
import hashlib
import json
import logging
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rag.errors import IndexMissing, RagError
from rag.index.database import DATABASE, connect_read_only
from rag.index.store import Store
from tests import support
from tests.faults.read import everything

WHOLLY = 50


def shim() -> ctypes.CDLL:
    """Return the library that injects faults, the same one each time."""
    return ctypes.CDLL(os.environ["FAULT_SHIM"])


def arm(folder: str, at: int, what: int, lasting: int) -> None:
    """Let the call number `at` below a folder meet a fault; this process has one thread yet."""
    failed = shim().fault_arm(os.fsencode(folder), at, what, lasting)
    assert failed == 0, f"no call can be trapped: {os.strerror(failed)}"


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


def faulted(
    corpus: str, index: str, at: int, what: int, lasting: bool, watched: bool
) -> dict[str, Any]:
    """Build in a further child that meets a fault; if `watched`, while a reader is open.

    Returns how the child ended, and the states that the reader saw before and after it, and that a
    new reader saw.
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
    store = Store(Path(index)) if watched else None
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

    arm(index, at, what, int(lasting))
    said = outcome("build_only", [corpus, index])
    shim().fault_disarm()
    return said


def build_only(corpus: str, index: str) -> None:
    """Bring an index in step with its folder, one passage a commit: documents come in parts."""
    with patch("rag.index.staging.STAGE_PASSAGES", 1):
        support.build_small(Path(corpus), Path(index))


def damage(index: str, name: str, places: list[int], seed: int) -> dict[str, int]:
    """Change one byte after the other of a file of an index, and read and ask all of it each time.

    Where every query that reading and asking make of the database has the rows that it had, what
    is made of them is the same: that is done at every `WHOLLY`-th byte alone then.

    Returns how often there was an error for people, and how often all was as before; raises
    AssertionError for anything else.
    """
    logging.disable()  # that a search index is made again is said each time
    path, noise = Path(index, name), random.Random(seed)
    right, whole = state(index), path.read_bytes()
    queries = queries_of(index)
    rows = rows_of(index, queries)
    assert rows is not None
    became = {"refused": 0, "same": 0}
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= noise.randrange(1, 256)
        if name == DATABASE and place % WHOLLY:
            path.write_bytes(changed)
            same = rows_of(index, queries) == rows
            remove_journals(index)
        else:
            same = False
        if same:
            became["same"] += 1
        else:
            became[try_damage(index, path, bytes(changed), right, f"byte {place}")] += 1
        path.write_bytes(whole)
    return became


def queries_of(index: str) -> list[str]:
    """Return every query that reading and asking all of an index make of its database."""
    asked: dict[str, None] = {}

    def listened(folder: Path) -> sqlite3.Connection:
        connection = connect_read_only(folder)
        connection.set_trace_callback(lambda sql: asked.setdefault(sql))
        return connection

    with patch("rag.index.store.connect_read_only", listened):
        state(index)
    return [sql for sql in asked if sql.startswith("SELECT")]


def rows_of(index: str, queries: list[str]) -> list[list[tuple[Any, ...]]] | None:
    """Return the rows of each query, None if one can't be run."""
    try:
        with closing(connect_read_only(Path(index))) as connection:
            return [connection.execute(sql).fetchall() for sql in queries]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def remove_journals(index: str) -> None:
    """Remove what SQLite keeps beside a database."""
    for left in ("-wal", "-shm", "-journal"):
        Path(index, DATABASE + left).unlink(missing_ok=True)


def damage_whole(index: str, name: str, seed: int) -> dict[str, int]:
    """Do the same with a file that is cut off, emptied, deleted, or exchanged with another."""
    logging.disable()
    path, noise = Path(index, name), random.Random(seed)
    right, whole = state(index), path.read_bytes()
    files = [p for p in Path(index).rglob("*") if p.is_file() and p != path]
    others = [p.read_bytes() for p in files]
    cuts = {0, 1, len(whole) - 1, *(noise.randrange(1, max(2, len(whole))) for _ in range(12))}
    became = {"refused": 0, "same": 0}
    for data in [None, *(whole[:cut] for cut in sorted(cuts)), whole + b"\0", *others]:
        about = "deleted" if data is None else f"{len(data)} other bytes"
        became[try_damage(index, path, data, right, about)] += 1
        path.write_bytes(whole)
    return became


def try_damage(index: str, path: Path, data: bytes | None, right: str, about: str) -> str:
    """Say what becomes of an index one of whose files holds `data`: "refused" or "same"."""
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
    assert found == right, f"{path.name}, {about}: other answers"
    return "same"
