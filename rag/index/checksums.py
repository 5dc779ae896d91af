"""Checksums of the rows of an index, which reveal damage that SQLite itself does not notice.

Rows that are read one by one have a checksum each. Queries that return a whole table are sealed:
`meta` holds a checksum of each such query's rows from when the state was published, and one of
`meta` itself.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rag.index.database import corrupt, require_schema
from rag.index.place_rows import PLACE_COLUMNS, place_values
from rag.index.recipe import SCHEMA_VERSION
from rag.types import Place

# Documents with a place in the corpus; others are being built or about to be removed. A version of
# another document has a place, and stays invisible.
VISIBLE = "document IN (SELECT document FROM places WHERE version_of IS NULL)"

SEALED = {
    "files": "SELECT path, sha256 FROM files ORDER BY path",
    "skipped": "SELECT path, reason, record FROM skipped ORDER BY path, record",
    "places": (
        f"SELECT doc_id, {PLACE_COLUMNS}, version_of FROM places "
        "JOIN documents USING (document) ORDER BY path, record"
    ),
    "fields": (
        "SELECT fields, count(*), count(DISTINCT path), min(path) FROM places "
        "WHERE fields IS NOT NULL GROUP BY fields ORDER BY count(*) DESC, min(path), fields"
    ),
    "versions": (
        "SELECT path, record, version_of FROM places WHERE version_of IS NOT NULL "
        "ORDER BY path, record"
    ),
    "documents": f"SELECT document FROM documents WHERE {VISIBLE} ORDER BY document",
    "passages": f"SELECT passage_id FROM passages WHERE {VISIBLE} ORDER BY passage_id",
    "counts": (
        "SELECT (SELECT count(DISTINCT document) FROM places WHERE version_of IS NULL), "
        f"(SELECT count(*) FROM passages WHERE {VISIBLE}), "
        "(SELECT count(*) FROM sentences WHERE passage_id IN "
        f"(SELECT passage_id FROM passages WHERE {VISIBLE})), (SELECT count(*) FROM files)"
    ),
    "speakers": (
        "SELECT document, speaker, kind, told_by FROM attributions JOIN passages "
        f"USING (passage_id) WHERE speaker IS NOT NULL AND {VISIBLE} "
        "GROUP BY document, attributions.start, attributions.end, cue, speaker, kind, told_by"
    ),
    "facts": (
        "SELECT document, source, published, path, record FROM documents "
        "JOIN places USING (document) WHERE version_of IS NULL ORDER BY document, path, record"
    ),
    "names": (
        "SELECT DISTINCT speaker FROM attributions JOIN passages USING (passage_id) "
        f"WHERE speaker IS NOT NULL AND {VISIBLE} ORDER BY speaker"
    ),
    "speaking": (
        "SELECT DISTINCT passage_id FROM attributions JOIN passages USING (passage_id) "
        f"WHERE {VISIBLE} ORDER BY passage_id"
    ),
}
"""Queries over all visible rows, by name."""

_SEAL = "rows of "  # prefix of a query's name, as a key of `meta`
_CHECKSUM = "checksum"  # the key of the checksum of all other keys and values
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
_SET = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def checksum(*values: Any, blob: Any = b"") -> int:
    """Return the CRC-32 of any values that SQLite returns; it reveals any single changed byte.

    Bytes may be among the values, but long ones are processed far faster as the `blob`.
    """
    if not isinstance(blob, bytes):  # damage turned it into a text or a number
        values, blob = (*values, blob), b""
    return zlib.crc32(blob, zlib.crc32(repr(values).encode("utf-8", "backslashreplace")))


SentenceBounds = tuple[int, ...]  # start, end, paragraph, heading
AttributionRow = tuple[Any, ...]  # start, end, speaker, form, cue, kind, act, told_by


def passage_checksum(
    doc_id: str,
    text: str,
    offset: int,
    start: int,
    end: int,
    bounds: Sequence[SentenceBounds],
    attributions: Sequence[AttributionRow],
    vectors: bytes,
) -> int:
    """Return the CRC-32 of all rows of a passage; it reveals any single changed byte."""
    return checksum(
        doc_id, text, offset, start, end, list(bounds), list(attributions), blob=vectors
    )


def places_checksum(doc_id: str, places: Sequence[Place]) -> int:
    """Return the CRC-32 of a document's places, which are ordered by path and record."""
    return checksum(doc_id, [place_values(place) for place in places])


def seal(connection: sqlite3.Connection) -> None:
    """Record in `meta` the checksums of the rows of the state that is about to be published."""
    for name, sql in SEALED.items():
        rows = connection.execute(sql).fetchall()
        connection.execute(_SET, (_SEAL + name, str(checksum(rows))))
    seal_meta(connection)


def seal_meta(connection: sqlite3.Connection) -> None:
    """Record the checksum of all keys and values in `meta`."""
    values = dict(connection.execute("SELECT key, value FROM meta"))
    values.pop(_CHECKSUM, None)
    connection.execute(_SET, (_CHECKSUM, str(checksum(sorted(values.items())))))


def read_meta(connection: sqlite3.Connection, folder: Path) -> dict[str, str]:
    """Return the metadata of an index; before the first publication it is only the schema version.

    Raises IndexMismatch for another schema, IndexCorrupt if anything was altered.
    """
    values = dict(connection.execute("SELECT key, value FROM meta"))
    require_schema(values.get("schema"), folder)
    if not all(isinstance(key, str) for key in values):
        raise corrupt(folder, "a key of its metadata is not text")
    found = values.pop(_CHECKSUM, None)
    if set(values) != {"schema"} and found != str(checksum(sorted(values.items()))):
        raise corrupt(folder, "its metadata was altered")
    return values


def read_sealed(connection: sqlite3.Connection, folder: Path, name: str) -> list[tuple[Any, ...]]:
    """Run one of the `SEALED` queries. Raises IndexCorrupt if its rows were altered.

    Before the first publication the rows are not checked.
    """
    rows = connection.execute(SEALED[name]).fetchall()
    sealed = read_meta(connection, folder).get(_SEAL + name)
    if sealed is not None and sealed != str(checksum(rows)):
        raise corrupt(folder, f"rows of its {name} were altered")
    return rows


def is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether a database has no tables yet."""
    return not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()


def require_tables(connection: sqlite3.Connection, folder: Path) -> None:
    """Raise IndexMismatch for the tables of another version, IndexCorrupt for damaged ones."""
    found = connection.execute(_SCHEMA).fetchall()
    if any(row[1] == "meta" for row in found):
        read_meta(connection, folder)  # IndexMismatch: tables of another version are no damage
    if found != _tables():
        raise corrupt(folder, "its table definitions were altered")


@cache
def _tables() -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(":memory:")
    make_tables(connection)
    return connection.execute(_SCHEMA).fetchall()


def make_tables(connection: sqlite3.Connection) -> None:
    """Create the tables of an empty database, in one commit."""
    schema = files("rag.index").joinpath("schema.sql").read_text("utf-8")
    connection.executescript(
        f"BEGIN; {schema} INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}'); COMMIT;"
    )
