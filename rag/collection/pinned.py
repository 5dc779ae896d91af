"""A collection of quotations in an order of the user's own, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag import present
from rag.answers import Citation, speaker_label
from rag.citing.cited import Citable, quoted_span, quoted_words
from rag.errors import ConfigError
from rag.types import Attribution

MAX_PINNED = 1000
MAX_NOTE = 5000  # code points


@dataclass(frozen=True, slots=True)
class Pinned:
    """A quotation: the words of an article from `start` up to, not including, `end`.

    `path`, `record` and `doc_id` name the article as a `Document` does, `sha256` is the digest of
    its text, and `source` its title, outlet and date, for when it is gone. `before` and `after` are
    the quotation marks around the words. `speaker` is the label of who said them, "" for the
    article's own words; `note` is the user's.
    """

    path: str
    record: int | None
    start: int
    end: int
    doc_id: str
    sha256: str
    text: str
    source: str
    before: str = "“"
    after: str = "”"
    speaker: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What identifies the quotation within its collection."""
        return f"{self.doc_id[:12]}-{self.start}-{self.end}"

    @property
    def quoted(self) -> str:
        """The words, unchanged, in quotation marks."""
        return f"{self.before}{self.text}{self.after}"


@dataclass(frozen=True, slots=True)
class Collection:
    """Quotations in the user's order, none of them twice. Every change returns a new collection."""

    quotations: tuple[Pinned, ...] = ()

    def __len__(self) -> int:
        return len(self.quotations)

    def pin(self, what: Citable, note: str = "", said: Attribution | None = None) -> Collection:
        """Return the collection with a quotation added at its end; one that it has stays as it is.

        `what` is a citation of an answer, somebody's words, or any other span of an article; of a
        span, `said` is who says its words, as `Engine.said_at` returns it. Raises ConfigError for a
        whole article, a note that is too long, and a full collection.
        """
        pinned = pinned_quotation(what, _checked(note))
        if said is not None and not pinned.speaker:
            pinned = replace(pinned, speaker=present.speech_label(said))
        if any(one.key == pinned.key for one in self.quotations):
            return self
        if len(self) >= MAX_PINNED:
            raise ConfigError(f"the collection has {MAX_PINNED} quotations: remove some first")
        return Collection((*self.quotations, pinned))

    def remove(self, key: str) -> Collection:
        """Return the collection without a quotation. Raises ConfigError if it has none such."""
        at = self._position(key)
        return Collection(self.quotations[:at] + self.quotations[at + 1 :])

    def move(self, key: str, by: int) -> Collection:
        """Return the collection with a quotation `by` places later; earlier, if negative.

        It stays within the collection. Raises ConfigError if the collection has none such.
        """
        at = self._position(key)
        others = [one for one in self.quotations if one.key != key]
        others.insert(max(0, min(len(others), at + by)), self.quotations[at])
        return Collection(tuple(others))

    def note(self, key: str, note: str) -> Collection:
        """Return the collection with another note at a quotation; "" removes it.

        Raises ConfigError for a note that is too long, and if the collection has no such quotation.
        """
        at, changed = self._position(key), list(self.quotations)
        changed[at] = replace(changed[at], note=_checked(note))
        return Collection(tuple(changed))

    def _position(self, key: str) -> int:
        for at, one in enumerate(self.quotations):
            if one.key == key:
                return at
        raise ConfigError("the collection has no such quotation any more: reload the page")


def _checked(note: str) -> str:
    if len(note) > MAX_NOTE:
        raise ConfigError(f"a note has at most {MAX_NOTE:,} characters; this one has {len(note):,}")
    return note.strip()


def pinned_quotation(what: Citable, note: str = "") -> Pinned:
    """Return a quotation as a collection keeps it. Raises ConfigError for a whole article."""
    span = quoted_span(what)
    if span is None:
        raise ConfigError("a whole article cannot be pinned: choose words of it")
    document, words, quoted = span.document, span.text, quoted_words(what)
    at = quoted.index(words)
    return Pinned(
        path=document.path,
        record=document.places[0].record,
        start=span.start,
        end=span.end,
        doc_id=document.doc_id,
        sha256=document.sha256,
        text=words,
        source=present.source(document),
        before=quoted[:at],
        after=quoted[at + len(words) :],
        speaker=_label(what),
        note=note,
    )


def _label(what: Citable) -> str:
    if isinstance(what, Citation):
        return speaker_label(what)
    return present.speech_label(what) if isinstance(what, Attribution) else ""
