"""The SQLite file of an index: connections, transactions, and error messages for users."""

from __future__ import annotations

import json
import os
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from rag.errors import IndexCorrupt, IndexMismatch, IndexStoreError
from rag.index.recipe import SCHEMA_VERSION

DATABASE = "rag.sqlite"

CORRECTED_KEY = "corrected"
"""A key of `meta`: the number of articles whose metadata was corrected by hand."""

LISTED = "(SELECT value FROM json_each(?))"
"""Follows IN and takes `listed(values)`: a list of any length, where SQLite limits variables."""


def listed(values: Iterable[str] | Iterable[int]) -> str:
    """Return the one SQL value for a list of values that a query names with `LISTED`."""
    return json.dumps(list(values))


def connect(folder: Path) -> sqlite3.Connection:
    """Open the database of an index for reading and writing, in autocommit mode."""
    connection = sqlite3.connect(
        folder / DATABASE, timeout=30, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cell_size_check = ON")  # damaged pages raise instead of being read
    return connection


def connect_read_only(folder: Path) -> sqlite3.Connection:
    """Open the database of an index read-only, also on a disk that cannot be written.

    SQLite writes files beside the database even for reading. If it cannot, and no such files exist,
    no process can be writing either, and the database is opened as immutable.
    """
    if os.access(folder, os.W_OK):
        connection = connect(folder)
    else:
        wal = (folder / f"{DATABASE}-wal").exists()
        address = f"{(folder / DATABASE).resolve().as_uri()}?{'mode=ro' if wal else 'immutable=1'}"
        connection = sqlite3.connect(
            address, timeout=30, isolation_level=None, check_same_thread=False, uri=True
        )
    connection.create_function("folded", 1, _folded, deterministic=True)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _folded(value: str | None) -> str | None:
    """Return a text without case and accents, as SQL compares names; NULL for NULL."""
    if value is None:
        return None
    parts = unicodedata.normalize("NFKD", str(value).casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def remembered_corpus(folder: Path) -> Path | None:
    """Return the corpus folder recorded in an index, if possible even in a damaged or old one."""
    try:
        with closing(connect(folder)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'corpus'").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return Path(row[0]) if row else None


@contextmanager
def translated_errors(folder: Path) -> Iterator[None]:
    """Translate SQLite's exceptions inside the block into IndexStoreError or IndexCorrupt."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a bug of this program
    except sqlite3.DatabaseError as error:
        raise failure(folder, error) from error
    except UnicodeDecodeError as error:  # from a damaged name in a message of SQLite
        raise corrupt(folder, "a name in it is not UTF-8") from error


class Transaction:
    """A write transaction; its failures are raised as IndexStoreError or IndexCorrupt."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def __enter__(self) -> None:
        with translated_errors(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        outcome = "nothing was changed"
        if kind is None:
            try:
                self._connection.execute("COMMIT")
                return
            except sqlite3.Error as failed:
                # The rows may have been written without the disk confirming it.
                error, outcome = failed, "the index is in its old or its new state, undamaged"
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # if it fails, the next connection rolls back
                self._connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            found = failure(self._folder, error)
            if isinstance(found, IndexCorrupt):
                raise found from error
        if isinstance(error, sqlite3.Error | OSError):
            raise IndexStoreError(
                f"cannot write to {self._folder} ({error}): {outcome}; free some space and build "
                "again, or give another --index",
                self._folder,
            ) from error


# Error codes that do not mean damage, but the disk, the permissions, or another process.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_OUTSIDE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)


def failure(folder: Path, error: sqlite3.Error) -> IndexStoreError:
    """Return the error with a message for users for an SQLite error of the index in `folder`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code in _BUSY:
        return IndexStoreError(f"{folder} is locked: try again", folder)
    if code in _OUTSIDE:
        return IndexStoreError(
            f"cannot use the index in {folder} ({error}): check the disk, and the permission to "
            "read and write there",
            folder,
        )
    return corrupt(folder, str(error))


def corrupt(folder: Path, damage: str) -> IndexCorrupt:
    """Return the error that names the damage of an index and the command that repairs it."""
    shown = " ".join(damage.split())[:200]  # SQLite may quote a table's whole definition
    return IndexCorrupt(
        f"the index in {folder} is damaged ({shown}): run 'rag build --rebuild --index {folder}'",
        folder,
    )


def require_schema(found: str | None, folder: Path) -> None:
    """Raise IndexMismatch unless the tables have the schema version of this program."""
    if found != str(SCHEMA_VERSION):
        raise IndexMismatch(
            f"the index in {folder} has schema version {found or 'none'}, this program needs "
            f"{SCHEMA_VERSION}: run 'rag build --rebuild --index {folder}'",
            folder,
            expected=f"schema {SCHEMA_VERSION}",
            found=f"schema {found or 'none'}",
        )


def remove_database(folder: Path) -> None:
    """Remove the database of an index folder, for a rebuild from scratch."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (folder / name).unlink(missing_ok=True)
