"""The SQLite file of an index, and its errors."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt, IndexMismatch, IndexStoreError
from rag.index.database import DATABASE, connect, reading, remembered_corpus, require_schema
from rag.index.recipe import SCHEMA_VERSION
from rag.index.store import Store
from tests.support import build_small, open_small, write_articles


def test_damage_is_said_with_what_mends_it(tmp_path: Path) -> None:
    """A file that is no database is IndexCorrupt, in one line that names the rebuild."""
    (tmp_path / DATABASE).write_bytes(b"no database " * 1000)
    with pytest.raises(IndexCorrupt, match="rag build --rebuild") as caught, reading(tmp_path):
        connect(tmp_path).execute("SELECT * FROM meta")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    """What the disk refuses is an IndexStoreError that does not speak of a rebuild."""
    with pytest.raises(IndexStoreError) as caught, reading(tmp_path / "gone"):
        connect(tmp_path / "gone")
    assert not isinstance(caught.value, IndexCorrupt)
    assert "check the disk" in str(caught.value)


def test_a_fault_of_the_program_stays_one(tmp_path: Path) -> None:
    """Using a closed connection is not explained away."""
    with closing(connect(tmp_path)) as connection:
        pass
    with pytest.raises(sqlite3.ProgrammingError), reading(tmp_path):
        connection.execute("SELECT 1")


def test_another_schema_is_named(tmp_path: Path) -> None:
    """Both versions stand in the error; the right one passes."""
    require_schema(str(SCHEMA_VERSION), tmp_path)
    with pytest.raises(IndexMismatch, match="schema version 99") as caught:
        require_schema("99", tmp_path)
    assert caught.value.expected == f"schema {SCHEMA_VERSION}"


def test_remembers_the_corpus(tmp_path: Path) -> None:
    """An index says which folder it was built from; what is no index says nothing."""
    corpus = write_articles(tmp_path / "corpus", {"a.txt": "Bread\n\nBread is baked."})
    build_small(corpus, tmp_path / "index")
    assert remembered_corpus(tmp_path / "index") == corpus.resolve()
    (tmp_path / DATABASE).write_bytes(b"no database " * 1000)
    assert remembered_corpus(tmp_path) is None


def test_an_index_on_a_disk_that_cannot_be_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers write no file beside the database where they may not."""
    store = open_small(tmp_path, {"a.txt": "The bridge was shut."})
    store.close()
    before = sorted(path.name for path in store.folder.iterdir())
    assert not any(name.endswith(("-wal", "-shm")) for name in before)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with closing(Store(store.folder)) as reader:
        assert reader.documents()[0].text == "The bridge was shut."
        assert sorted(path.name for path in store.folder.iterdir()) == before
        with pytest.raises(IndexStoreError):
            reader.rows("DELETE FROM documents")
