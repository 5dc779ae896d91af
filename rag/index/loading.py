"""Builds documents and passages from their rows, and compares each row with its checksum."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import IndexStoreError
from rag.index.checksums import (
    VISIBLE,
    AttributionRow,
    SentenceBounds,
    checksum,
    passage_checksum,
    places_checksum,
)
from rag.index.database import LISTED, corrupt, listed
from rag.index.embedding import Vectors
from rag.index.place_rows import PLACE_COLUMNS, stored_place
from rag.index.recent import Recent
from rag.types import Attribution, Document, Passage, Sentence, Span

WHOLE_TEXTS = 16  # of documents, kept: an answer shows the places of several sentences of each
BATCH = 500  # rows fetched by one query, so that they are not all in memory twice

Query = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors as they are stored, in half precision."""

    passage_id: int
    passage: Passage
    halves: npt.NDArray[np.floating[Any]]

    @property
    def vectors(self) -> Vectors:
        """The vectors, of shape (1 + sentences, dimension); row 0 is the passage's own."""
        return self.halves.astype(np.float32)


class RowLoader:
    """Builds documents and passages of the index in `folder` from the rows that `query` returns.

    Raises IndexCorrupt if a row differs from what was written.
    """

    def __init__(self, folder: Path, query: Query) -> None:
        self._folder = folder
        self._query = query
        self._read_last = Recent[tuple[int, str], str](WHOLE_TEXTS)

    def passages(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        """Return the visible passages among these ids, in the given order."""
        return [
            stored for ids in _batches(passage_ids) for stored in self._passages_of_batch(list(ids))
        ]

    def documents(self, keys: Sequence[int]) -> dict[int, Document]:
        """Return documents by key; their texts are read on demand."""
        documents: dict[int, Document] = {}
        for batch in _batches(keys):
            places: dict[int, list[tuple[Any, ...]]] = {}
            for key, *values in self._query(
                f"SELECT document, {PLACE_COLUMNS}, checksum FROM places "
                f"WHERE document IN {LISTED} ORDER BY path, record",
                [listed(batch)],
            ):
                places.setdefault(key, []).append(tuple(values))
            for key, *row in self._query(
                "SELECT document, doc_id, recipe, title, author, source, url, published, sha256, "
                f"length, checksum FROM documents WHERE document IN {LISTED}",
                [listed(batch)],
            ):
                documents[key] = self._document(key, row, places.get(key, []))
        if len(documents) != len(set(keys)):
            raise corrupt(self._folder, f"{len(set(keys)) - len(documents)} documents are missing")
        return documents

    def text(self, document: int, sha256: str) -> str:
        """Return the whole text of a document; the few that were read last are kept.

        Raises IndexStoreError if the document is gone, and IndexCorrupt if its text does not have
        the digest `sha256`.
        """
        key = document, sha256
        (whole,) = self._read_last.get([key], lambda _: {key: self._joined(document, sha256)})
        return whole

    def _joined(self, document: int, sha256: str) -> str:
        """Return the whole text of a document, joined from its passages."""
        rows = self._query(
            "SELECT text FROM passages WHERE document = ? ORDER BY offset", [document]
        )
        if not rows:
            raise document_gone(self._folder)
        whole = "".join(text for (text,) in rows)
        if hashlib.sha256(whole.encode("utf-8")).hexdigest() != sha256:
            raise corrupt(self._folder, f"the text of document {document} was altered")
        return whole

    def _passages_of_batch(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        ids = listed(passage_ids)
        rows = self._query(
            "SELECT passage_id, document, offset, start, end, text, vectors, checksum "
            f"FROM passages WHERE passage_id IN {LISTED} AND {VISIBLE}",
            [ids],
        )
        sentences = self._by_passage(
            "SELECT passage_id, start, end, paragraph, heading FROM sentences "
            f"WHERE passage_id IN {LISTED} ORDER BY passage_id, start",
            ids,
        )
        attributions = self._by_passage(
            "SELECT passage_id, start, end, speaker, form, cue, kind, act, told_by "
            f"FROM attributions WHERE passage_id IN {LISTED} ORDER BY passage_id, rowid",
            ids,
        )
        documents = self.documents(sorted({row[1] for row in rows}))
        found = {
            row[0]: self._passage(
                row,
                documents[row[1]],
                sentences.get(row[0], []),
                attributions.get(row[0], []),
            )
            for row in rows
        }
        return [found[i] for i in passage_ids if i in found]

    def _by_passage(self, sql: str, ids: str) -> dict[int, list[tuple[Any, ...]]]:
        rows: dict[int, list[tuple[Any, ...]]] = {}
        for row in self._query(sql, [ids]):
            rows.setdefault(row[0], []).append(row[1:])
        return rows

    def _passage(
        self,
        row: tuple[Any, ...],
        document: Document,
        sentences: list[SentenceBounds],
        attributions: list[AttributionRow],
    ) -> StoredPassage:
        passage_id, _, offset, start, end, text, blob, written = row
        found = passage_checksum(
            document.doc_id, text, offset, start, end, sentences, attributions, blob
        )
        if found != written:
            raise corrupt(self._folder, f"passage {passage_id} was altered")
        body = document.body
        assert isinstance(body, StoredBody)
        body.add(offset, text)
        passage = Passage(
            document,
            start,
            end,
            tuple(Sentence(document, a, b, p, bool(h)) for a, b, p, h in sentences),
            tuple(Attribution(Span(document, a, b), *rest) for a, b, *rest in attributions),
        )
        halves = np.frombuffer(blob, dtype=np.float16).reshape(1 + len(sentences), -1)
        return StoredPassage(passage_id, passage, halves)

    def _document(
        self, key: int, row: Sequence[Any], place_rows: Sequence[tuple[Any, ...]]
    ) -> Document:
        *values, written = row
        doc_id, _, title, author, source, url, published, sha256, length = values
        try:
            places = [stored_place(*place) for *place, _ in place_rows]
        except (TypeError, ValueError) as fault:
            raise corrupt(self._folder, f"the places of document {key} were altered") from fault
        written_places = {place[-1] for place in place_rows}
        if checksum(*values) != written or written_places != {places_checksum(doc_id, places)}:
            raise corrupt(self._folder, f"the metadata of document {key} was altered")
        return Document(
            doc_id=doc_id,
            title=title,
            author=author,
            source=source,
            url=url,
            published=date.fromisoformat(published) if published else None,
            sha256=sha256,
            length=length,
            places=tuple(places),
            body=StoredBody(self, key, sha256),
        )


class StoredBody:
    """A document's text in the index: passages already loaded, and the whole text on demand.

    The whole text is not kept here: passages, and with them their documents, are kept for long.
    """

    def __init__(self, loader: RowLoader, document: int, sha256: str) -> None:
        self._loader = loader
        self._document = document
        self._sha256 = sha256
        self._pieces: dict[int, str] = {}

    def add(self, offset: int, text: str) -> None:
        """Cache a piece of the text, so that it need not be read again."""
        self._pieces[offset] = text

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        offsets = sorted(self._pieces)
        i = bisect_right(offsets, start) - 1
        if i >= 0 and end <= offsets[i] + len(self._pieces[offsets[i]]):
            return self._pieces[offsets[i]][start - offsets[i] : end - offsets[i]]
        return self._loader.text(self._document, self._sha256)[start:end]


def document_gone(folder: Path) -> IndexStoreError:
    """Return the error for a document that a later build removed."""
    return IndexStoreError(
        "the article was changed or removed after the answer was made: ask again", folder
    )


def _batches(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[at : at + BATCH] for at in range(0, len(values), BATCH))
