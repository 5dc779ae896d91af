"""An index as one file: for a backup, or to move it.

The file is a ZIP archive of the database, copied in one state while others may write, and of the
search indexes of that state. An index folder that was copied as it is works as well.
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
from rag.index.checks import seal
from rag.index.database import DATABASE, connect_reader
from rag.index.store import Store
from rag.index.verify import read_all

# What an archive may hold; anything else, such as a path that leads elsewhere, is refused.
_NAME = re.compile(rf"{re.escape(DATABASE)}|passages-\d+\.faiss|terms-\d+/[\w.-]+")


def export_index(folder: Path, file: Path) -> None:
    """Write an index into one file, which is there whole or not at all.

    Raises IndexMissing, IndexCorrupt for a damaged index, IndexStoreError where nothing can be
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
    """Make an index folder of what `export_index` wrote, after reading all of it.

    Raises IndexStoreError if there is an index already, or the file is not an exported index, and
    IndexCorrupt if it is damaged; the folder is then as it was.
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
    """Copy one state of an index, with search indexes of that very state."""
    with closing(Store(folder)) as store:
        store.check()
    with (
        closing(connect_reader(folder)) as source,
        closing(sqlite3.connect(state / DATABASE)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        meta = dict(copy.execute("SELECT key, value FROM meta"))
        made = derived.write(
            copy, Store(state).recipe.embedder.dimension, state, int(meta["generation"])
        )
        copy.executemany(
            "UPDATE meta SET value = ? WHERE key = ?", ((v, k) for k, v in made.items())
        )
        seal(copy)
        copy.commit()


def _extract(file: Path, state: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            strange = next((n for n in names if not _NAME.fullmatch(n)), None)
            if strange is not None or DATABASE not in names:
                raise IndexStoreError(f"{file} is not an index that 'rag export' wrote", file)
            archive.extractall(state)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise IndexStoreError(
            f"{file} is damaged, or not an index that 'rag export' wrote", file
        ) from error
