"""Marks for cited sentences in an article's text, and the HTML of marked spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.answers import Answer
from rag.present import speech_label
from rag.segment.sentences import split_sentences
from rag.types import Attribution, Document, Sentence, Span
from rag.ui.render import reference, source_address, text

_HASHES = re.compile(r"#{1,6}[ \t]+")
_MOST_HASHES = 40  # characters


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to highlight: cited under a `number`, or the context of a cited one (None).

    `address` is the link of its number. `here` is True for the mark that was opened, `hit` for
    words that were searched for.
    """

    span: Span
    number: int | None
    address: str = ""
    here: bool = False
    hit: bool = False

    def element(self, words: str, *, begins: bool) -> str:
        """Return the element around the HTML of marked words."""
        here = ' tabindex="-1"' if self.here else ""
        names = [n for n, has in (("hit", self.hit), ("here goto", self.here)) if has]
        if self.number is None:
            element = "mark" if names else "span"
            names = names or ["context"]
            return f'<{element} class="{" ".join(names)}"{here}>{words}</{element}>'
        names += ["best"] if self.number == 1 and not self.here else []
        chosen = f' class="{" ".join(names)}"' if names else ""
        number = reference(self.number, self.address)
        return f"<mark{chosen}{here}>{words}</mark><sup>{number}</sup>"


@dataclass(frozen=True, slots=True)
class _Speech:
    """What somebody says, marked with the speaker before it."""

    attribution: Attribution

    @property
    def span(self) -> Span:
        return self.attribution.content

    def element(self, words: str, *, begins: bool) -> str:
        label = (
            f'<span class="who">{text(speech_label(self.attribution))}</span> ' if begins else ""
        )
        return f'<span class="speech">{label}{words}</span>'


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


def highlighted(
    document: Document,
    start: int,
    end: int,
    marks: Iterable[Mark],
    said: Iterable[Attribution] = (),
) -> str:
    """Return a span of a document, escaped, with its marked parts in elements.

    What is `said` is marked with its speaker; words that were searched for are marked inside of
    other marks, too.
    """
    ordered = sorted(marks, key=lambda m: (m.span.start, m.number is None))
    layers: list[list[Mark | _Speech]] = [
        [_Speech(a) for a in sorted(said, key=lambda a: a.content.start)],
        [mark for mark in ordered if not mark.hit],
        [mark for mark in ordered if mark.hit],
    ]
    return _layered(document, start, end, layers)


def _layered(
    document: Document, start: int, end: int, layers: Sequence[Sequence[Mark | _Speech]]
) -> str:
    """Return a span with the marks of the first layer around those of the others."""
    if not layers:
        return text(document.body.read(start, end))
    parts, at = [], start
    for mark in layers[0]:
        first, last = max(mark.span.start, at), min(mark.span.end, end)
        if first < last:
            parts.append(_layered(document, at, first, layers[1:]))
            words = _layered(document, first, last, layers[1:])
            parts.append(mark.element(words, begins=first == mark.span.start))
            at = last
    return "".join([*parts, _layered(document, at, end, layers[1:])])


def without_hashes(document: Document, start: int, end: int) -> int:
    """Return where the words of a paragraph begin: behind the "#" of a heading in Markdown."""
    if not document.path.lower().endswith((".md", ".markdown")):
        return start
    hashes = _HASHES.match(document.body.read(start, min(end, start + _MOST_HASHES)))
    return min(start + hashes.end(), end - 1) if hashes else start
