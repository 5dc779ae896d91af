"""The values that pass from one stage to the next.

Spans are half-open, and offsets count Unicode code points of a document's text. `text` is always a
slice, never a field: a quotation that is not in its document cannot be built.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Literal, Protocol


class Body(Protocol):
    """The source of a document's text: memory during a build, the store when asking."""

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        ...


@dataclass(frozen=True, slots=True)
class StringBody:
    """A body in memory."""

    string: str

    def read(self, start: int, end: int) -> str:
        """Return the code points from `start` up to, not including, `end`."""
        return self.string[start:end]


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a document in the corpus folder.

    `path` is relative to that folder, with forward slashes. `record` is the number (from 1) of the
    line, row, message, chapter or entry in a file of several articles, None for other formats.
    `encoding` and `byte_offset` map the document's text to the bytes of the file: the text begins
    at that byte. Both are None for formats whose text is extracted (HTML, PDF, JSON, tables, mail).
    `pages` are the offsets in the text at which the pages of the file begin, () for formats without
    pages. `doubt` says why the article may not be that of the file: "the order of its columns is
    uncertain"; several reasons are separated by "; ". `fields` are those of a record (JSON, CSV)
    that the article was read from, each as (attribute of `Document`, name in the record), such as
    ("published", "seendate"); () for other formats. Places are compared without them.
    """

    path: str
    record: int | None = None
    encoding: str | None = None
    byte_offset: int | None = None
    pages: tuple[int, ...] = ()
    doubt: str | None = None
    fields: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def page(self, offset: int) -> int | None:
        """Return the page (from 1) of a code point of the text; None without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its text and metadata.

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
        """Create a document from a text in memory.

        Raises UnicodeEncodeError for a text with lone surrogates, which UTF-8 cannot encode.
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
        """The title, or the file's name if there is no title."""
        return self.title or PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a document, from `start` up to, not including, `end`; never empty.

    Raises ValueError for offsets outside of the document.
    """

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
        """The document's text within this span, unchanged."""
        return self.document.body.read(self.start, self.end)

    @property
    def byte_start(self) -> int | None:
        """The byte of the file where the span begins; None if the format has no byte offsets."""
        return self._byte(self.start)

    @property
    def byte_end(self) -> int | None:
        """The byte of the file where the span ends; None if the format has no byte offsets."""
        return self._byte(self.end)

    def _byte(self, offset: int) -> int | None:
        place = self.document.places[0]
        if place.encoding is None or place.byte_offset is None:
            return None
        return place.byte_offset + len(self.document.body.read(0, offset).encode(place.encoding))


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """The unit that answers cite; documents are split into sentences once, during the build.

    `paragraph` is the number of the document's paragraph, from 1. `heading` is True for a line of
    its own that is not a sentence: a title, a byline, a caption.
    """

    paragraph: int
    heading: bool


SpeechKind = Literal["direct", "indirect", "mixed"]
SpeakerForm = Literal["name", "pronoun", "role", "none"]
SpeechAct = Literal["said", "asked", "promised", "thinks", "denied", "opposed"]
OutOfScope = Literal["small talk", "help", "listing", "task", "language", "outlet"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of a span of text; `cue` is the verb or phrase that introduces it.

    `speaker` is the full name as the article gives it, or a description in its place ("a spokesman
    for the ministry"); None if a pronoun, or a missing subject, could not be resolved. `form` is
    the form in the text: a name, a pronoun, a role ("the president"), or none. `kind` is direct
    in quotation marks, indirect without any, mixed with both. `act` is what the speaker does with
    the words; "thinks" covers wishes and plans too; "denied" and "opposed" ("does not want",
    "rejected") mean that they are not the speaker's own claim or wish. `told_by` is the name, or
    the description, of another speaker through whom alone the words are known ("Lind says that the
    mayor had promised …"); None where the article itself reports them.
    """

    content: Span
    speaker: str | None
    form: SpeakerForm
    cue: str
    kind: SpeechKind
    act: SpeechAct = "said"
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """How often a speaker is quoted, and reported without quotation marks, in how many articles."""

    name: str
    quoted: int
    reported: int
    articles: int


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """A run of whole sentences within a token budget: the unit of retrieval.

    `attributions` are those that overlap the passage, ordered by their start.
    """

    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that no article has, and the word of the articles that replaced it."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many articles an outlet has in the index."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions on what may be cited; a field that is None or empty restricts nothing.

    `speaker`: only this person's words. `published_from` and `published_to`: only dated articles,
    first and last day included. `sources`: only articles of these outlets, by the name in the index
    or the last words of it if no other outlet's name ends with them. `other_than`: only words of
    people who are not among these.
    """

    speaker: str | None = None
    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question after analysis.

    `text` is the question as searched: misspelt words are corrected, and listed in `corrections`;
    words that became a filter are removed. `terms` are its analysed words, without function words.
    `filters` are all that apply, from the question and from the caller; to drop one, ask again with
    the others as `filters`. `topic` is set for questions like "what did X say about Y". `in_cited`
    is true for a follow-up that searched only the articles cited by the previous answer. A
    follow-up is written out twice: as the words that are searched, and, in `shown_as`, as the
    question that is shown. `out_of_scope` is set for a text that asks nothing of articles: small
    talk, a request for something other than quotations, or a question in another language.
    """

    text: str
    terms: tuple[str, ...]
    filters: Filters = Filters()
    topic: str | None = None
    corrections: tuple[Correction, ...] = ()
    in_cited: bool = False
    shown_as: str | None = None
    out_of_scope: OutOfScope | None = None

    @property
    def shown(self) -> str:
        """The question as it was understood, as text for users."""
        return self.shown_as or self.text

    @property
    def speaker(self) -> str | None:
        """The only person whose words may be cited, if the question or a filter names one."""
        return self.filters.speaker


@dataclass(frozen=True, slots=True)
class SentenceInContext:
    """A sentence that may answer, with the title of its article and the sentences before it.

    `title` may end with the date; both contexts may be empty.
    """

    title: str
    before: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cross-encoder finds out about a question and a sentence.

    `log_odds` are those that the sentence answers, with the share of right pairs in the training
    data as the prior. `answer` is the most likely span of the answer, half-open in code points of
    the sentence, None for a sentence without words; `answer_log_odds` are those that there is one.
    `unsupported` are the spans of the question that are more likely not borne out than borne out,
    and `least_support` is the probability (0 to 1) that the least supported word is borne out.
    """

    log_odds: float
    answer: tuple[int, int] | None = None
    answer_log_odds: float = 0.0
    unsupported: tuple[tuple[int, int], ...] = ()
    least_support: float = 1.0
