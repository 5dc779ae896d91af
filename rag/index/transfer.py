"""Exports an index to one file, for a backup or to move it, and imports it again.

The file is a ZIP archive of the database, copied in one state even while another process writes,
and of the search indexes of that state. A plain copy of an index folder works as well.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

from rag.errors import IndexStoreError
from rag.index import derived
from rag.index.checksums import seal
from rag.index.database import DATABASE, connect_read_only
from rag.index.store import Store
from rag.index.verify import read_all

# The file names that an archive may hold; others, such as paths out of the folder, are refused.
_NAME = re.compile(rf"{re.escape(DATABASE)}|passages-\d+\.faiss|terms-\d+/[\w.-]+")


def export_index(folder: Path, file: Path) -> None:
    """Write an index into one file, atomically.

    Raises IndexMissing, IndexCorrupt for a damaged index, IndexStoreError if the file cannot be
    written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".rag-", dir=file.resolve().parent) as temporary:
            state, archive = Path(temporary, "index"), Path(temporary, "archive.zip")
            state.mkdir()
            _copy(folder, state)
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
                for path in sorted(p for p in state.rglob("*") if p.is_file()):
                    written.write(path, path.relative_to(state).as_posix())
            os.replace(archive, file)
    except OSError as error:
        raise IndexStoreError(
            f"cannot write {file} ({error.strerror}): give another file", file
        ) from error


def import_index(file: Path, folder: Path) -> None:
    """Create an index folder from a file of `export_index`, after checking all of it.

    Raises IndexStoreError if the folder already holds an index or the file is not an exported
    index, and IndexCorrupt if it is damaged; the folder is then unchanged.
    """
    if (folder / DATABASE).exists():
        raise IndexStoreError(f"{folder} holds an index already: give another --index", folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rag-", dir=folder.resolve().parent) as temporary:
            state = Path(temporary, "index")
            _extract(file, state)
            with closing(Store(state)) as store:
                read_all(store)
                derived.check(store, state)
            shutil.copytree(state, folder, dirs_exist_ok=True)
    except OSError as error:
        raise IndexStoreError(f"cannot import {file} ({error.strerror or error})", file) from error


def _copy(folder: Path, state: Path) -> None:
    """Copy one state of an index and write the search indexes of that state."""
    with closing(Store(folder)) as store:
        store.check()
    with (
        closing(connect_read_only(folder)) as source,
        closing(sqlite3.connect(state / DATABASE)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        meta = dict(copy.execute("SELECT key, value FROM meta"))
        digests = derived.write(
            copy, Store(state).recipe.embedder.dimension, state, int(meta["generation"])
        )
        copy.executemany(
            "UPDATE meta SET value = ? WHERE key = ?", ((v, k) for k, v in digests.items())
        )
        seal(copy)
        copy.commit()


def _extract(file: Path, state: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if DATABASE not in names or not all(map(_NAME.fullmatch, names)):
                raise IndexStoreError(f"{file} is not an index that 'rag export' wrote", file)
            archive.extractall(state)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise IndexStoreError(
            f"{file} is damaged, or not an index that 'rag export' wrote", file
        ) from error
