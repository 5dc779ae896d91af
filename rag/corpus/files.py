"""What the readers take and give: a file that was found, what was read from it, what was not.

`Unreadable` is how a reader says that it gives up; it never leaves this package, `parse` turns it
into a `Skipped`. Every reason is a phrase in lower case that reads after the path:
"news/a.pdf: is encrypted".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.types import Document, Place


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus: `path` is relative to its folder, with forward slashes.

    `absolute` is where to open it, links resolved, and `size` its bytes when it was found.
    """

    path: str
    absolute: Path
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or one record (line, from 1) of it, that was not read, and why."""

    path: str
    reason: str
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds: its articles, and what of it could not be read."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an article beside its text. Build it with `metadata.facts`."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The text that was taken out of a format that is no plain text, and its facts."""

    text: str
    facts: Facts


class Unreadable(Exception):
    """A file, or a record, that cannot be read; the message is the reason."""


def document(text: str, place: Place, facts: Facts) -> Document:
    """Make a Document; raise Unreadable for a text of nothing but white space."""
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
