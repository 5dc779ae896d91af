"""Embeds and stages the articles of a build in batches of passages."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rag.index.embedding import Embedder, PassageText, Vectors
from rag.index.incoming import Article, FilePart
from rag.index.passage_rows import passage_digest
from rag.index.writer import Writer
from rag.types import Passage

STAGE_PASSAGES = 512  # passages embedded between two commits: the most that a killed build loses


Stage = Literal["loading the model", "reading", "embedding", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a build: bytes of new and changed files, and their contents so far.

    `reused` are those of the bytes `done` that needed no embedding. `nodes` is the number of
    machines of a cluster at work. All numbers are 0 in the other stages than "embedding".
    """

    done: int = 0
    total: int = 0
    documents: int = 0
    passages: int = 0
    reused: int = 0
    nodes: int = 0
    stage: Stage = "embedding"


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article, and the range of its passages to stage: `first` to `last`.

    Each passage counts as `weight` bytes of the file. `last` is None for the end.
    """

    article: Article
    first: int
    weight: float
    last: int | None = None

    @property
    def to_stage(self) -> list[Passage]:
        """The passages to stage."""
        return self.article.passages[self.first : self.last]

    @property
    def count(self) -> int:
        """The number of passages to stage."""
        return len(self.to_stage)


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
    """Embeds and stages articles in batches, so that memory stays bounded.

    A document of more passages than a batch is staged in parts.
    """

    def __init__(
        self,
        writer: Writer,
        embedder: Embedder,
        total: int,
        report: Report,
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._total = total
        self._report = report
        self._pending: list[_Pending] = []
        self._waiting = 0  # passages
        self._done = self._reused = 0.0  # bytes
        self._documents = self._passages = 0
        self.embedded = 0
        self.seconds = 0.0

    def add(self, part: FilePart) -> None:
        """Add the articles of a part of a file."""
        new = {
            article.document.doc_id: article
            for article in part.articles
            if self._writer.find_document(article.document.doc_id) is None
        }
        passages = sum(len(article.passages) for article in new.values())
        self._documents += len(part.articles) + part.stored
        self.seconds += part.encoder_seconds
        for article in new.values():
            stored = self._writer.count_staged(article.document, article.passages)
            self._pending.append(_Pending(article, stored, part.size / max(1, passages)))
            self._waiting += len(article.passages) - stored
            if stored:
                self._advance(part.size * stored / passages, stored)
        if not passages:
            self._advance(part.size, 0)
        if self._waiting >= STAGE_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Embed and stage the pending documents."""
        for batch in _batches(self._pending, STAGE_PASSAGES):
            passages = [(p, part.weight) for part in batch for p in part.to_stage]
            computed = {d: rows for part in batch for d, rows in part.article.vectors.items()}
            rows = iter(self._vectors([p for p, _ in passages], [w for _, w in passages], computed))
            self._writer.stage(
                (
                    part.article.document,
                    part.article.passages,
                    part.first,
                    list(islice(rows, part.count)),
                )
                for part in batch
            )
        self._pending, self._waiting = [], 0

    def _vectors(
        self, passages: list[Passage], weights: list[float], computed: Mapping[bytes, Vectors]
    ) -> list[Vectors]:
        """Return the vectors of passages: computed or stored ones, the others embedded now.

        `weights` are the bytes of file that each passage counts as.
        """
        digests = [passage_digest(p) for p in passages]
        known = {
            d: computed[d] if d in computed else self._writer.find_vectors(d)
            for d in dict.fromkeys(digests)
        }
        missing = {d: i for i, d in enumerate(digests) if known[d] is None}
        for i, digest in enumerate(digests):
            if missing.get(digest) != i:
                self._advance(weights[i], reused=digest not in computed)
        todo = list(missing.values())
        started = time.perf_counter()
        for position, embedded in self._embedder.embed_passages(
            [passage_text(passages[i]) for i in todo]
        ):
            i = todo[position]
            known[digests[i]] = embedded
            self._advance(weights[i], reused=False)
        self.seconds += time.perf_counter() - started
        self.embedded += len(todo) + sum(d in computed for d in known)
        return [vectors for d in digests if (vectors := known[d]) is not None]

    def _advance(self, size: float, passages: int = 1, *, reused: bool = True) -> None:
        self._done += size
        self._reused += size * reused
        self._passages += passages
        done = min(self._total, round(self._done))
        kept = min(done, round(self._reused))
        self._report(Progress(done, self._total, self._documents, self._passages, kept))


def passage_text(passage: Passage) -> PassageText:
    """Return what is embedded of a passage: its text, and the bounds of its sentences in it."""
    bounds = tuple((s.start - passage.start, s.end - passage.start) for s in passage.sentences)
    return PassageText(passage.text, bounds)
