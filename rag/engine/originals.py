"""The files that the articles of an index were read from."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from rag.corpus.parsers import ARCHIVES
from rag.engine.inspection import corpus_folder
from rag.errors import CorpusError, QuestionError
from rag.index.store import Store
from rag.present import printable


def original_file(store: Store, path: str) -> Path:
    """Return the file of an article, whose `path` is one of the index; the archive it is in.

    Raises QuestionError for a path that no article of the index has, CorpusError if the file is
    gone or is a link that leads out of the corpus folder or to what is no article.
    """
    if not _is_indexed(store, path):
        raise QuestionError(f"the index has no article of the file “{printable(path)}”")
    folder = corpus_folder(store).resolve()
    inside = PurePosixPath(path)
    archives = [part for part in inside.parents if part.name.lower().endswith(ARCHIVES)]
    for part in (inside, *archives):  # a member of an archive stands below it
        file = folder / part
        if file.is_file():
            found = file.resolve()
            if not found.is_relative_to(folder):
                raise CorpusError(f"{printable(path)} is a link that leads out of {folder}", folder)
            real = found.relative_to(folder).as_posix()
            if real not in (path, part.as_posix()) and not _is_indexed(store, real):
                raise CorpusError(f"{printable(path)} is a link to what is no article", folder)
            return found
    raise CorpusError(f"{printable(path)} is no longer in {folder}: run 'rag build'", folder)


def _is_indexed(store: Store, path: str) -> bool:
    return bool(store.rows("SELECT 1 FROM places WHERE path = ? LIMIT 1", [path]))
