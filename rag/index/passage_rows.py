"""The rows of a passage: how it is written, with its sentences, attributions and vectors."""

from __future__ import annotations

import hashlib
import sqlite3

import numpy as np

from rag.index.checksums import AttributionRow, SentenceBounds, checksum, passage_checksum
from rag.index.embedding import Vectors
from rag.index.search_rows import search_checksum
from rag.types import Passage


def insert_passage(
    connection: sqlite3.Connection,
    document: int,
    passage: Passage,
    vectors: Vectors,
    *,
    offset: int,
    text: str,
) -> None:
    """Store a passage, its sentences and its attributions.

    `document` is the key of its document, `text` the piece of the document's text that begins at
    `offset`. `vectors`, shape (1 + sentences, dimension), begin with that of the passage.
    """
    blob = vectors.astype(np.float16).tobytes()
    bounds: list[SentenceBounds] = [
        (s.start, s.end, s.paragraph, int(s.heading)) for s in passage.sentences
    ]
    attributions: list[AttributionRow] = [
        (a.content.start, a.content.end, a.speaker, a.form, a.cue, a.kind, a.act, a.told_by)
        for a in passage.attributions
    ]
    doc_id, digest = passage.document.doc_id, passage_digest(passage)
    passage_vector = blob[: 2 * vectors.shape[1]]
    passage_id = connection.execute(
        "INSERT INTO passages (document, offset, start, end, text, digest, vectors, searched,"
        " ranked, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            document,
            offset,
            passage.start,
            passage.end,
            text,
            digest,
            blob,
            search_checksum(doc_id, digest, offset, text, passage_vector),
            checksum(digest, blob=blob),
            passage_checksum(
                doc_id, text, offset, passage.start, passage.end, bounds, attributions, blob
            ),
        ],
    ).lastrowid
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", [(passage_id, *b) for b in bounds]
    )
    connection.executemany(
        "INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(passage_id, *a) for a in attributions],
    )


def passage_digest(passage: Passage) -> bytes:
    """Return the SHA-256 of what is embedded: under one recipe it determines the vectors."""
    bounds = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    return hashlib.sha256(f"{bounds}\0{passage.text}".encode()).digest()
