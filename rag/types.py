"""The values that pass from one stage to the next.

Offsets are half-open and count Unicode code points of a document's text. `text` is always a slice,
never a field: a quotation that does not stand in its document cannot be built.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Literal, Protocol


class Body(Protocol):
    """Where a document's text is read from: memory while building, the store while asking."""

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        ...


@dataclass(frozen=True, slots=True)
class StringBody:
    """A body that is a string in memory."""

    string: str

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        return self.string[start:end]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in the corpus folder.

    `path` is relative to that folder, with forward slashes. `record` is the line (from 1) of a
    `.jsonl` file, None elsewhere. `encoding` and `byte_offset` say how the document's text maps to
    the bytes of the file: its text begins at that byte. Both are None for formats whose text is
    extracted (HTML, PDF, DOCX, JSON).
    """

    path: str
    record: int | None = None
    encoding: str | None = None
    byte_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its text and what is known about it.

    `doc_id` depends on the text and the metadata alone, so two copies of an article are one
    document with two places. `sha256` is the hexadecimal digest of the text in UTF-8 and `length`
    its number of code points.
    """

    doc_id: str
    title: str | None
    author: str | None
    source: str | None
    url: str | None
    published: date | None
    sha256: str
    length: int
    places: tuple[Place, ...]
    body: Body = field(repr=False, compare=False)

    @classmethod
    def from_text(
        cls,
        text: str,
        place: Place,
        *,
        title: str | None = None,
        author: str | None = None,
        source: str | None = None,
        url: str | None = None,
        published: date | None = None,
    ) -> Document:
        """Make a document of a text in memory.

        Raises UnicodeEncodeError for a text with lone surrogates, which no file can hold.
        """
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        identity = [sha256, title, author, source, url, published and published.isoformat()]
        doc_id = hashlib.sha256(json.dumps(identity).encode("ascii")).hexdigest()[:32]
        return cls(
            doc_id=doc_id,
            title=title,
            author=author,
            source=source,
            url=url,
            published=published,
            sha256=sha256,
            length=len(text),
            places=(place,),
            body=StringBody(text),
        )

    @property
    def text(self) -> str:
        """The whole text."""
        return self.body.read(0, self.length)

    @property
    def path(self) -> str:
        """The first of the document's paths, relative to the corpus folder."""
        return self.places[0].path

    @property
    def name(self) -> str:
        """The title, or the file's name where there is none."""
        return self.title or PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document, from `start` up to, not including, `end`."""

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= self.document.length:
            raise ValueError(
                f"no span {self.start}:{self.end} in a text of {self.document.length} code points"
            )

    @property
    def text(self) -> str:
        """The words of the document that this span covers, unchanged."""
        return self.document.body.read(self.start, self.end)

    @property
    def byte_start(self) -> int | None:
        """Where the span begins in the file, in bytes; None where the format keeps no place."""
        return self._byte(self.start)

    @property
    def byte_end(self) -> int | None:
        """Where the span ends in the file, in bytes; None where the format keeps no place."""
        return self._byte(self.end)

    def _byte(self, offset: int) -> int | None:
        place = self.document.places[0]
        if place.encoding is None or place.byte_offset is None:
            return None
        return place.byte_offset + len(self.document.body.read(0, offset).encode(place.encoding))


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """The atom of every answer; split once, when the index is built.

    `paragraph` counts the document's paragraphs from 1. `heading` is True for a line that stands
    alone and is no sentence: a title, a byline, a caption.
    """

    paragraph: int
    heading: bool


SpeechKind = Literal["direct", "indirect", "mixed"]
SpeakerForm = Literal["name", "pronoun", "role", "none"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said a stretch of text: `cue` is the verb or phrase that tells so.

    `speaker` is the name as the article gives it in full, or what stands in its place ("a
    spokesman for the ministry"); None where that is a pronoun, or nothing, that nobody is clearly
    meant by. `form` says what stands there: a name, a pronoun, a role ("the president"), or none.
    `kind` is direct in quotation marks, indirect without any, mixed with both.
    """

    content: Span
    speaker: str | None
    form: SpeakerForm
    cue: str
    kind: SpeechKind


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """How often somebody is quoted, and reported without quotation marks, in how many articles."""

    name: str
    quoted: int
    reported: int
    articles: int


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """A run of whole sentences within a token budget: the unit of retrieval.

    `attributions` are those of which any part stands in it, ordered by where they begin.
    """

    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that no article has, and the word of the articles it was read as."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many articles an outlet has in the index."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be cited; a field that is None or empty leaves out nothing.

    `speaker`: only what that one said. `published_from` and `published_to`: only articles with a
    date, the first and the last day included. `sources`: only articles of these outlets, as the
    index names them or by a part of the name that no other has. `other_than`: only what somebody
    said who is none of these.
    """

    speaker: str | None = None
    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood.

    `text` is the question as searched: misspelt words are corrected, and listed in `corrections`;
    words that became a filter are left out. `terms` are its analysed words, without function words.
    `filters` are those in force, understood or given: take one off and ask again with the others.
    `topic` is set for questions of the kind "what did X say about Y". `in_cited` means that a
    follow-up was asked only of the articles cited by the answer before. A follow-up is written out
    twice: as the words that are searched, and as the question that is shown, `shown_as`.
    """

    text: str
    terms: tuple[str, ...]
    filters: Filters = Filters()
    topic: str | None = None
    corrections: tuple[Correction, ...] = ()
    in_cited: bool = False
    shown_as: str | None = None

    @property
    def shown(self) -> str:
        """The question as it was understood, for people to read."""
        return self.shown_as or self.text

    @property
    def speaker(self) -> str | None:
        """The person whose words are asked for, and who alone may be cited."""
        return self.filters.speaker
