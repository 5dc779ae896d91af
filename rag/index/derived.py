"""The FAISS and tantivy indexes of an index folder, derived from the rows of one state.

The name of each contains its generation, and the database records its SHA-256. If one is missing,
damaged or of another state, it is rebuilt from the rows, in memory, when it is needed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexCorrupt
from rag.index.search_rows import read_passage_texts, read_passage_vectors
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.index.vectors import (
    EXACT,
    VectorIndex,
    exact_nearest,
    factory,
    question_like,
    recall,
)

# Larger FAISS files are mapped into memory: what a search does not compare is not read.
MAPPED_FROM = 256 << 20  # bytes, those of about 325,000 passages of 384 dimensions

_TERMS_FORMAT = b"terms with positions"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Derived:
    """The search indexes of one state of the index."""

    generation: int
    vectors: VectorIndex
    terms: TermIndex


def write(
    connection: sqlite3.Connection, dimension: int, folder: Path, generation: int
) -> dict[str, str]:
    """Write both indexes for the rows that `connection` sees; return the values for `meta`.

    Both are flushed to the disk before this returns, so that a commit can follow.
    """
    ids, vectors = read_passage_vectors(connection, dimension)
    index, kind = VectorIndex.build(ids, vectors), factory(*vectors.shape)
    measured = "1"  # the recall of an exact index, by definition
    if kind != EXACT:
        queries = question_like(vectors)
        measured = f"{recall(index, queries, exact_nearest(ids, vectors, queries)):.4f}"
    del vectors  # gigabytes where there are millions
    data = index.to_bytes()
    write_durably(_vectors_path(folder, generation), data)
    terms = _terms_path(folder, generation)
    shutil.rmtree(terms, ignore_errors=True)
    terms.mkdir()
    TermIndex.build(read_passage_texts(connection, dimension), terms)
    for file in (*terms.iterdir(), terms, folder):
        _sync(file)
    return {
        "passages_sha256": hashlib.sha256(data).hexdigest(),
        "passages_index": kind,
        "passages_recall": measured,
        "terms_sha256": _folder_digest(terms),
    }


def load(store: Store, folder: Path) -> Derived:
    """Load both indexes of the state that `store` sees; unusable ones are rebuilt in memory."""
    meta = store.meta()
    generation = int(meta.get("generation", 0))
    return Derived(
        generation,
        _load_vectors(store, _vectors_path(folder, generation), meta.get("passages_sha256")),
        _load_terms(store, _terms_path(folder, generation), meta.get("terms_sha256")),
    )


def damaged(meta: Mapping[str, str], folder: Path) -> list[Path]:
    """Return the search indexes of a state that are missing or damaged."""
    generation = int(meta.get("generation", 0))
    found = []
    for path, digest, name in (
        (_vectors_path(folder, generation), _file_digest, "passages_sha256"),
        (_terms_path(folder, generation), _folder_digest, "terms_sha256"),
    ):
        try:
            intact = digest(path) == meta.get(name)
        except OSError:
            intact = False
        if not intact:
            found.append(path)
    return found


def check(store: Store, folder: Path) -> None:
    """Raise IndexCorrupt if a search index is missing, damaged, or holds other passages."""
    meta = store.meta()
    if bad := damaged(meta, folder):
        raise IndexCorrupt(
            f"{bad[0]} is missing or damaged: run 'rag build', which rebuilds it from the rows",
            folder,
        )
    generation = int(meta.get("generation", 0))
    vectors, terms = _vectors_path(folder, generation), _terms_path(folder, generation)
    ids = store.passage_ids()
    if sorted(VectorIndex.map_file(vectors).ids()) != sorted(ids):
        raise IndexCorrupt(f"{vectors} holds other passages than the rows", folder)
    # tantivy opens nothing on a disk that can't be written; the digest was compared all the same.
    if os.access(terms, os.W_OK) and len(TermIndex.open(terms)) != len(ids):
        raise IndexCorrupt(f"{terms} holds other passages than the rows", folder)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_others(folder: Path, generation: int) -> None:
    """Remove the derived indexes of all states but this one and the one before it.

    Another process may be about to open those of the previous state. Files that cannot be removed
    now are removed after a later build.
    """
    kept = {path(folder, g) for path in (_vectors_path, _terms_path) for g in _last_two(generation)}
    for path in (*folder.glob("passages-*.faiss"), *folder.glob("terms-*")):
        if path not in kept:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def write_durably(path: Path, data: bytes | memoryview) -> None:
    """Write a file atomically: after a crash it is either complete or absent."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync(path.parent)


def _load_vectors(store: Store, path: Path, sha256: str | None) -> VectorIndex:
    with suppress(OSError):  # a missing file is logged below, like a damaged one
        if path.stat().st_size >= MAPPED_FROM:
            if _file_digest(path) == sha256:
                return VectorIndex.map_file(path)
        elif hashlib.sha256(data := path.read_bytes()).hexdigest() == sha256:
            return VectorIndex.from_bytes(data)
    log.warning("%s is missing or damaged: rebuilt in memory from the rows", path)
    return VectorIndex.build(*store.passage_vectors())


def _load_terms(store: Store, folder: Path, sha256: str | None) -> TermIndex:
    try:
        if _folder_digest(folder) == sha256:
            return TermIndex.open(folder)
    except (OSError, ValueError):
        pass  # logged below, like any other damage
    log.warning("%s is missing or damaged: rebuilt in memory from the rows", folder)
    return TermIndex.build(store.passage_texts())


def _folder_digest(folder: Path) -> str:
    """Return the SHA-256 of format, names and contents of a tantivy folder without its lock files.

    A folder of another format has another digest, and is rebuilt like a damaged one.
    """
    digest = hashlib.sha256(_TERMS_FORMAT)
    for file in sorted(folder.iterdir()):
        if not file.name.endswith(".lock"):
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            with file.open("rb") as opened:
                hashlib.file_digest(opened, lambda: digest)  # adds to it what the file holds
    return digest.hexdigest()


def _sync(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows cannot open folders, and does not need this step
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_two(generation: int) -> tuple[int, int]:
    return generation, generation - 1


def _vectors_path(folder: Path, generation: int) -> Path:
    return folder / f"passages-{generation}.faiss"


def _terms_path(folder: Path, generation: int) -> Path:
    return folder / f"terms-{generation}"
