"""Reads what the search indexes are built from: the text and the vector of each visible passage.

Passages are ordered by content, not by time of insertion, so that an index updated in steps and one
built at once return the same results.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from rag.index.checksums import VISIBLE, checksum
from rag.index.database import LISTED, listed
from rag.index.embedding import Vectors
from rag.index.vectors import Ids

_NO_SIGN_EXTENSION = np.int32(-(1 << 31) | (1 << 28) - 1)  # the sign, and all but the three below


def read_passage_vectors(connection: sqlite3.Connection, dimension: int) -> tuple[Ids, Vectors]:
    """Return the ids, shape (n,), and vectors, (n, dimension), of all visible passages.

    Raises sqlite3.DatabaseError for damage.
    """
    ids: list[int] = []
    vectors = bytearray()
    for passage_id, _, vector in _search_rows(connection, dimension):
        ids.append(passage_id)
        vectors += vector
    matrix = np.frombuffer(vectors, dtype=np.float16).astype(np.float32)
    return np.array(ids, dtype=np.int64), matrix.reshape(len(ids), dimension)


def read_passage_texts(connection: sqlite3.Connection, dimension: int) -> Iterator[tuple[int, str]]:
    """Yield (passage id, text) of all visible passages, in the same order."""
    return ((row[0], row[1]) for row in _search_rows(connection, dimension))


def read_some_texts(
    connection: sqlite3.Connection, dimension: int, passage_ids: Sequence[int]
) -> list[str]:
    """Return the texts of the visible passages among these ids, in any order, by one query.

    Raises sqlite3.DatabaseError for damage.
    """
    rows = _checked_rows(connection, dimension, f"passage_id IN {LISTED}", [listed(passage_ids)])
    return [text for _, _, text, _ in rows]


def read_some_vectors(
    connection: sqlite3.Connection, dimension: int, passage_ids: Sequence[int]
) -> dict[int, Vectors]:
    """Return all vectors of the passages of these distinct ids: their own, and the sentences'.

    The passages need not be visible. Raises sqlite3.DatabaseError for damage.
    """
    rows = connection.execute(
        "SELECT passage_id, vectors, digest, ranked FROM json_each(?) "
        "JOIN passages ON passage_id = value",
        [listed(passage_ids)],
    ).fetchall()
    ends: list[int] = []
    for passage_id, blob, digest, written in rows:
        if checksum(digest, blob=blob) != written or len(blob) % (2 * dimension):
            raise sqlite3.DatabaseError(f"passage {passage_id} was altered")
        ends.append(len(blob) // (2 * dimension) + (ends[-1] if ends else 0))
    matrix = widened(b"".join([row[1] for row in rows])).reshape(-1, dimension)
    # Copies: a view would keep all of the matrix in memory for as long as one passage is kept.
    parts = [matrix[start:end].copy() for start, end in pairwise([0, *ends])]
    return {row[0]: part for row, part in zip(rows, parts, strict=True)}


def widened(halves: bytes) -> Vectors:
    """Return finite float16 numbers as float32, as `astype` does, in a quarter of its time.

    Exponent and fraction are moved to their places in a float32, whose exponents have another
    bias: 127, where those of a float16 have 15.
    """
    bits = np.frombuffer(halves, dtype=np.int16).astype(np.int32)
    bits <<= 13
    bits &= _NO_SIGN_EXTENSION
    numbers: Vectors = bits.view(np.float32)
    numbers *= np.float32(2.0 ** (127 - 15))
    return numbers


def _search_rows(
    connection: sqlite3.Connection, dimension: int
) -> Iterator[tuple[int, str, bytes]]:
    """Yield (passage id, text, vector), checking each row and that every document is complete."""
    lengths: dict[int, int] = {}  # code points read, by document
    for passage_id, document, text, vector in _checked_rows(connection, dimension, "1", []):
        lengths[document] = lengths.get(document, 0) + len(text)
        yield passage_id, text, vector
    documents = connection.execute(f"SELECT document, length FROM documents WHERE {VISIBLE}")
    for document, length in documents:
        if lengths.get(document) != length:
            raise sqlite3.DatabaseError(f"passages of document {document} are missing")


def _checked_rows(
    connection: sqlite3.Connection, dimension: int, condition: str, values: Sequence[Any]
) -> Iterator[tuple[int, int, str, bytes]]:
    """Yield (passage id, document, text, vector) of visible passages, checking each row."""
    for passage_id, document, doc_id, digest, offset, text, vector, written in connection.execute(
        "SELECT passage_id, document, doc_id, digest, offset, text, "
        f"substr(vectors, 1, {2 * dimension}), searched "
        f"FROM passages JOIN documents USING (document) WHERE {condition} AND {VISIBLE} "
        "ORDER BY digest, doc_id, offset",
        values,
    ):
        if search_checksum(doc_id, digest, offset, text, vector) != written:
            raise sqlite3.DatabaseError(f"passage {passage_id} was altered")
        yield passage_id, document, text, vector


def search_checksum(doc_id: str, digest: bytes, offset: int, text: str, vector: bytes) -> int:
    """Return the CRC-32 of what a search index is built from; `vector` is float16 bytes."""
    return checksum(doc_id, digest, offset, text, blob=vector)
