"""The panel beside the chat: each cited sentence inside its passage, or what came nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.present import NEAREST, place
from rag.segment.sentences import split_sentences
from rag.types import Answer, Document, Hit, Passage, Sentence
from rag.ui.render import byline, link, text

REACH = 300  # characters of the article shown on either side of a cited sentence

EMPTY = '<p class="empty">The passages that an answer quotes are shown here.</p>'
NONE = '<p class="empty">No sources: the question was not answered.</p>'


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence to highlight: cited under a `number`, or read with one that is (None).

    `target` is True for the place that the number in the chat leads to.
    """

    sentence: Sentence
    number: int | None
    target: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; `gap` is True if the article has more text just before it."""

    start: int
    end: int
    paragraph: int
    gap: bool


def panel(answer: Answer) -> str:
    """Show every cited article with its passage, or the nearest passages of a refusal."""
    if not answer.answered:
        return f'<div class="panel">{NONE}{_nearest(answer.nearest)}</div>'
    marks = _marks(answer)
    cards = "".join(
        _source(document, [m for m in marks if m.sentence.document.doc_id == document.doc_id])
        for document in answer.documents
    )
    return f'<div class="panel">{cards}</div>'


def _marks(answer: Answer) -> list[Mark]:
    marks: list[Mark] = []
    for number, citation in enumerate(answer.citations, 1):
        marks.append(Mark(citation.sentence, number, target=True))
        marks += [Mark(sentence, number) for sentence in citation.also]
        marks += [Mark(sentence, None) for sentence in citation.context]
    return marks


def _source(document: Document, marks: Sequence[Mark]) -> str:
    cited = [mark for mark in marks if mark.number is not None]
    numbers = "".join(f'<span class="ref">[{mark.number}]</span>' for mark in cited)
    places = "".join(f"<li>{text(place(mark.sentence))}</li>" for mark in cited)
    return (
        f'<article class="source"><h3>{numbers} {byline(document)}</h3>'
        f'<div class="passage">{_passage(document, marks)}</div>'
        f'<footer><ul class="places">{places}</ul>{link(document.url)}</footer></article>'
    )


def _passage(document: Document, marks: Sequence[Mark]) -> str:
    """Show the marked sentences and what stands around them, paragraph by paragraph."""
    pieces = _pieces(document.text, [mark.sentence for mark in marks])
    shown = []
    for _, group in groupby(pieces, key=lambda piece: piece.paragraph):
        words = " ".join(
            ("… " if piece.gap else "") + _highlighted(document, piece, marks) for piece in group
        )
        shown.append(f"<p>{words}</p>")
    return "".join(shown)


def _pieces(whole: str, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    """Yield the sentences of a text that stand within reach of the given ones, in order.

    A sentence that reaches further is left out, or cut if it holds a given one.
    """
    shown_to = 0
    for span in split_sentences(whole):
        windows = [
            (max(span.start, s.start - REACH), min(span.end, s.end + REACH))
            for s in sentences
            if _overlap(span.start, span.end, s)
            or (s.start - REACH <= span.start and span.end <= s.end + REACH)
        ]
        if windows:
            start, end = min(a for a, _ in windows), max(b for _, b in windows)
            yield Piece(start, end, span.paragraph, gap=bool(whole[shown_to:start].strip()))
            shown_to = end


def _overlap(start: int, end: int, sentence: Sentence) -> bool:
    return start < sentence.end and sentence.start < end


def _highlighted(document: Document, piece: Piece, marks: Iterable[Mark]) -> str:
    """Escape a piece and put its marked parts into elements."""
    parts, at = [], piece.start
    for mark in sorted(marks, key=lambda m: (m.sentence.start, m.number is None)):
        start, end = max(mark.sentence.start, at), min(mark.sentence.end, piece.end)
        if start < end:
            parts += [_slice(document, at, start), _element(mark, _slice(document, start, end))]
            at = end
    return "".join([*parts, _slice(document, at, piece.end)])


def _slice(document: Document, start: int, end: int) -> str:
    return text(document.body.read(start, end))


def _element(mark: Mark, words: str) -> str:
    if mark.number is None:
        return f'<span class="context">{words}</span>'
    identity = f' id="src-{mark.number}"' if mark.target else ""
    best = ' class="best"' if mark.number == 1 else ""
    return f'<mark{identity}{best}>{words}</mark><sup class="ref">[{mark.number}]</sup>'


def _nearest(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    items = "".join(
        f'<article class="near"><h3>{byline(hit.passage.document)}</h3>'
        f'<div class="passage">{_paragraphs(hit.passage)}</div></article>'
        for hit in hits
    )
    return f'<section class="nearest"><h2>{NEAREST}</h2>{items}</section>'


def _paragraphs(passage: Passage) -> str:
    groups = groupby(passage.sentences, key=lambda sentence: sentence.paragraph)
    return "".join(f"<p>{' '.join(text(s.text) for s in group)}</p>" for _, group in groups)
