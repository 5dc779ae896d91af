"""The batches that pass between the stages on the nodes and the process that writes the index."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow

from rag.corpus import SourceFile
from rag.index.incoming import Article, FileContents, Unread
from rag.types import Document

COLUMN = "batch"  # the only column of the tables that Ray Data moves

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file of the build, its number there, and the time of its last change in nanoseconds."""

    number: int
    file: SourceFile
    modified: int


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """The outcome of reading a file.

    `sent` is the number of its documents that follow in this batch and later ones, `stored` the
    number of those that the index has already, which count as `size` bytes in the progress.
    """

    number: int
    outcome: FileContents | Unread
    sent: int
    stored: int
    size: float


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A new document of a file; it counts as `size` of its bytes in the progress."""

    number: int
    size: float
    document: Document


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article of a file; it counts as `size` of its bytes in the progress."""

    number: int
    size: float
    article: Article


@dataclass(frozen=True, slots=True)
class ParsedBatch:
    """What parsing some files gave."""

    outcomes: tuple[ReadOutcome, ...]
    documents: tuple[ParsedDocument, ...]


@dataclass(frozen=True, slots=True)
class ArticleBatch:
    """The same after segmentation and attribution, and then with vectors.

    `node` is the node that computed it, in `encoder_seconds` of the encoder.
    """

    outcomes: tuple[ReadOutcome, ...]
    articles: tuple[ReadArticle, ...]
    node: str = ""
    encoder_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception on a node: its message if it is meant for users, or else its traceback."""

    node: str
    message: str
    expected: bool


def pack(batch: Any) -> Any:
    """Return a table of one row that holds a batch; vectors are halved to what an index stores."""
    if isinstance(batch, ArticleBatch):
        batch = _with_vectors_as(batch, np.float16)
    data = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
    return pyarrow.table({COLUMN: pyarrow.array([data], pyarrow.large_binary())})


def packed(table: Any) -> Iterator[Any]:
    """Yield the bytes of each batch of a table, without a copy."""
    return (data.as_buffer() for data in table[COLUMN])


def unpack(data: Any) -> Any:
    """Return the batch that `pack` made bytes of."""
    batch = pickle.loads(data)
    return _with_vectors_as(batch, np.float32) if isinstance(batch, ArticleBatch) else batch


def _with_vectors_as(batch: ArticleBatch, dtype: type[np.floating[Any]]) -> ArticleBatch:
    def converted(read: ReadArticle) -> ReadArticle:
        vectors = {digest: rows.astype(dtype) for digest, rows in read.article.vectors.items()}
        return dataclasses.replace(read, article=dataclasses.replace(read.article, vectors=vectors))

    return dataclasses.replace(batch, articles=tuple(map(converted, batch.articles)))


def grouped(values: Iterable[tuple[float, T]], size: float) -> Iterator[list[T]]:
    """Yield consecutive values, each given after its own size, in groups of at least `size`."""
    group, total = list[T](), 0.0
    for own, value in values:
        group.append(value)
        total += own
        if total >= size:
            yield group
            group, total = [], 0.0
    if group:
        yield group
