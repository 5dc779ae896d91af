"""The stages that run on the nodes: parsing files, and the actors that hold the models.

Exceptions are returned as a `Fault`, not raised: of what raises, Ray Data drops the whole block.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import ray

from rag.cluster.batches import (
    ArticleBatch,
    Fault,
    FileToRead,
    ParsedBatch,
    ParsedDocument,
    ReadArticle,
    ReadOutcome,
    grouped,
    pack,
    packed,
    unpack,
)
from rag.cluster.stored_rows import StoredRows
from rag.errors import RagError
from rag.index.embedding import Embedder, Vectors
from rag.index.incoming import (
    Article,
    FileContents,
    Segmenter,
    Unread,
    parse_bytes,
    read_file,
)
from rag.index.passage_rows import passage_digest
from rag.index.staging import passage_text
from rag.types import Document, Passage

ATTEMPTS = 2  # at a batch whose process dies; its files are sent once more anyway

# A step of an actor: from one batch to the next.
Step = Callable[[Any], Any]


def parse_files(table: Any, stored: Any, server: Any, characters: int) -> Iterator[Any]:
    """Parse the files of a table, and yield their new documents in batches.

    `stored` refers to the `StoredRows`, `server` to the `BuildServer`. A batch has at least so many
    `characters` of text, if there are as many.
    """
    for files in _attempted(table, server):
        try:
            for parsed in parse_in_batches(files, ray.get(stored), server, characters):
                yield pack(parsed)
        except Exception as error:
            yield pack(_fault(error))


def _attempted(table: Any, server: Any) -> Iterator[Any]:
    """Yield the batches of a table, without those that have killed their process too often.

    Ray repeats what is lost with a process without an end.
    """
    for data in packed(table):
        if ray.get(server.attempt.remote(hashlib.sha256(data).digest())) <= ATTEMPTS:
            yield unpack(data)


def parse_in_batches(
    files: Iterable[FileToRead], stored: StoredRows, server: Any, characters: int
) -> Iterator[ParsedBatch]:
    """Parse files one after another, and yield outcomes and new documents in batches."""
    outcomes: list[ReadOutcome] = []

    def documents() -> Iterator[tuple[float, ParsedDocument]]:
        for sent in files:
            outcome, new = parse_file(sent, stored, server)
            outcomes.append(outcome)
            yield from ((parsed.document.length, parsed) for parsed in new)

    for group in grouped(documents(), characters):
        yield ParsedBatch(tuple(outcomes), tuple(group))
        outcomes.clear()
    if outcomes:
        yield ParsedBatch(tuple(outcomes), ())


def parse_file(
    sent: FileToRead, stored: StoredRows, server: Any
) -> tuple[ReadOutcome, list[ParsedDocument]]:
    """Read and parse a file, and return its outcome and the documents that are not stored."""
    outcome, documents = _read(sent, server)
    new = {d.doc_id: d for d in documents if not stored.has_document(d.doc_id)}
    characters = sum(document.length for document in new.values())
    share = sent.file.size / characters if characters else 0.0
    known = len(documents) - len(new)
    size = 0.0 if new else float(sent.file.size)
    return (
        ReadOutcome(sent.number, outcome, len(new), known, size),
        [ParsedDocument(sent.number, d.length * share, d) for d in new.values()],
    )


def _read(sent: FileToRead, server: Any) -> tuple[FileContents | Unread, tuple[Document, ...]]:
    """Read a file where this node has it, as on shared storage; or else have the server send it."""
    if _is_here(sent):
        return read_file(sent.file)
    data = ray.get(server.load.remote(sent.file))
    return (data, ()) if isinstance(data, Unread) else parse_bytes(sent.file, data)


def _is_here(sent: FileToRead) -> bool:
    """Return whether this node has the file at the same path, of the same size and time."""
    try:
        found = os.stat(sent.file.absolute)
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (sent.file.size, sent.modified)


class StageActor:
    """A stage's actor; its models are loaded with the first batch and kept."""

    def __init__(self, server: Any, *make_steps: Callable[[], Step]) -> None:
        self._server = server
        self._make_steps = make_steps
        self._steps: list[Step] = []

    def __call__(self, table: Any) -> Iterator[Any]:
        """Yield what the steps make of each batch of a table."""
        for batch in _attempted(table, self._server):
            yield pack(batch if isinstance(batch, Fault) else self._processed(batch))

    def _processed(self, batch: Any) -> Any:
        try:
            if not self._steps:
                self._steps = [make() for make in self._make_steps]
            for step in self._steps:
                batch = step(batch)
            return batch
        except Exception as error:
            return _fault(error)


def reading_step(make_segmenter: Callable[[], Segmenter]) -> Step:
    """Return the step that segments documents and finds who says what in them."""
    return partial(_read_articles, make_segmenter())


def _read_articles(segment: Segmenter, batch: ParsedBatch) -> ArticleBatch:
    return ArticleBatch(
        batch.outcomes,
        tuple(
            ReadArticle(d.number, d.size, Article(d.document, segment(d.document)))
            for d in batch.documents
        ),
        _node(),
    )


def embedding_step(make_embedder: Callable[[], Embedder], stored: Any) -> Step:
    """Return the step that adds the vectors of passages that are not stored.

    `stored` refers to the `StoredRows`.
    """
    return partial(_embed_articles, make_embedder(), ray.get(stored))


def _embed_articles(embedder: Embedder, stored: StoredRows, batch: ArticleBatch) -> ArticleBatch:
    new: dict[bytes, Passage] = {}
    digests: list[list[bytes]] = []
    for read in batch.articles:
        digests.append([passage_digest(passage) for passage in read.article.passages])
        for digest, passage in zip(digests[-1], read.article.passages, strict=True):
            if not stored.has_passage(digest):
                new.setdefault(digest, passage)
    started = time.perf_counter()
    vectors = _embed(embedder, new)
    seconds = time.perf_counter() - started
    articles = tuple(
        dataclasses.replace(
            read,
            article=dataclasses.replace(
                read.article, vectors={d: vectors[d] for d in own if d in vectors}
            ),
        )
        for read, own in zip(batch.articles, digests, strict=True)
    )
    return ArticleBatch(batch.outcomes, articles, _node(), seconds)


def _embed(embedder: Embedder, passages: dict[bytes, Passage]) -> dict[bytes, Vectors]:
    digests = list(passages)
    texts = [passage_text(passages[digest]) for digest in digests]
    return {digests[at]: vectors for at, vectors in embedder.embed_passages(texts)}


def _node() -> str:
    return str(ray.get_runtime_context().get_node_id())


def _fault(error: Exception) -> Fault:
    expected = isinstance(error, RagError)
    return Fault(_node(), str(error) if expected else traceback.format_exc(), expected)
