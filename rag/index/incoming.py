"""What reading new and changed files gives: their contents, and the articles to be stored.

A `Reads` yields both, file by file or in parts. `LocalReads` reads in this process;
`rag.cluster.cluster_reads` has a cluster read, and compute vectors, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rag.corpus import Skipped, SourceFile, load, parse_file
from rag.corpus.corrections import file_digest
from rag.errors import CorpusError
from rag.index.embedding import Vectors
from rag.index.writer import Writer
from rag.types import Document, Passage, Place

Segmenter = Callable[[Document], list[Passage]]


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file was when it was read: its size in bytes, its SHA-256, and what was parsed of it.

    The SHA-256 is that of its bytes and, if there are any, its corrections.

    `places` are those of all its documents, stored or not, as (doc_id, place). `notes` are those of
    `rag.corpus.ParsedFile`.
    """

    size: int
    sha256: str
    places: tuple[tuple[str, Place], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read; `reason` is a phrase that follows its path."""

    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """A document that is not stored yet, and its passages in order, with their attributions.

    `vectors` are those computed already, of shape (1 + sentences, dimension), by the digest of
    their passage; a passage without any is looked up in the index, or embedded.
    """

    document: Document
    passages: list[Passage]
    vectors: Mapping[bytes, Vectors] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some articles of a file; they count as `size` of its bytes in the progress.

    `outcome` is set in one part of each file. `stored` is the number of documents in this part that
    the index has already. `encoder_seconds` is the time in which the vectors were computed.
    """

    file: SourceFile
    size: float
    articles: tuple[Article, ...] = ()
    stored: int = 0
    outcome: FileContents | Unread | None = None
    encoder_seconds: float = 0.0


class Reads(Protocol):
    """Reads files into articles that an index does not have yet."""

    def __call__(self, files: Sequence[SourceFile], writer: Writer) -> Iterator[FilePart]:
        """Yield the parts of each file, one with its outcome; files and parts in any order."""
        ...


class LocalReads:
    """Reads files in this process, each in one part and in the order given, without vectors."""

    def __init__(self, segment: Segmenter) -> None:
        self._segment = segment

    def __call__(self, files: Sequence[SourceFile], writer: Writer) -> Iterator[FilePart]:
        """Yield one part for each file."""
        for file in files:
            outcome, documents = read_file(file)
            new = {d.doc_id: d for d in documents if writer.find_document(d.doc_id) is None}
            articles = tuple(Article(d, self._segment(d)) for d in new.values())
            yield FilePart(file, file.size, articles, len(documents) - len(new), outcome)


def read_file(file: SourceFile) -> tuple[FileContents | Unread, tuple[Document, ...]]:
    """Return what a file holds, and its documents; none of a file that cannot be read."""
    try:
        data = load(file)
    except CorpusError as error:
        return Unread(str(error)), ()
    return parse_bytes(file, data)


def parse_bytes(file: SourceFile, data: bytes) -> tuple[FileContents, tuple[Document, ...]]:
    """Return what a file holds whose bytes are `data`, and its documents."""
    parsed = parse_file(file, data)
    places = tuple((d.doc_id, place) for d in parsed.documents for place in d.places)
    contents = FileContents(
        len(data), file_digest(file, data), places, parsed.skipped, parsed.notes
    )
    return contents, parsed.documents
