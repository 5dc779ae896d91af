"""rag.index.database: connections, transactions and error messages."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexCorrupt, IndexMismatch, IndexStoreError
from rag.index.database import (
    DATABASE,
    Transaction,
    connect,
    remembered_corpus,
    require_schema,
    translated_errors,
)
from rag.index.recipe import SCHEMA_VERSION
from rag.index.store import Store
from tests.support import build_small, open_small, write_articles


def test_damage_is_reported_with_its_remedy(tmp_path: Path) -> None:
    """A file that is no database raises IndexCorrupt, in one line with the rebuild command."""
    (tmp_path / DATABASE).write_bytes(b"no database " * 1000)
    with (
        pytest.raises(IndexCorrupt, match="rag build --rebuild") as caught,
        translated_errors(tmp_path),
    ):
        connect(tmp_path).execute("SELECT * FROM meta")
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_no_damage(tmp_path: Path) -> None:
    """An error of the disk is an IndexStoreError that does not suggest a rebuild."""
    with pytest.raises(IndexStoreError) as caught, translated_errors(tmp_path / "gone"):
        connect(tmp_path / "gone")
    assert not isinstance(caught.value, IndexCorrupt)
    assert "check the disk" in str(caught.value)


def test_a_bug_is_not_translated(tmp_path: Path) -> None:
    """Using a closed connection raises SQLite's own error."""
    with closing(connect(tmp_path)) as connection:
        pass
    with pytest.raises(sqlite3.ProgrammingError), translated_errors(tmp_path):
        connection.execute("SELECT 1")


def test_another_schema_is_named(tmp_path: Path) -> None:
    """The error has both versions; the required version is accepted."""
    require_schema(str(SCHEMA_VERSION), tmp_path)
    with pytest.raises(IndexMismatch, match="schema version 99") as caught:
        require_schema("99", tmp_path)
    assert caught.value.expected == f"schema {SCHEMA_VERSION}"


def test_the_corpus_folder_is_recorded(tmp_path: Path) -> None:
    """An index records the folder that it was built from; other files give None."""
    corpus = write_articles(tmp_path / "corpus", {"a.txt": "Bread\n\nBread is baked."})
    build_small(corpus, tmp_path / "index")
    assert remembered_corpus(tmp_path / "index") == corpus.resolve()
    (tmp_path / DATABASE).write_bytes(b"no database " * 1000)
    assert remembered_corpus(tmp_path) is None


def test_an_index_on_a_read_only_disk_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a read-only disk no file is written beside the database."""
    store = open_small(tmp_path, {"a.txt": "The bridge was shut."})
    store.close()
    before = sorted(path.name for path in store.folder.iterdir())
    assert not any(name.endswith(("-wal", "-shm")) for name in before)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with closing(Store(store.folder)) as opened:
        assert opened.documents()[0].text == "The bridge was shut."
        assert sorted(path.name for path in store.folder.iterdir()) == before
        with pytest.raises(IndexStoreError):
            opened.rows("DELETE FROM documents")


class NoConfirmation:
    """A connection whose commits are not confirmed by the disk."""

    in_transaction = False

    def execute(self, sql: str) -> None:
        if sql == "COMMIT":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error


def test_an_unconfirmed_commit(tmp_path: Path) -> None:
    """If the disk does not confirm a commit, the error does not claim that nothing changed."""
    connection: Any = NoConfirmation()
    with (
        pytest.raises(IndexStoreError, match=r"disk I/O error.*old or its new state"),
        Transaction(connection, tmp_path),
    ):
        pass
