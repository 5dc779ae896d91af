"""rag.index.checksums: altered rows are detected."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt, IndexMismatch
from rag.index.checksums import (
    SEALED,
    checksum,
    is_empty,
    make_tables,
    read_meta,
    read_sealed,
    require_tables,
    seal,
)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """A sealed database with one file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_tables(connection)
        connection.execute("INSERT INTO files VALUES ('a.txt', 1, 'x')")
        seal(connection)
        yield connection


def test_a_checksum_depends_on_values_and_types() -> None:
    """Values, order and types change the checksum; equal values have equal checksums."""
    assert checksum("a", 1, None, b"x") == checksum("a", 1, None, b"x")
    others = [("a", "1", None, b"x"), (1, "a", None, b"x"), ("a", 1, "", b"x"), ("a", 1, None, "x")]
    assert checksum("a", 1, None, b"x") not in {checksum(*other) for other in others}


def test_sealed_rows_are_returned(database: sqlite3.Connection, tmp_path: Path) -> None:
    """Every sealed query returns its rows."""
    assert read_sealed(database, tmp_path, "files") == [("a.txt", "x")]
    assert [read_sealed(database, tmp_path, name) for name in SEALED]


def test_altered_rows_are_refused(database: sqlite3.Connection, tmp_path: Path) -> None:
    """An additional row is damage until the state is sealed again."""
    database.execute("INSERT INTO files VALUES ('b.txt', 1, 'x')")
    with pytest.raises(IndexCorrupt, match="rows of its files were altered"):
        read_sealed(database, tmp_path, "files")
    seal(database)
    assert len(read_sealed(database, tmp_path, "files")) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE meta SET value = 'x' WHERE key = 'rows of files'",
        "DELETE FROM meta WHERE key = 'checksum'",
        "INSERT INTO meta VALUES ('more', '1')",
    ],
)
def test_altered_metadata_is_refused(
    database: sqlite3.Connection, tmp_path: Path, sql: str
) -> None:
    """A changed or added value of `meta`, the checksum included, is damage."""
    database.execute(sql)
    with pytest.raises(IndexCorrupt, match="its metadata"):
        read_meta(database, tmp_path)


def test_a_key_that_is_not_text_is_damage(database: sqlite3.Connection, tmp_path: Path) -> None:
    """A key of `meta` that is not text is reported as damage."""
    database.execute("INSERT INTO meta VALUES (x'00', 'x')")
    with pytest.raises(IndexCorrupt, match="is not text"):
        read_meta(database, tmp_path)


def test_another_schema_is_no_damage(database: sqlite3.Connection, tmp_path: Path) -> None:
    """The schema version is compared before anything else."""
    database.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch, match="schema version 1"):
        require_tables(database, tmp_path)


def test_altered_tables_are_refused(database: sqlite3.Connection, tmp_path: Path) -> None:
    """A changed table is damage; a database without tables is empty."""
    require_tables(database, tmp_path)
    assert not is_empty(database)
    database.execute("DROP TABLE skipped")
    with pytest.raises(IndexCorrupt, match="its table definitions"):
        require_tables(database, tmp_path)
    with closing(sqlite3.connect(":memory:")) as empty:
        assert is_empty(empty)
