"""Verifies an index, and a saved answer, against the files on the disk.

All rows are read and compared with their checksums: every passage with its sentences, vectors and
attributions, and every document's text. Then every file is parsed again and compared with its
documents in the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from rag.corpus import SourceFile, load, parse_file, walk
from rag.corpus.corrections import file_digest
from rag.errors import CorpusError, RagError
from rag.index import derived
from rag.index.database import corrupt
from rag.index.store import Store
from rag.json_faults import first_error
from rag.types import Document


@dataclass(frozen=True, slots=True)
class Verified:
    """The numbers of what was compared, and one line for each difference."""

    documents: int
    passages: int
    files: int
    differences: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"read {self.documents} articles in {self.passages} passages, and {self.files} files",
            *self.differences,
        ]
        verdict = "run 'rag build'" if self.differences else "no differences"
        return "\n".join([*lines, verdict])


def verify(store: Store, corpus: Path) -> Verified:
    """Check a whole index, and compare it with every file of its folder.

    Raises IndexCorrupt if the rows or the search indexes are damaged. Changes of the folder are no
    damage; they are returned as differences.
    """
    store.check()
    documents = store.documents()
    passages = read_all(store)
    derived.check(store, store.folder)
    indexed = [*documents, *store.left_out()]
    files, differences = _differences(corpus, indexed, store.known_files())
    return Verified(len(documents), passages, files, tuple(differences))


def read_all(store: Store) -> int:
    """Read and check every row; return the number of passages. Raises IndexCorrupt for damage."""
    ids = store.passage_ids()
    read = sum(len(store.passages([i])) * len(store.vectors([i])) for i in ids)
    if read != len(ids):
        raise corrupt(store.folder, f"{len(ids) - read} passages cannot be read")
    whole = store.passage_documents()
    for document in store.documents():
        if document.doc_id not in whole:
            raise corrupt(store.folder, f"the text of {document.path} is missing")
        # Reading the whole text checks its SHA-256; the doc_id depends on the metadata.
        rebuilt = Document.from_text(
            document.text,
            document.places[0],
            title=document.title,
            author=document.author,
            source=document.source,
            url=document.url,
            published=document.published,
        )
        if (rebuilt.doc_id, rebuilt.length) != (document.doc_id, document.length):
            raise corrupt(store.folder, f"the metadata of {document.path} was altered")
    return read


def _differences(
    corpus: Path, documents: Sequence[Document], known: Mapping[str, str]
) -> tuple[int, list[str]]:
    """Return the number of files, and one line for each that differs from the index."""
    indexed: dict[str, set[str]] = {}
    for document in documents:
        for place in document.places:
            indexed.setdefault(place.path, set()).add(document.doc_id)
    files, _ = walk(corpus)
    present = {file.path for file in files}
    lines = [f"{path}: is indexed, and no longer there" for path in known if path not in present]
    for file in files:
        if difference := _difference(file, indexed.get(file.path, set()), known.get(file.path)):
            lines.append(f"{file.path}: {difference}")
    return len(files), sorted(lines)


def _difference(file: SourceFile, indexed: set[str], sha256: str | None) -> str | None:
    """Return how a file differs from its documents in the index, or None."""
    try:
        data = load(file)
    except CorpusError as error:
        return str(error)
    if sha256 is None:
        return "is not indexed yet"
    if file_digest(file, data) != sha256:
        return "was changed after it was indexed"
    if {document.doc_id for document in parse_file(file, data).documents} != indexed:
        return "is parsed differently than when it was indexed"
    return None


class State(IntEnum):
    """The state of a quotation; the number is the exit status of `rag verify --answer`."""

    VERBATIM = 0
    MOVED = 3
    CHANGED = 4
    GONE = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a saved answer and its state; `start` is its present offset, if any."""

    text: str
    path: str
    state: State
    start: int | None

    def __str__(self) -> str:
        where = f" (now at character {self.start})" if self.state is State.MOVED else ""
        return f"{self.state.name.lower()}: {self.path}: {self.text}{where}"


class _Quotation(BaseModel):
    """The fields of a quotation in `Answer.to_dict` that are checked; others are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)

    text: str
    path: str
    start: NonNegativeInt
    end: NonNegativeInt
    record: int | None = None


class _Citation(_Quotation):
    context: list[_Quotation]
    also: list[_Quotation]


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    citations: list[_Citation]


def check_answer(answer: Any, corpus: Path) -> list[Checked]:
    """Check every quotation of an answer, as `--json` prints it, against the files on the disk.

    Raises RagError, naming the place of the first fault, if `answer` is not such an answer.
    """
    try:
        valid = _Answer.model_validate(answer)
    except ValidationError as error:
        raise RagError(
            f"this is no answer as 'rag ask --json' prints it: {first_error(error)}"
        ) from error
    return [
        _check(quotation, corpus)
        for citation in valid.citations
        for quotation in (citation, *citation.context, *citation.also)
    ]


def _check(quotation: _Quotation, corpus: Path) -> Checked:
    text, path = quotation.text, quotation.path
    document = _parse_article(corpus, path, quotation.record)
    if document is None:
        return Checked(text, path, State.GONE, None)
    if document.text[quotation.start : quotation.end] == text:
        return Checked(text, path, State.VERBATIM, quotation.start)
    start = document.text.find(text)
    if start < 0:
        return Checked(text, path, State.CHANGED, None)
    return Checked(text, path, State.MOVED, start)


def _parse_article(corpus: Path, path: str, record: int | None) -> Document | None:
    """Return one article of the folder, or None if it is gone or cannot be read."""
    files, _ = walk(corpus)
    file = next((f for f in files if f.path == path), None)
    if file is None:
        return None
    try:
        documents = parse_file(file, load(file)).documents
    except CorpusError:
        return None
    place = (path, record)
    return next((d for d in documents if place in ((p.path, p.record) for p in d.places)), None)


def worst(checked: Sequence[Checked]) -> State:
    """Return the worst state of the quotations; VERBATIM if there are none."""
    return worst_state(c.state for c in checked)


def worst_state(states: Iterable[State]) -> State:
    """Return the worst of some states; VERBATIM if there are none."""
    return max(states, default=State.VERBATIM)
