"""The values of this package: a file found, its parsed articles, a file or record skipped.

A parser raises `Unreadable` when it gives up; the exception never leaves this package, `parse`
turns it into a `Skipped`. Every reason is a phrase in lower case that follows the path:
"news/a.pdf: is encrypted".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.types import Document, Place


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus: `path` is relative to the corpus folder, with forward slashes.

    `absolute` is the path to open, links resolved; `size` is its size in bytes when it was found.
    For a file in an archive, `absolute` is the archive and `member` the name in it. `corrections`
    are those of its articles that users made by hand, ordered by their rows.
    """

    path: str
    absolute: Path
    size: int
    member: str | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or one record of it (counted from 1), that was not read, and the reason."""

    path: str
    reason: str
    record: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The articles of one file, and the records of it that could not be read.

    Each of `notes` is a phrase on how the file was read, to be shown after its path.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """An article's metadata. Built by `metadata.facts`, which cleans the values."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Metadata of an article that replaces what its file states, from a row of a table.

    `record` is that of the article's place. A value that is None is not replaced, unless its field
    is among those `removed`.
    """

    row: int
    record: int | None
    values: Facts
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """The text and the metadata of an article in a format other than plain text.

    `record`, `pages`, `doubt` and `fields` are those of its `Place`.
    """

    text: str
    facts: Facts
    record: int | None = None
    pages: tuple[int, ...] = ()
    doubt: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extracts:
    """What a parser found in one file of such a format.

    `skipped` has each part of it that was not read: the number of the record, None in a file of one
    article, and the reason. `notes` are those of `ParsedFile`.
    """

    articles: tuple[Extract, ...]
    skipped: tuple[tuple[int | None, str], ...] = ()
    notes: tuple[str, ...] = ()


class Unreadable(Exception):
    """A file or record that cannot be read; the message is the reason."""


def document(text: str, place: Place, facts: Facts) -> Document:
    """Build a Document. Raises Unreadable for a text without any character but whitespace."""
    if not text or text.isspace():
        raise Unreadable("is empty")
    return Document.from_text(
        text,
        place,
        title=facts.title,
        author=facts.author,
        source=facts.source,
        url=facts.url,
        published=facts.published,
    )
