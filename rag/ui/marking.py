"""Marks for cited sentences in an article's text, and the HTML of marked spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.answers import Answer
from rag.segment.sentences import split_sentences
from rag.types import Document, Sentence, Span
from rag.ui.render import reference, source_address, text


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to highlight: cited under a `number`, or the context of a cited one (None).

    `address` is the link of its number. `here` is True for the mark that was opened.
    """

    span: Span
    number: int | None
    address: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a paragraph; `gap` is True if text before it is left out."""

    start: int
    end: int
    paragraph: int
    gap: bool


def marks_of(answer: Answer, turn: int) -> list[Mark]:
    """Return all marks in the sources of a turn's answer."""
    marks: list[Mark] = []
    for number, citation in enumerate(answer.citations, 1):
        for copy, sentence in enumerate((citation.sentence, *citation.also)):
            marks.append(Mark(sentence, number, source_address(turn, number, copy)))
        marks += [Mark(sentence, None) for sentence in citation.context]
    return marks


def near_address(turn: int, number: int) -> str:
    """Return the address of one of a refusal's nearest passages."""
    return f"#near-{turn}-{number}"


def pieces(whole: str, sentences: Sequence[Sentence | Span], reach: int) -> Iterator[Piece]:
    """Yield the sentences of a text within `reach` characters of the given ones, in order.

    A sentence that extends further is left out, or cut if it contains a given one.
    """
    shown_to = 0
    for span in split_sentences(whole):
        windows = [
            (max(span.start, s.start - reach), min(span.end, s.end + reach))
            for s in sentences
            if _overlap(span.start, span.end, s)
            or (s.start - reach <= span.start and span.end <= s.end + reach)
        ]
        if windows:
            start, end = min(a for a, _ in windows), max(b for _, b in windows)
            yield Piece(start, end, span.paragraph, gap=bool(whole[shown_to:start].strip()))
            shown_to = end


def _overlap(start: int, end: int, sentence: Span) -> bool:
    return start < sentence.end and sentence.start < end


def highlighted(document: Document, start: int, end: int, marks: Iterable[Mark]) -> str:
    """Return a span of a document, escaped, with its marked parts in elements."""
    parts, at = [], start
    for mark in sorted(marks, key=lambda m: (m.span.start, m.number is None)):
        first, last = max(mark.span.start, at), min(mark.span.end, end)
        if first < last:
            parts += [_slice(document, at, first), _element(mark, _slice(document, first, last))]
            at = last
    return "".join([*parts, _slice(document, at, end)])


def _slice(document: Document, start: int, end: int) -> str:
    return text(document.body.read(start, end))


def _element(mark: Mark, words: str) -> str:
    here = ' class="here goto" tabindex="-1"' if mark.here else ""
    if mark.number is None:
        element, attributes = ("mark", here) if mark.here else ("span", ' class="context"')
        return f"<{element}{attributes}>{words}</{element}>"
    best = ' class="best"' if mark.number == 1 and not mark.here else ""
    return f"<mark{here}{best}>{words}</mark><sup>{reference(mark.number, mark.address)}</sup>"
