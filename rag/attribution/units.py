"""The units in which an article is read: its sentences, joined where a quotation spans several."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.attribution.tagged import Range
from rag.english.quotes import Quote, find_quotes
from rag.segment.sentences import SentenceSpan
from rag.types import Sentence

_MARKS = " .,;:#*>\t\n"  # what stands beside a quotation that stands alone

_Sentences = Sequence[SentenceSpan | Sentence]


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or several with one quotation, half-open, in code points of the document.

    `paragraph` counts from 1. `quotes` are the quotations in it. `heading` is True for a separate
    line that is not a sentence.
    """

    start: int
    end: int
    paragraph: int
    heading: bool
    quotes: Sequence[Quote]

    def is_quotation(self, text: str) -> bool:
        """Return whether nothing but marks stands outside of its quotations."""
        if not self.quotes:
            return False
        edges = [self.start, *(at for q in self.quotes for at in (q.start, q.end)), self.end]
        outside = zip(edges[::2], edges[1::2], strict=True)
        return not any(text[start:end].strip(_MARKS) for start, end in outside)


def read_units(text: str, sentences: _Sentences) -> list[Unit]:
    """Return the units of a text whose sentences are known, in order."""
    units = []
    for paragraph in _paragraphs(sentences):
        quotes = find_quotes(text, paragraph[0].start, paragraph[-1].end)
        starts = [quote.start for quote in quotes]
        for start, end in _joined(paragraph, quotes):
            inside = quotes[bisect_left(starts, start) : bisect_left(starts, end)]
            first = paragraph[0]
            units.append(Unit(start, end, first.paragraph, first.heading, inside))
    return units


def _paragraphs(sentences: _Sentences) -> Iterator[_Sentences]:
    run: list[SentenceSpan | Sentence] = []
    for sentence in sentences:
        if run and (sentence.paragraph != run[-1].paragraph or sentence.heading or run[-1].heading):
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def _joined(paragraph: _Sentences, quotes: Sequence[Quote]) -> Iterator[Range]:
    """Yield the sentences of a paragraph, joined where a quotation spans several."""
    start: int | None = None
    i = 0
    for sentence in paragraph:
        start = sentence.start if start is None else start
        while i < len(quotes) and quotes[i].end <= sentence.end:
            i += 1
        if i == len(quotes) or quotes[i].start >= sentence.end:
            yield start, sentence.end
            start = None
    if start is not None:
        yield start, paragraph[-1].end
