"""rag.index.checks: what was published is what is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt, IndexMismatch
from rag.index.checks import (
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
    """A database with a file in it, sealed."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_tables(connection)
        connection.execute("INSERT INTO files VALUES ('a.txt', 1, 'x')")
        seal(connection)
        yield connection


def test_a_checksum_is_of_values_and_their_kinds() -> None:
    """Other values, another order and other types have other checksums; the same have the same."""
    assert checksum("a", 1, None, b"x") == checksum("a", 1, None, b"x")
    others = [("a", "1", None, b"x"), (1, "a", None, b"x"), ("a", 1, "", b"x"), ("a", 1, None, "x")]
    assert checksum("a", 1, None, b"x") not in {checksum(*other) for other in others}


def test_what_was_sealed_is_read(database: sqlite3.Connection, tmp_path: Path) -> None:
    """Every sealed query can be read again."""
    assert read_sealed(database, tmp_path, "files") == [("a.txt", "x")]
    assert [read_sealed(database, tmp_path, name) for name in SEALED]


def test_other_rows_than_sealed_are_refused(database: sqlite3.Connection, tmp_path: Path) -> None:
    """A row more is damage, until the state is sealed again."""
    database.execute("INSERT INTO files VALUES ('b.txt', 1, 'x')")
    with pytest.raises(IndexCorrupt, match="its files are not as"):
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
def test_what_it_says_of_itself_is_checked(
    database: sqlite3.Connection, tmp_path: Path, sql: str
) -> None:
    """A value of `meta` that was changed, added, or that is the checksum, is found."""
    database.execute(sql)
    with pytest.raises(IndexCorrupt, match="says of itself"):
        read_meta(database, tmp_path)


def test_a_name_that_is_none_is_damage(database: sqlite3.Connection, tmp_path: Path) -> None:
    """What stands where a name should, and is no text, is said as damage."""
    database.execute("INSERT INTO meta VALUES (x'00', 'x')")
    with pytest.raises(IndexCorrupt, match="has no name"):
        read_meta(database, tmp_path)


def test_another_schema_is_no_damage(database: sqlite3.Connection, tmp_path: Path) -> None:
    """The version is compared before anything else is believed."""
    database.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch, match="schema version 1"):
        require_tables(database, tmp_path)


def test_tables_are_those_that_were_made(database: sqlite3.Connection, tmp_path: Path) -> None:
    """A table that was changed is damage; no table at all is an empty database."""
    require_tables(database, tmp_path)
    assert not is_empty(database)
    database.execute("DROP TABLE skipped")
    with pytest.raises(IndexCorrupt, match="its tables"):
        require_tables(database, tmp_path)
    with closing(sqlite3.connect(":memory:")) as empty:
        assert is_empty(empty)
