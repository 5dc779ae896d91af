"""The SQLite file of an index: opening it, and saying for people what SQLite could not do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rag.errors import IndexCorrupt, IndexMismatch, IndexStoreError
from rag.index.recipe import SCHEMA_VERSION

DATABASE = "rag.sqlite"


def connect(folder: Path) -> sqlite3.Connection:
    """Open the database of an index for reading and writing, in autocommit mode."""
    connection = sqlite3.connect(
        folder / DATABASE, timeout=30, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cell_size_check = ON")  # damage is said, not read
    return connection


def connect_reader(folder: Path) -> sqlite3.Connection:
    """Open the database of an index for reading alone, also from a disk that can't be written.

    SQLite keeps files beside the database even for readers. Where it can't, and nobody left any,
    nobody can be writing either, and the database is opened as one that does not change.
    """
    if os.access(folder, os.W_OK):
        connection = connect(folder)
    else:
        wal = (folder / f"{DATABASE}-wal").exists()
        address = f"{(folder / DATABASE).resolve().as_uri()}?{'mode=ro' if wal else 'immutable=1'}"
        connection = sqlite3.connect(
            address, timeout=30, isolation_level=None, check_same_thread=False, uri=True
        )
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def remembered_corpus(folder: Path) -> Path | None:
    """Return the folder that even a damaged or outdated index may say it was built from."""
    try:
        with closing(connect(folder)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'corpus'").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return Path(row[0]) if row else None


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn what SQLite raises within it into errors for people."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a fault of this program
    except sqlite3.DatabaseError as error:
        raise failure(folder, error) from error
    except UnicodeDecodeError as error:  # of a damaged name that SQLite complains about
        raise corrupt(folder, "it holds what is no text") from error


# What is no damage: the disk, the permissions, or another process.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_OUTSIDE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)


def failure(folder: Path, error: sqlite3.Error) -> IndexStoreError:
    """Make the error that says for people what SQLite could not do with an index."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its details
    if code in _BUSY:
        return IndexStoreError(f"{folder} is locked: try again", folder)
    if code in _OUTSIDE:
        return IndexStoreError(
            f"cannot use the index in {folder} ({error}): check the disk, and who may read and "
            "write there",
            folder,
        )
    return corrupt(folder, str(error))


def corrupt(folder: Path, what: str) -> IndexCorrupt:
    """Make the error that says an index is damaged and how to mend it."""
    said = " ".join(what.split())[:200]  # SQLite may quote a table's whole definition
    return IndexCorrupt(
        f"the index in {folder} is damaged ({said}): run 'rag build --rebuild --index {folder}'",
        folder,
    )


def require_schema(found: str | None, folder: Path) -> None:
    """Raise IndexMismatch unless the tables are of the version that this program reads."""
    if found != str(SCHEMA_VERSION):
        raise IndexMismatch(
            f"the index in {folder} has schema version {found or 'none'}, this program reads "
            f"{SCHEMA_VERSION}: run 'rag build --rebuild --index {folder}'",
            folder,
            expected=f"schema {SCHEMA_VERSION}",
            found=f"schema {found or 'none'}",
        )
