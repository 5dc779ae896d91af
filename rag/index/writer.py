"""Write access to the rows of an index.

Documents are staged first, then one commit makes a new state visible. A staged document has no
place, so it is not visible. A large one is staged in several commits, and its row is marked as
partial until the last. The next build finds the documents that a killed build staged, and does not
embed them again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rag.corpus import Skipped
from rag.index.checksums import (
    VISIBLE,
    checksum,
    is_empty,
    make_tables,
    passage_checksum,
    places_checksum,
    read_meta,
    read_sealed,
    require_tables,
    seal,
)
from rag.index.database import Transaction, connect, translated_errors
from rag.index.embedding import Vectors
from rag.index.passage_rows import insert_passage, passage_digest
from rag.index.place_rows import PLACE_COLUMNS, place_values, stored_place
from rag.index.recipe import Recipe
from rag.types import Document, Passage, Place

PARSER_VERSION_KEY = "reader"  # a key of `meta`, named before parsers were called parsers

PARTIAL = ", in part"  # appended to the recipe of a document whose passages are not all stored


class AddressedDocument(NamedTuple):
    """A stored document with an address; `document` is its key."""

    doc_id: str
    document: int
    url: str
    length: int
    title: str | None
    author: str | None
    source: str | None
    published: str | None


class Writer:
    """Writes the rows of one index. The caller must hold the `WriteLock`."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder = folder
        self.recipe = recipe
        self._recipe_digest = recipe.digest
        with translated_errors(folder):
            self._connection = connect(folder)
            _prepare(self._connection, folder)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *exc: object) -> None:
        self._connection.close()  # staged documents are kept

    def known_files(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the last build, by path."""
        return dict(self._sealed("files"))

    def corpus(self) -> str | None:
        """Return the folder that the visible state was built from."""
        return self.meta().get("corpus")

    def is_up_to_date(self, parser_version: int) -> bool:
        """Return whether the visible documents were built by this parser version and recipe."""
        meta = self.meta()
        same_parsers = meta.get(PARSER_VERSION_KEY) == str(parser_version)
        return same_parsers and meta.get("recipe") == self.recipe.to_json()

    def generation(self) -> int:
        """Return the number of the visible state, 0 before the first build."""
        return int(self.meta().get("generation", 0))

    def places(self) -> dict[str, list[tuple[str, Place]]]:
        """Return the (doc_id, place) that each file had at the last build, by path."""
        found: dict[str, list[tuple[str, Place]]] = {}
        for doc_id, path, *values, _version_of in self._sealed("places"):
            found.setdefault(path, []).append((doc_id, stored_place(path, *values)))
        return found

    def skipped(self) -> list[Skipped]:
        """Return the files and records that the last build could not read."""
        return [Skipped(*row) for row in self._sealed("skipped")]

    def _sealed(self, name: str) -> list[tuple[Any, ...]]:
        with translated_errors(self.folder):
            return read_sealed(self._connection, self.folder, name)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of visible documents and passages."""
        row = self._rows(
            f"SELECT (SELECT count(*) FROM documents WHERE {VISIBLE}), "
            f"(SELECT count(*) FROM passages WHERE {VISIBLE})"
        )[0]
        return row[0], row[1]

    def find_document(self, doc_id: str) -> int | None:
        """Return the key of a document stored under this recipe, visible or not, or None."""
        rows = self._rows(
            "SELECT document FROM documents WHERE doc_id = ? AND recipe = ?",
            [doc_id, self._recipe_digest],
        )
        return rows[0][0] if rows else None

    def document_ids(self) -> list[str]:
        """Return the doc_ids of all documents stored under this recipe, visible or not."""
        sql = "SELECT doc_id FROM documents WHERE recipe = ?"
        return [row[0] for row in self._rows(sql, [self._recipe_digest])]

    def sharing_addresses(self) -> list[AddressedDocument]:
        """Return the stored documents whose address others have too, ordered by it."""
        rows = self._rows(
            "SELECT doc_id, document, url, length, title, author, source, published "
            "FROM documents WHERE recipe = ? AND url IN (SELECT url FROM documents "
            "WHERE recipe = ? GROUP BY url HAVING count(*) > 1) ORDER BY url, doc_id",
            [self._recipe_digest] * 2,
        )
        return [AddressedDocument(*row) for row in rows]

    def text(self, document: int) -> str:
        """Return the text of a document by its key."""
        sql = "SELECT text FROM passages WHERE document = ? ORDER BY offset"
        return "".join(row[0] for row in self._rows(sql, [document]))

    def passage_digests(self) -> list[bytes]:
        """Return the digests of all passages stored under this recipe, visible or not."""
        sql = "SELECT digest FROM passages JOIN documents USING (document) WHERE recipe IN (?, ?)"
        recipes = [self._recipe_digest, self._recipe_digest + PARTIAL]
        return [row[0] for row in self._rows(sql, recipes)]

    def count_staged(self, document: Document, passages: Sequence[Passage]) -> int:
        """Return how many of a document's first passages a killed build has already stored."""
        rows = self._rows(
            "SELECT digest FROM passages JOIN documents USING (document) "
            "WHERE doc_id = ? AND recipe = ? ORDER BY offset",
            [document.doc_id, self._recipe_digest + PARTIAL],
        )
        stored = [row[0] for row in rows]
        return len(stored) if stored == [passage_digest(p) for p in passages[: len(rows)]] else 0

    def find_vectors(self, digest: bytes) -> Vectors | None:
        """Return the vectors, shape (1 + sentences, dimension), of a passage with this digest.

        An altered row is ignored: its passage is embedded again.
        """
        rows = self._rows(
            "SELECT passage_id, doc_id, text, offset, start, end, vectors, passages.checksum "
            "FROM passages JOIN documents USING (document) "
            "WHERE digest = ? AND recipe IN (?, ?) LIMIT 1",
            [digest, self._recipe_digest, self._recipe_digest + PARTIAL],
        )
        if not rows:
            return None
        passage_id, doc_id, text, offset, start, end, vectors, written = rows[0]
        bounds = self._rows(
            "SELECT start, end, paragraph, heading FROM sentences WHERE passage_id = ? "
            "ORDER BY start",
            [passage_id],
        )
        attributions = self._rows(
            "SELECT start, end, speaker, form, cue, kind, act, told_by FROM attributions "
            "WHERE passage_id = ? ORDER BY rowid",
            [passage_id],
        )
        found = passage_checksum(doc_id, text, offset, start, end, bounds, attributions, vectors)
        if found != written:
            return None
        stored = np.frombuffer(vectors, dtype=np.float16)
        return stored.reshape(-1, self.recipe.embedder.dimension).astype(np.float32)

    def stage(
        self, parts: Iterable[tuple[Document, Sequence[Passage], int, Sequence[Vectors]]]
    ) -> None:
        """Store documents, or parts of them, in one commit, without making them visible.

        A part is a document, all of its passages, the position of the first passage to store, and
        the vectors of the passages to store. A part that does not begin at 0 continues a document
        of which the passages before are stored already.
        """
        with self._transaction():
            for document, passages, first, vectors in parts:
                if self.find_document(document.doc_id) is None:
                    self._insert(document, passages, first, vectors)

    def publish(
        self,
        *,
        files: Iterable[tuple[str, int, str]],
        places: Iterable[tuple[str, Place]],
        skipped: Iterable[Skipped],
        versions: Mapping[str, str],
        meta: dict[str, str],
        derive: Callable[[sqlite3.Connection], dict[str, str]],
    ) -> None:
        """Make the documents with a place visible and remove the others, in one commit.

        `files` are all (path, size, SHA-256) and `places` all (doc_id, place) of the new state, not
        only the new ones. `versions` are documents that stay invisible, as a version of another, by
        doc_id, each with the other's. `derive` writes the derived indexes from the rows of the new
        state, and returns further values for `meta`.
        """
        connection = self._connection
        with self._transaction():
            for table in ("places", "skipped", "files"):
                connection.execute(f"DELETE FROM {table}")
            connection.executemany("INSERT INTO files VALUES (?, ?, ?)", files)
            self._place(places, versions)
            connection.executemany(
                "INSERT INTO skipped (path, record, reason) VALUES (?, ?, ?)",
                ((s.path, s.record, s.reason) for s in skipped),
            )
            connection.execute(
                "DELETE FROM documents WHERE document NOT IN (SELECT document FROM places)"
            )
            self._set_meta({**meta, "recipe": self.recipe.to_json()})
            self._set_meta(derive(connection))
            seal(connection)

    def _document_key(self, doc_id: str) -> int:
        key = self.find_document(doc_id)
        if key is None:
            raise sqlite3.DatabaseError(f"document {doc_id} is missing")
        return key

    def _place(self, places: Iterable[tuple[str, Place]], versions: Mapping[str, str]) -> None:
        """Store the places of documents. Raises sqlite3.DatabaseError for an unknown document."""
        by_document: dict[str, list[Place]] = {}
        for doc_id, place in places:
            by_document.setdefault(doc_id, []).append(place)
        for doc_id, its_places in by_document.items():
            key = self._document_key(doc_id)
            kept = self._document_key(versions[doc_id]) if doc_id in versions else None
            its_places.sort(key=lambda p: (p.path, p.record or 0))
            written = places_checksum(doc_id, its_places)
            self._connection.executemany(
                f"INSERT INTO places ({PLACE_COLUMNS}, document, version_of, checksum) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((*place_values(p), key, kept, written) for p in its_places),
            )

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with translated_errors(self.folder):
            return self._connection.execute(sql, values).fetchall()

    def meta(self) -> dict[str, str]:
        """Return the metadata of the index: the key-value pairs of the table `meta`."""
        with translated_errors(self.folder):
            return read_meta(self._connection, self.folder)

    def _set_meta(self, values: dict[str, str]) -> None:
        self._connection.executemany(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            values.items(),
        )

    def _transaction(self) -> Transaction:
        return Transaction(self._connection, self.folder)

    def _insert(
        self,
        document: Document,
        passages: Sequence[Passage],
        first: int,
        vectors: Sequence[Vectors],
    ) -> None:
        last = first + len(vectors)
        recipe = self._recipe_digest + PARTIAL * (last < len(passages))
        key = self._insert_document(document, recipe, first)
        # The pieces leave no gaps: the first begins with the text, each ends where the next begins.
        following = passages[first + 1 : last + 1]
        ends = [*(p.start for p in following), *[document.length] * (last == len(passages))]
        begins = [passages[first].start if first else 0, *ends]
        text = document.text
        for passage, rows, a, b in zip(passages[first:last], vectors, begins, ends, strict=False):
            insert_passage(self._connection, key, passage, rows, offset=a, text=text[a:b])

    def _insert_document(self, document: Document, recipe: str, first: int) -> int:
        """Return the key of a document's row; a new row unless its first passages are stored."""
        values = [
            document.doc_id,
            recipe,
            document.title,
            document.author,
            document.source,
            document.url,
            document.published and document.published.isoformat(),
            document.sha256,
            document.length,
        ]
        partial = [document.doc_id, self._recipe_digest + PARTIAL]
        if first:
            key = self._connection.execute(
                "UPDATE documents SET recipe = ?, checksum = ? WHERE doc_id = ? AND recipe = ? "
                "RETURNING document",
                [recipe, checksum(*values), *partial],
            ).fetchone()[0]
        else:
            self._connection.execute(
                "DELETE FROM documents WHERE doc_id = ? AND recipe = ?", partial
            )
            key = self._connection.execute(
                "INSERT INTO documents (doc_id, recipe, title, author, source, url, published,"
                " sha256, length, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*values, checksum(*values)],
            ).lastrowid
        return int(key)


def _prepare(connection: sqlite3.Connection, folder: Path) -> None:
    """Set the journal mode and, in a new database, create the tables."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    if is_empty(connection):
        make_tables(connection)
    require_tables(connection, folder)
