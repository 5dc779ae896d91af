"""Segments, embeds and stages the documents of a build in batches of passages."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rag.index.embedding import Embedder, PassageText, Vectors
from rag.index.writer import Writer, passage_digest
from rag.types import Document, Passage

STAGE_PASSAGES = 512  # passages embedded between two commits: the most that a killed build loses


Stage = Literal["loading the model", "reading", "embedding", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a build: bytes of new and changed files, and their contents so far.

    `reused` are those of the bytes `done` that needed no embedding. All numbers are 0 in the other
    stages than "embedding".
    """

    done: int = 0
    total: int = 0
    documents: int = 0
    passages: int = 0
    reused: int = 0
    stage: Stage = "embedding"


Segmenter = Callable[[Document], list[Passage]]
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document, all of its passages, and the range of them to stage: `first` to `last`.

    Each passage counts as `weight` bytes of the file. `last` is None for the end.
    """

    document: Document
    passages: list[Passage]
    first: int
    weight: float
    last: int | None = None

    @property
    def to_stage(self) -> list[Passage]:
        """The passages to stage."""
        return self.passages[self.first : self.last]

    @property
    def count(self) -> int:
        """The number of passages to stage."""
        return (len(self.passages) if self.last is None else self.last) - self.first


def _batches(pending: Sequence[_Pending], size: int) -> Iterator[list[_Pending]]:
    """Yield batches of `size` to 2 * `size` passages; larger documents are divided."""
    batch, passages = list[_Pending](), 0
    for rest in pending:
        while rest.count > size:
            cut = rest.first + size
            yield [*batch, dataclasses.replace(rest, last=cut)]
            batch, passages, rest = [], 0, dataclasses.replace(rest, first=cut)
        batch.append(rest)
        passages += rest.count
        if passages >= size:
            yield batch
            batch, passages = [], 0
    if batch:
        yield batch


class Stager:
    """Segments, embeds and stages documents in batches, so that memory stays bounded.

    A document of more passages than a batch is staged in parts.
    """

    def __init__(
        self,
        writer: Writer,
        embedder: Embedder,
        segment: Segmenter,
        total: int,
        report: Report,
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._segment = segment
        self._total = total
        self._report = report
        self._pending: list[_Pending] = []
        self._waiting = 0  # passages
        self._done = self._reused = 0.0  # bytes
        self._documents = self._passages = 0
        self.embedded = 0
        self.seconds = 0.0

    def add(self, size: int, documents: tuple[Document, ...]) -> None:
        """Add the documents of a file of `size` bytes."""
        new = {d.doc_id: d for d in documents if self._writer.find_document(d.doc_id) is None}
        segmented = [(document, self._segment(document)) for document in new.values()]
        passages = sum(len(p) for _, p in segmented)
        self._documents += len(documents)
        for document, its_passages in segmented:
            stored = self._writer.count_staged(document, its_passages)
            weight = size / max(1, passages)
            self._pending.append(_Pending(document, its_passages, stored, weight))
            self._waiting += len(its_passages) - stored
            if stored:
                self._advance(size * stored / passages, stored)
        if not passages:
            self._advance(size)
        if self._waiting >= STAGE_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Embed and stage the pending documents."""
        for batch in _batches(self._pending, STAGE_PASSAGES):
            passages = [(p, part.weight) for part in batch for p in part.to_stage]
            rows = iter(self._vectors([p for p, _ in passages], [w for _, w in passages]))
            self._writer.stage(
                (part.document, part.passages, part.first, list(islice(rows, part.count)))
                for part in batch
            )
        self._pending, self._waiting = [], 0

    def _vectors(self, passages: list[Passage], weights: list[float]) -> list[Vectors]:
        """Return the vectors of passages: stored ones where they exist, the others embedded now.

        `weights` are the bytes of file that each passage counts as.
        """
        digests = [passage_digest(p) for p in passages]
        known = {d: self._writer.find_vectors(d) for d in dict.fromkeys(digests)}
        missing = {d: i for i, d in enumerate(digests) if known[d] is None}
        for i, digest in enumerate(digests):
            if missing.get(digest) != i:
                self._advance(weights[i])
        todo = list(missing.values())
        started = time.perf_counter()
        for position, embedded in self._embedder.embed_passages([_text(passages[i]) for i in todo]):
            i = todo[position]
            known[digests[i]] = embedded
            self._advance(weights[i], reused=False)
        self.seconds += time.perf_counter() - started
        self.embedded += len(todo)
        return [vectors for d in digests if (vectors := known[d]) is not None]

    def _advance(self, size: float, passages: int = 1, *, reused: bool = True) -> None:
        self._done += size
        self._reused += size * reused
        self._passages += passages
        done = min(self._total, round(self._done))
        kept = min(done, round(self._reused))
        self._report(Progress(done, self._total, self._documents, self._passages, kept))


def _text(passage: Passage) -> PassageText:
    bounds = tuple((s.start - passage.start, s.end - passage.start) for s in passage.sentences)
    return PassageText(passage.text, bounds)
