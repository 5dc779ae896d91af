"""Passages with all that is the same whatever is asked: computed once, kept while in use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rag.answering.answer_kinds import Kind, offered_words
from rag.answering.speech import spoken
from rag.english.analyzer import analyze
from rag.english.boilerplate import is_boilerplate
from rag.index.embedding import Vectors
from rag.index.recent import Recent
from rag.index.store import StoredPassage
from rag.index.view import IndexView
from rag.types import Attribution, Passage, Sentence

LOOKS = (
    "heading",  # is a title, a byline, a caption
    "short",  # 1 for no words, falling to 0 at a dozen
    "first",  # opens its document
)
DASHES = frozenset("-–—―")


def prepared(view: IndexView, passage_ids: Sequence[int]) -> list[Prepared]:
    """Return the visible passages among these ids, in the given order, each prepared once."""
    kept: Recent[int, Prepared] = view.passages
    return kept.get(
        passage_ids,
        lambda missing: {s.passage_id: Prepared(s) for s in view.store.passages(missing)},
    )


def sentence_vectors(view: IndexView, passage_ids: Sequence[int]) -> list[Vectors]:
    """Return the vectors of visible passages, in the given order.

    They have the shape (1 + sentences, dimension); row 0 is the passage's own.
    """
    return view.sentence_vectors.get(passage_ids, view.store.vectors)


class Prepared:
    """A passage of an index, and what its sentences are, each part computed when first needed.

    What is said of sentences has an entry for each, in order.
    """

    def __init__(self, stored: StoredPassage) -> None:
        self.passage_id = stored.passage_id
        self.passage: Passage = stored.passage
        self._offered: dict[str, list[tuple[str, ...]]] = {}

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences themselves."""
        return self.passage.sentences

    @cached_property
    def text(self) -> str:
        """The text of the passage."""
        return self.passage.text

    @cached_property
    def texts(self) -> list[str]:
        """The texts of the sentences."""
        text, offset = self.text, self.passage.start
        return [text[s.start - offset : s.end - offset] for s in self.sentences]

    @cached_property
    def _split(self) -> list[tuple[bool, int]]:
        """Whether the sentences are citable, and how many words white space makes of them."""
        title = (self.passage.document.title or "").split()
        split = [text.split() for text in self.texts]
        return [
            (
                not (s.heading or words == title or words[0] in DASHES or is_boilerplate(text)),
                len(words),
            )
            for s, text, words in zip(self.sentences, self.texts, split, strict=True)
        ]

    @cached_property
    def terms(self) -> list[list[str]]:
        """The terms of the sentences."""
        return [analyze(text) for text in self.texts]

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of the article's title."""
        return frozenset(analyze(self.passage.document.title or ""))

    @cached_property
    def heard(self) -> list[list[Attribution]]:
        """Whose speech the sentences are, as `spoken` returns it."""
        attributions = self.passage.attributions
        if not attributions:
            return [[]] * len(self.sentences)
        return [spoken(sentence, attributions) for sentence in self.sentences]

    @cached_property
    def citable(self) -> list[bool]:
        """Whether they are sentences: no heading or title, no signature, no teaser."""
        return [citable for citable, _ in self._split]

    @cached_property
    def looks(self) -> list[tuple[float, float, float]]:
        """What the sentences look like, each by the names of `LOOKS`."""
        return [
            (float(s.heading), max(0.0, 1 - words / 12), float(s.start == 0))
            for s, (_, words) in zip(self.sentences, self._split, strict=True)
        ]

    def offered(self, kind: Kind) -> list[tuple[str, ...]]:
        """Return what the sentences offer of a kind of answer, as `offered_words` returns it."""
        if kind.name not in self._offered:
            self._offered[kind.name] = [offered_words(kind, text) for text in self.texts]
        return self._offered[kind.name]
