"""Proving an index, and a saved answer, against the files on the disk.

What the rows hold is read in full and compared with what it was when it was written: every passage
with its sentences, vectors and attributions, every document's text. Then every file is read again,
and what it says now is compared with what the index holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from rag.corpus import SourceFile, load, parse, walk
from rag.errors import CorpusError, RagError
from rag.index import derived
from rag.index.database import corrupt
from rag.index.store import Store
from rag.types import Document, Place


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared, and what differs: a line for each difference, none if all agrees."""

    documents: int
    passages: int
    files: int
    differences: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"read {self.documents} articles in {self.passages} passages, and {self.files} files",
            *self.differences,
        ]
        verdict = "run 'rag build'" if self.differences else "everything is as it was written"
        return "\n".join([*lines, verdict])


def verify(store: Store, corpus: Path) -> Verified:
    """Read a whole index, and every file of its folder, again.

    Raises IndexCorrupt where the rows, or the search indexes beside them, are not as they were
    written. That the folder has changed is no damage: those are the differences.
    """
    store.check()
    documents = store.documents()
    passages = read_all(store)
    derived.check(store, store.folder)
    files, differences = _differences(corpus, documents, store.known_files())
    return Verified(len(documents), passages, files, tuple(differences))


def read_all(store: Store) -> int:
    """Read every row; return the number of passages. Raises IndexCorrupt for damage."""
    ids = store.passage_ids()
    read = sum(len(store.passages([i])) for i in ids)
    if read != len(ids):
        raise corrupt(store.folder, f"{len(ids) - read} passages cannot be read")
    whole = store.passage_documents()
    for document in store.documents():
        if document.doc_id not in whole:
            raise corrupt(store.folder, f"the text of {document.path} is gone")
        # Reading the whole text compares it with its SHA-256; the identity holds the rest.
        again = Document.from_text(
            document.text,
            document.places[0],
            title=document.title,
            author=document.author,
            source=document.source,
            url=document.url,
            published=document.published,
        )
        if (again.doc_id, again.length) != (document.doc_id, document.length):
            raise corrupt(
                store.folder, f"what is known of {document.path} is not as it was written"
            )
    return read


def _differences(
    corpus: Path, documents: Sequence[Document], known: Mapping[str, str]
) -> tuple[int, list[str]]:
    """Read every file again; return how many, and a line for each that is not as indexed."""
    held: dict[str, set[str]] = {}
    for document in documents:
        for place in document.places:
            held.setdefault(place.path, set()).add(document.doc_id)
    files, _ = walk(corpus)
    there = {file.path for file in files}
    lines = [f"{path}: is indexed, and no longer there" for path in known if path not in there]
    for file in files:
        if said := _difference(file, held.get(file.path, set()), known.get(file.path)):
            lines.append(f"{file.path}: {said}")
    return len(files), sorted(lines)


def _difference(file: SourceFile, held: set[str], sha256: str | None) -> str | None:
    """Say how a file differs from what the index holds of it."""
    try:
        data = load(file)
    except CorpusError as error:
        return str(error)
    if sha256 is None:
        return "is not indexed yet"
    if hashlib.sha256(data).hexdigest() != sha256:
        return "was changed after it was indexed"
    if {document.doc_id for document in parse(file.path, data).documents} != held:
        return "is read otherwise than when it was indexed"
    return None


class State(IntEnum):
    """What became of a quotation; the number is the exit status of `rag verify --answer`."""

    VERBATIM = 0
    MOVED = 3
    CHANGED = 4
    GONE = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a saved answer, and what became of it; `start` is where it stands now."""

    text: str
    path: str
    state: State
    start: int | None

    def __str__(self) -> str:
        where = f" (now at character {self.start})" if self.state is State.MOVED else ""
        return f"{self.state.name.lower()}: {self.path}: {self.text}{where}"


def check_answer(answer: Any, corpus: Path) -> list[Checked]:
    """Check every quotation of an answer, as `--json` prints it, against the files on the disk.

    Raises RagError, naming the first fault, for what is not such an answer.
    """
    return [
        _check(quotation, corpus)
        for citation in _field(answer, "citations", list)
        for quotation in (
            citation,
            *_field(citation, "context", list),
            *_field(citation, "also", list),
        )
    ]


def _check(quotation: Any, corpus: Path) -> Checked:
    text, path = _field(quotation, "text", str), _field(quotation, "path", str)
    start, end = _field(quotation, "start", int), _field(quotation, "end", int)
    record = quotation.get("record")
    found = _read(corpus, path, record)
    if found is None:
        return Checked(text, path, State.GONE, None)
    if found.text[start:end] == text:
        return Checked(text, path, State.VERBATIM, start)
    moved = found.text.find(text)
    state = State.CHANGED if moved < 0 else State.MOVED
    return Checked(text, path, state, None if moved < 0 else moved)


def _read(corpus: Path, path: str, record: int | None) -> Document | None:
    """Read one article of the folder, None if it is no longer there or can't be read."""
    files, _ = walk(corpus)
    file = next((f for f in files if f.path == path), None)
    if file is None:
        return None
    try:
        documents = parse(path, load(file)).documents
    except CorpusError:
        return None
    place = [d for d in documents if any(_is_at(p, path, record) for p in d.places)]
    return place[0] if place else None


def _is_at(place: Place, path: str, record: int | None) -> bool:
    return (place.path, place.record) == (path, record)


def _field(value: Any, name: str, kind: type) -> Any:
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind):
        raise RagError(
            f"this is no answer as 'rag ask --json' prints it: it has no {name!r} that is a "
            f"{kind.__name__}"
        )
    return found


def worst(checked: Sequence[Checked]) -> State:
    """Return the worst that became of a quotation; an answer without any is verbatim."""
    return max((c.state for c in checked), default=State.VERBATIM)
