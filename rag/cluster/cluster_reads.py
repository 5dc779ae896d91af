"""The `Reads` of a build on a cluster: sends files to the nodes, and gives what comes back.

Ray computes again what is lost with a worker or a node. A batch that kills its workers is left out
after a few attempts; the files of which something is missing at the end are sent again, each alone,
so that one that cannot be read takes no other with it. What the index has by then is not computed
again.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import ray

from rag.cluster.batches import ArticleBatch, Fault, FileToRead, ReadOutcome
from rag.cluster.node_pipeline import NodePipeline
from rag.cluster.stored_rows import StoredRows
from rag.corpus import SourceFile
from rag.errors import ClusterError
from rag.index.incoming import FilePart, Unread
from rag.index.staging import Progress, Report
from rag.index.writer import Writer

log = logging.getLogger(__name__)

CHARACTERS = 400_000  # of a batch: about 500 passages, enough to keep a GPU at work
FEWEST_CHARACTERS = 20_000
BATCHES = 8  # for each processor at least, so that none waits long for the last one
ALONE = 1  # so that each file, and then each document, is a batch
RECENT_SECONDS = 60.0  # within which a node that is at work has sent something

LOST = "makes the process that reads it crash, again and again"


@dataclass(slots=True)
class _Arriving:
    """A file of which not everything has come back; `articles` are the doc_ids of what has."""

    sent: FileToRead
    outcome: ReadOutcome | None = None
    articles: set[str] = field(default_factory=set)


class ClusterReads:
    """Reads files on the cluster that `connect` connects this process to, if there are any."""

    def __init__(self, connect: Callable[[], NodePipeline]) -> None:
        self._connect = connect
        self._seen: dict[str, float] = {}  # when each node sent something, by its id

    def reporting(self, report: Report) -> Report:
        """Return a `report` that adds the number of nodes at work."""

        def with_nodes(progress: Progress) -> None:
            since = time.monotonic() - RECENT_SECONDS
            nodes = sum(seen >= since for seen in self._seen.values())
            report(dataclasses.replace(progress, nodes=nodes))

        return with_nodes

    def __call__(self, files: Sequence[SourceFile], writer: Writer) -> Iterator[FilePart]:
        """Yield the parts of each file as they arrive, its outcome last.

        Raises ClusterError if the cluster fails, or a node cannot compute what it should.
        """
        if not files:
            return
        nodes = self._connect()
        waiting = {number: _Arriving(_to_read(number, file)) for number, file in enumerate(files)}
        characters = _characters(files, nodes.processors)
        missing, alone = len(waiting) + 1, False
        while waiting and not (alone and len(waiting) == missing):
            missing = len(waiting)
            yield from self._round(nodes, waiting, StoredRows.of(writer), characters)
            characters, alone = ALONE, characters == ALONE
        for lost in waiting.values():
            yield FilePart(lost.sent.file, lost.sent.file.size, outcome=Unread(LOST))

    def _round(
        self,
        nodes: NodePipeline,
        waiting: dict[int, _Arriving],
        stored: StoredRows,
        characters: int,
    ) -> Iterator[FilePart]:
        """Send all files that are waited for; those that come back leave `waiting`."""
        for arriving in waiting.values():
            arriving.outcome = None
            arriving.articles.clear()
        files = [arriving.sent for arriving in waiting.values()]
        try:
            for batch in nodes.run(files, stored, characters):
                if isinstance(batch, Fault):
                    raise _error(batch)
                self._seen[batch.node] = time.monotonic()
                yield from _parts(batch, waiting)
        except ray.exceptions.RayError as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise ClusterError(
                f"the Ray cluster failed ({reason}): build again, and what is done is kept"
            ) from error


def _parts(batch: ArticleBatch, waiting: dict[int, _Arriving]) -> Iterator[FilePart]:
    """Yield what a batch holds of files that are waited for."""
    for outcome in batch.outcomes:
        waiting[outcome.number].outcome = outcome
    seconds = batch.encoder_seconds / max(1, len(batch.articles))
    for read in batch.articles:
        arriving = waiting[read.number]
        arriving.articles.add(read.article.document.doc_id)
        yield FilePart(arriving.sent.file, read.size, (read.article,), encoder_seconds=seconds)
    for number in {o.number for o in batch.outcomes} | {a.number for a in batch.articles}:
        arriving = waiting[number]
        done = arriving.outcome
        if done is not None and len(arriving.articles) == done.sent:
            yield FilePart(arriving.sent.file, done.size, (), done.stored, done.outcome)
            del waiting[number]


def _characters(files: Sequence[SourceFile], processors: int) -> int:
    """Return how many characters of text are a batch, so that every processor gets several."""
    share = sum(file.size for file in files) // (BATCHES * processors)
    return min(CHARACTERS, max(FEWEST_CHARACTERS, share))


def _to_read(number: int, file: SourceFile) -> FileToRead:
    try:
        modified = file.absolute.stat().st_mtime_ns
    except OSError:
        modified = -1  # no node has it; reading it will give the reason
    return FileToRead(number, file, modified)


def _error(fault: Fault) -> Exception:
    if fault.expected:
        return ClusterError(f"the node {fault.node[:8]} cannot build: {fault.message}")
    return RuntimeError(f"on the node {fault.node[:8]}:\n{fault.message}")
