"""The SQLite rows of an index, as readers see them.

A reader sees only documents that have a place, and everything that it reads inside one `snapshot`
belongs to one state, whatever a build commits meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rag.corpus import Skipped
from rag.errors import IndexMissing, IndexStoreError
from rag.index.checks import (
    VISIBLE,
    AttributionRow,
    SentenceBounds,
    checksum,
    is_empty,
    passage_checksum,
    places_checksum,
    read_meta,
    read_sealed,
    require_tables,
)
from rag.index.database import DATABASE, connect_reader, corrupt, reading
from rag.index.embedding import Vectors
from rag.index.recipe import Recipe
from rag.index.search_rows import read_passage_texts, read_passage_vectors
from rag.index.vectors import Ids
from rag.types import Attribution, Document, Passage, Place, Sentence, Span

TOGETHER = 500  # rows named in one query: SQLite allows 999 in older versions


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors, of shape (1 + sentences, dimension); row 0 is its own."""

    passage_id: int
    passage: Passage
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How much an index holds."""

    documents: int
    passages: int
    sentences: int
    files: int


class Store:
    """Reads the rows of an index; safe to use from several threads, a connection for each.

    Raises IndexMissing, IndexMismatch (another schema) or IndexCorrupt when it is opened.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / DATABASE).is_file():
            raise IndexMissing(folder)
        self.folder = folder
        self._local = threading.local()
        with reading(folder):
            if is_empty(self._connection()) and not any(folder.glob("passages-*")):
                raise IndexMissing(folder)  # a first build was killed before it made the tables
            require_tables(self._connection(), folder)
        meta = self.meta()
        if "recipe" not in meta:
            raise IndexMissing(folder)  # its first build has not come to an end
        self.recipe = self._read_recipe(meta)

    def _read_recipe(self, meta: dict[str, str]) -> Recipe:
        try:
            return Recipe.from_json(meta["recipe"])
        except (KeyError, TypeError, ValueError) as error:
            raise corrupt(self.folder, "its own description cannot be read") from error

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = connect_reader(self.folder)
        connection: sqlite3.Connection = self._local.connection
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, this thread sees one state of the index. May be nested."""
        with reading(self.folder):
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
        """Run a query. Raises IndexCorrupt where SQLite finds damage."""
        with reading(self.folder):
            return self._connection().execute(sql, values).fetchall()

    def current_recipe(self) -> Recipe:
        """Return how the state that this thread sees was made; `recipe` is that of the opening."""
        return self._read_recipe(self.meta())

    def check(self) -> None:
        """Raise IndexCorrupt if any page of the database is damaged; reads all of it."""
        said = self.rows("PRAGMA quick_check(1)")[0][0]
        if said != "ok":
            raise corrupt(self.folder, said)

    def meta(self) -> dict[str, str]:
        """Return what the index says of itself."""
        with reading(self.folder):
            return read_meta(self._connection(), self.folder)

    def _sealed(self, name: str) -> list[tuple[Any, ...]]:
        with self.snapshot(), reading(self.folder):
            return read_sealed(self._connection(), self.folder, name)

    def generation(self) -> int:
        """Return the number of the state: it grows with each build that changed anything."""
        return int(self.meta().get("generation", 0))

    def counts(self) -> StoreCounts:
        """Count what readers can see."""
        return StoreCounts(*self._sealed("counts")[0])

    def skipped(self) -> list[Skipped]:
        """Return what the last build could not read, and why."""
        return [Skipped(*row) for row in self._sealed("skipped")]

    def documents(self) -> list[Document]:
        """Return every visible document, ordered by path; their texts are read when asked for."""
        found = self._documents([row[0] for row in self._sealed("documents")])
        return sorted(found.values(), key=lambda d: (d.path, d.places[0].record or 0))

    def document(self, doc_id: str) -> Document:
        """Return one visible document. Raises IndexStoreError if there is none."""
        rows = self.rows(f"SELECT document FROM documents WHERE doc_id = ? AND {VISIBLE}", [doc_id])
        if not rows:
            raise self._gone()
        return self._documents([rows[0][0]])[rows[0][0]]

    def document_at(self, path: str, record: int | None) -> Document | None:
        """Return the visible document of a file, or of a line (from 1) of a .jsonl file."""
        rows = self.rows(
            "SELECT document FROM places WHERE path = ? AND record IS ?", [path, record]
        )
        return self._documents([rows[0][0]])[rows[0][0]] if rows else None

    def _gone(self) -> IndexStoreError:
        return IndexStoreError(
            "the article was changed or removed after the answer was made: ask again", self.folder
        )

    def passages(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        """Return the visible ones of these passages, in the order asked for.

        Raises IndexCorrupt if a row is not as it was written, or if one is gone though this thread
        is within a `snapshot`, in which nothing that it was told of can go.
        """
        found = [
            stored
            for at in range(0, len(passage_ids), TOGETHER)
            for stored in self._together(passage_ids[at : at + TOGETHER])
        ]
        if len(found) < len(passage_ids) and self._connection().in_transaction:
            raise corrupt(self.folder, f"{len(passage_ids) - len(found)} passages are gone")
        return found

    def _together(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        marks = ",".join("?" * len(passage_ids))
        rows = self.rows(
            "SELECT passage_id, document, offset, start, end, text, vectors, checksum "
            f"FROM passages WHERE passage_id IN ({marks}) AND {VISIBLE}",
            passage_ids,
        )
        bounds = self._bounds(passage_ids, marks)
        said = self._said(passage_ids, marks)
        documents = self._documents(sorted({row[1] for row in rows}))
        found = {
            row[0]: self._passage(row, bounds.get(row[0], []), said.get(row[0], []), documents)
            for row in rows
        }
        return [found[i] for i in passage_ids if i in found]

    def _bounds(self, passage_ids: Sequence[int], marks: str) -> dict[int, list[SentenceBounds]]:
        rows = self.rows(
            "SELECT passage_id, start, end, paragraph, heading FROM sentences "
            f"WHERE passage_id IN ({marks}) ORDER BY passage_id, start",
            passage_ids,
        )
        bounds: dict[int, list[SentenceBounds]] = {}
        for passage_id, *values in rows:
            bounds.setdefault(passage_id, []).append(tuple(values))
        return bounds

    def _said(self, passage_ids: Sequence[int], marks: str) -> dict[int, list[AttributionRow]]:
        rows = self.rows(
            "SELECT passage_id, start, end, speaker, form, cue, kind FROM attributions "
            f"WHERE passage_id IN ({marks}) ORDER BY passage_id, rowid",
            passage_ids,
        )
        said: dict[int, list[AttributionRow]] = {}
        for passage_id, *values in rows:
            said.setdefault(passage_id, []).append(tuple(values))
        return said

    def _passage(
        self,
        row: tuple[Any, ...],
        bounds: list[SentenceBounds],
        said: list[AttributionRow],
        documents: dict[int, Document],
    ) -> StoredPassage:
        passage_id, key, offset, start, end, text, blob, written = row
        document = documents[key]
        if (
            passage_checksum(document.doc_id, text, offset, start, end, bounds, said, blob)
            != written
        ):
            raise corrupt(self.folder, f"passage {passage_id} is not as it was written")
        body = document.body
        assert isinstance(body, StoredBody)
        body.add(offset, text)
        sentences = tuple(Sentence(document, a, b, p, bool(h)) for a, b, p, h in bounds)
        attributions = tuple(Attribution(Span(document, a, b), *rest) for a, b, *rest in said)
        vectors = np.frombuffer(blob, dtype=np.float16).reshape(1 + len(bounds), -1)
        passage = Passage(document, start, end, sentences, attributions)
        return StoredPassage(passage_id, passage, vectors.astype(np.float32))

    def _documents(self, keys: Sequence[int]) -> dict[int, Document]:
        documents: dict[int, Document] = {}
        for some in (keys[i : i + TOGETHER] for i in range(0, len(keys), TOGETHER)):
            marks = ",".join("?" * len(some))
            places: dict[int, list[tuple[Any, ...]]] = {}
            for key, *values in self.rows(
                "SELECT document, path, record, encoding, byte_offset, checksum FROM places "
                f"WHERE document IN ({marks}) ORDER BY path, record",
                some,
            ):
                places.setdefault(key, []).append(tuple(values))
            for key, *row in self.rows(
                "SELECT document, doc_id, recipe, title, author, source, url, published, sha256, "
                f"length, checksum FROM documents WHERE document IN ({marks})",
                some,
            ):
                documents[key] = self._document(key, row, places.get(key, []))
        if len(documents) != len(set(keys)):
            raise corrupt(self.folder, f"{len(set(keys)) - len(documents)} documents are gone")
        return documents

    def _document(self, key: int, row: list[Any], places: Sequence[tuple[Any, ...]]) -> Document:
        *values, written = row
        doc_id, _, title, author, source, url, published, sha256, length = values
        stands = [Place(*place) for *place, _ in places]
        if checksum(*values) != written or {place[-1] for place in places} != {
            places_checksum(doc_id, stands)
        }:
            raise corrupt(self.folder, f"what is known of document {key} is not as it was written")
        return Document(
            doc_id=doc_id,
            title=title,
            author=author,
            source=source,
            url=url,
            published=date.fromisoformat(published) if published else None,
            sha256=sha256,
            length=length,
            places=tuple(stands),
            body=StoredBody(self, key, sha256),
        )

    def pieces(self, document: int, sha256: str) -> list[tuple[int, str]]:
        """Return a document's text as (offset, text) of its passages, in order.

        Raises IndexStoreError if the document is gone, and IndexCorrupt if its text is not the one
        that `sha256` was taken of.
        """
        rows = self.rows(
            "SELECT offset, text FROM passages WHERE document = ? ORDER BY offset", [document]
        )
        if not rows:
            raise self._gone()
        whole = "".join(text for _, text in rows)
        if hashlib.sha256(whole.encode("utf-8")).hexdigest() != sha256:
            raise corrupt(self.folder, f"the text of document {document} is not as it was written")
        return [(offset, text) for offset, text in rows]

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

    def attribution_rows(self) -> list[tuple[int, str, str]]:
        """Return (document, speaker, kind) of every attribution whose speaker is known."""
        return self._sealed("speakers")

    def speaker_names(self) -> list[str]:
        """Return every name that something is attributed to, ordered."""
        return [row[0] for row in self._sealed("names")]

    def passages_of(self, speakers: Sequence[str], limit: int) -> list[int]:
        """Return the ids of the first passages in which one of these speaks, at most 500 names."""
        some = list(speakers[:TOGETHER])
        rows = self.rows(
            "SELECT DISTINCT passage_id FROM attributions JOIN passages USING (passage_id) "
            f"WHERE speaker IN ({', '.join('?' * len(some))}) AND {VISIBLE} "
            "ORDER BY passage_id LIMIT ?",
            [*some, limit],
        )
        return [row[0] for row in rows]

    def speaking_passages(self) -> list[int]:
        """Return the ids of the passages in which somebody speaks."""
        return [row[0] for row in self._sealed("speaking")]

    def passage_vectors(self) -> tuple[Ids, Vectors]:
        """Return what `read_passage_vectors` does, of the state that this thread sees."""
        with reading(self.folder):
            return read_passage_vectors(self._connection(), self.recipe.embedder.dimension)

    def passage_texts(self) -> Iterator[tuple[int, str]]:
        """Yield what `read_passage_texts` does, of the state that this thread sees."""
        with reading(self.folder):
            yield from read_passage_texts(self._connection(), self.recipe.embedder.dimension)

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection


class StoredBody:
    """A document's text in the store: the passages already read, and the rest when asked for."""

    def __init__(self, store: Store, document: int, sha256: str) -> None:
        self._store = store
        self._document = document
        self._sha256 = sha256
        self._pieces: dict[int, str] = {}
        self._whole: str | None = None

    def add(self, offset: int, text: str) -> None:
        """Remember a piece of the text, so that it need not be read again."""
        self._pieces[offset] = text

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        if self._whole is not None:
            return self._whole[start:end]
        offsets = sorted(self._pieces)
        i = bisect_right(offsets, start) - 1
        if i >= 0 and end <= offsets[i] + len(self._pieces[offsets[i]]):
            return self._pieces[offsets[i]][start - offsets[i] : end - offsets[i]]
        pieces = self._store.pieces(self._document, self._sha256)
        self._whole = "".join(text for _, text in pieces)
        return self._whole[start:end]
