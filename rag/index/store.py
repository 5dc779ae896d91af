"""Read access to the rows of an index.

Only visible documents, those that have a place, are returned. All reads inside one `snapshot` see
one state of the index, whatever a build commits meanwhile.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.corpus import Skipped
from rag.errors import IndexMissing
from rag.index.calibration import CALIBRATION_KEY, Calibration
from rag.index.checksums import VISIBLE, is_empty, read_meta, read_sealed, require_tables
from rag.index.database import (
    DATABASE,
    LISTED,
    connect_read_only,
    corrupt,
    listed,
    translated_errors,
)
from rag.index.embedding import Vectors
from rag.index.loading import RowLoader, StoredPassage, document_gone
from rag.index.place_rows import stored_fields
from rag.index.recipe import Recipe
from rag.index.search_rows import (
    read_passage_texts,
    read_passage_vectors,
    read_some_texts,
    read_some_vectors,
)
from rag.index.vectors import Ids
from rag.types import Document

__all__ = ["ReadFields", "Store", "StoreCounts", "StoredPassage", "Version"]


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """The numbers of visible documents, passages and sentences, and of indexed files."""

    documents: int
    passages: int
    sentences: int
    files: int


@dataclass(frozen=True, slots=True)
class ReadFields:
    """Which fields of records became which part of articles, as in `Place.fields`.

    `articles` is the number of these articles, `files` that of their files, `path` the first.
    """

    fields: tuple[tuple[str, str], ...]
    articles: int
    files: int
    path: str


@dataclass(frozen=True, slots=True)
class Version:
    """The place of an article that is left out: a longer one of its address has all of its text."""

    path: str
    record: int | None
    kept: Document


class Store:
    """Reads the rows of an index. Thread-safe: each thread has its own connection.

    Raises IndexMissing, IndexMismatch (another schema) or IndexCorrupt when it is opened.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / DATABASE).is_file():
            raise IndexMissing(folder)
        self.folder = folder
        self._local = threading.local()
        self._loader = RowLoader(folder, self.rows)
        with translated_errors(folder):
            if is_empty(self._connection()) and not any(folder.glob("passages-*")):
                raise IndexMissing(folder)  # a first build was killed before it made the tables
            require_tables(self._connection(), folder)
        meta = self.meta()
        if "recipe" not in meta:
            raise IndexMissing(folder)  # the first build is not complete
        self.recipe = self._read_recipe(meta)

    def _read_recipe(self, meta: dict[str, str]) -> Recipe:
        try:
            return Recipe.from_json(meta.get("recipe", ""))
        except ValueError as error:
            raise corrupt(self.folder, f"its recipe cannot be read: {error}") from error

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = connect_read_only(self.folder)
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Give this thread one unchanging state of the index. May be nested."""
        with translated_errors(self.folder):
            connection = self._connection()
            nested = connection.in_transaction
            if not nested:
                connection.execute("BEGIN")
        try:
            yield
        finally:
            if not nested:
                connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query. Raises IndexCorrupt if SQLite finds damage."""
        with translated_errors(self.folder):
            return self._connection().execute(sql, values).fetchall()

    def current_recipe(self) -> Recipe:
        """Return the recipe of the state that this thread sees; `recipe` is that of the opening."""
        return self._read_recipe(self.meta())

    def check(self) -> None:
        """Raise IndexCorrupt if any page of the database is damaged; reads all of it."""
        result = self.rows("PRAGMA quick_check(1)")[0][0]
        if result != "ok":
            raise corrupt(self.folder, result)

    def meta(self) -> dict[str, str]:
        """Return the metadata of the index: the key-value pairs of the table `meta`."""
        with translated_errors(self.folder):
            return read_meta(self._connection(), self.folder)

    def _sealed(self, name: str) -> list[tuple[Any, ...]]:
        with self.snapshot(), translated_errors(self.folder):
            return read_sealed(self._connection(), self.folder, name)

    def calibration(self) -> Calibration | None:
        """Return the calibration to the user's own questions, None for an index without one."""
        return self.generation_and_calibration()[1]

    def generation_and_calibration(self) -> tuple[int, Calibration | None]:
        """Return both, as one statement: a calibration changes without a new generation."""
        meta = self.meta()
        text = meta.get(CALIBRATION_KEY)
        try:
            calibration = None if text is None else Calibration.from_json(text)
        except ValueError as error:
            raise corrupt(self.folder, f"its calibration cannot be read: {error}") from error
        return int(meta.get("generation", 0)), calibration

    def generation(self) -> int:
        """Return the number of the state; each build that changed anything increases it."""
        return int(self.meta().get("generation", 0))

    def counts(self) -> StoreCounts:
        """Return the numbers of visible rows."""
        return StoreCounts(*self._sealed("counts")[0])

    def skipped(self) -> list[Skipped]:
        """Return the files and records that the last build could not read, with reasons."""
        return [Skipped(*row) for row in self._sealed("skipped")]

    def documents(self) -> list[Document]:
        """Return every visible document, ordered by path; their texts are read on demand."""
        found = self._loader.documents([row[0] for row in self._sealed("documents")])
        return sorted(found.values(), key=lambda d: (d.path, d.places[0].record or 0))

    def documents_of(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Return visible documents by their numbers in `attribution_rows`."""
        return self._loader.documents(numbers)

    def document(self, doc_id: str) -> Document:
        """Return one visible document. Raises IndexStoreError if it does not exist."""
        rows = self.rows(f"SELECT document FROM documents WHERE doc_id = ? AND {VISIBLE}", [doc_id])
        if not rows:
            raise document_gone(self.folder)
        return self._loader.documents(rows[0])[rows[0][0]]

    def document_at(self, path: str, record: int | None) -> Document | None:
        """Return the visible document of a file, or of a line (from 1) of a .jsonl file.

        For a version of another document, that is the other one.
        """
        rows = self.rows(
            "SELECT coalesce(version_of, document) FROM places WHERE path = ? AND record IS ?",
            [path, record],
        )
        return self._loader.documents(rows[0])[rows[0][0]] if rows else None

    def fields(self) -> list[ReadFields]:
        """Return which fields of records articles were read from, the most frequent first."""
        rows = self._sealed("fields")
        return [ReadFields(stored_fields(fields), *numbers) for fields, *numbers in rows]

    def versions(self) -> list[Version]:
        """Return the places of documents that are left out, ordered by path and record."""
        rows = self._sealed("versions")
        kept = self._loader.documents(sorted({row[2] for row in rows}))
        return [Version(path, record, kept[number]) for path, record, number in rows]

    def left_out(self) -> list[Document]:
        """Return the documents that are left out as versions of others."""
        rows = self.rows("SELECT DISTINCT document FROM places WHERE version_of IS NOT NULL")
        return list(self._loader.documents([row[0] for row in rows]).values())

    def passages(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        """Return the visible passages among these ids, in the given order.

        Raises IndexCorrupt if a row was altered, or if a passage is missing inside a `snapshot`,
        where rows cannot disappear.
        """
        found = self._loader.passages(passage_ids)
        self._require_all(len(passage_ids), len(found))
        return found

    def _require_all(self, asked: int, found: int) -> None:
        """Raise IndexCorrupt if a passage is missing inside a snapshot."""
        if found < asked and self._connection().in_transaction:
            raise corrupt(self.folder, f"{asked - found} passages are missing")

    def known_files(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the last build, by path."""
        return dict(self._sealed("files"))

    def passage_ids(self) -> list[int]:
        """Return the ids of all visible passages."""
        return [row[0] for row in self._sealed("passages")]

    def passage_documents(self) -> set[str]:
        """Return the doc_id of every visible document that has a passage."""
        rows = self.rows(
            "SELECT doc_id FROM documents WHERE document IN (SELECT document FROM passages) "
            f"AND {VISIBLE}"
        )
        return {row[0] for row in rows}

    def attribution_rows(self) -> list[tuple[int, str, str, str | None]]:
        """Return (document, speaker, kind, told_by) of all attributions with a known speaker."""
        return self._sealed("speakers")

    def fact_rows(self) -> list[tuple[int, str | None, str | None, str, int | None]]:
        """Return (document, outlet, day, path, record) of each place, by document and path."""
        return self._sealed("facts")

    def speaker_names(self) -> list[str]:
        """Return the names of all speakers, sorted."""
        return [row[0] for row in self._sealed("names")]

    def passages_by_speakers(self, speakers: Sequence[str], limit: int) -> list[int]:
        """Return the ids of the first `limit` passages in which one of these speakers speaks."""
        rows = self.rows(
            "SELECT passage_id FROM passages WHERE passage_id IN "
            f"(SELECT passage_id FROM attributions WHERE speaker IN {LISTED}) AND {VISIBLE} "
            "ORDER BY passage_id LIMIT ?",
            [listed(speakers), limit],
        )
        return [row[0] for row in rows]

    def passages_with_attributions(self) -> list[int]:
        """Return the ids of the passages with an attribution."""
        return [row[0] for row in self._sealed("speaking")]

    def passage_vectors(self) -> tuple[Ids, Vectors]:
        """Return the result of `read_passage_vectors` for the state that this thread sees."""
        with translated_errors(self.folder):
            return read_passage_vectors(self._connection(), self.recipe.embedder.dimension)

    def passage_texts(self) -> Iterator[tuple[int, str]]:
        """Yield the result of `read_passage_texts` for the state that this thread sees."""
        with translated_errors(self.folder):
            yield from read_passage_texts(self._connection(), self.recipe.embedder.dimension)

    def texts(self, passage_ids: Sequence[int]) -> list[str]:
        """Return the texts of passages alone, in any order: one query, however many they are.

        A text may have whitespace around what `passages` returns.

        Raises IndexCorrupt as `passages` does.
        """
        with translated_errors(self.folder):
            dimension = self.recipe.embedder.dimension
            found = read_some_texts(self._connection(), dimension, passage_ids)
        self._require_all(len(passage_ids), len(found))
        return found

    def vectors(self, passage_ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the vectors of passages by id, each of shape (1 + sentences, dimension).

        The passages need not be visible. Raises IndexCorrupt if one is missing, or its vectors
        differ from what was written.
        """
        with translated_errors(self.folder):
            dimension = self.recipe.embedder.dimension
            found = read_some_vectors(self._connection(), dimension, passage_ids)
        self._require_all(len(passage_ids), len(found))
        return found

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection
