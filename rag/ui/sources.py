"""The panel beside the chat: cited sentences in their passages, or nearest passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rag.answers import NEAREST, Answer, lead
from rag.hits import Hit
from rag.present import place
from rag.types import Document, Sentence
from rag.ui.article_text import cite_and_pin
from rag.ui.marking import Mark, highlighted, marks_of, near_address, pieces, without_hashes
from rag.ui.render import byline, link, reference, text
from rag.ui.views.frame import frame

REACH = 300  # characters of the article shown on either side of a cited sentence

EMPTY = '<p class="empty">The passages that an answer quotes are shown here.</p>'
SEARCHING = '<p class="empty" role="status">Searching the articles …</p>'
NONE = '<p class="empty">No sources: the question was not answered.</p>'


def panel(answer: Answer, turn: int, articles: Mapping[str, Document]) -> str:
    """Return every cited article with its passage, or the nearest passages of a refusal.

    `articles` are the cited articles by doc_id, with readable texts.
    """
    if answer.answered:
        marks = marks_of(answer, turn)
        cards = "".join(
            _source(articles[d.doc_id], [m for m in marks if m.span.document.doc_id == d.doc_id])
            for d in answer.documents
        )
    else:
        cards = NONE + _nearest(answer.nearest, turn)
    return frame("Sources", "", cards)


def _source(document: Document, marks: Sequence[Mark]) -> str:
    cited = [mark for mark in marks if mark.number is not None]
    numbers = "".join(reference(m.number, m.address) for m in cited if m.number)
    places = "".join(
        f"<li>{text(place(mark.span))} {cite_and_pin(mark.span)}</li>"
        for mark in cited
        if isinstance(mark.span, Sentence)
    )
    return (
        f'<article class="source"><h3>{numbers} {byline(document)}</h3>'
        f'<div class="passage">{_passage(document, marks)}</div>'
        f'<p class="tools">{_open(cited[0].address)}</p>'
        f'<footer><ul class="places">{places}</ul>{link(document.url)}</footer></article>'
    )


def _open(address: str) -> str:
    return f'<a class="open" href="{address}">Open the whole article</a>'


def _passage(document: Document, marks: Sequence[Mark]) -> str:
    """Return the marked sentences and the text around them, paragraph by paragraph."""
    shown = []
    found = pieces(document.text, [mark.span for mark in marks], REACH)
    for _, group in groupby(found, key=lambda piece: piece.paragraph):
        words = " ".join(
            ("… " if piece.gap else "")
            + highlighted(
                document, without_hashes(document, piece.start, piece.end), piece.end, marks
            )
            for piece in group
        )
        shown.append(f"<p>{words}</p>")
    return "".join(shown)


def _nearest(hits: Sequence[Hit], turn: int) -> str:
    if not hits:
        return ""
    items = "".join(
        f'<article class="near"><h3>{byline(hit.passage.document)}</h3>'
        f'<div class="passage">{_paragraphs(hit)}</div>'
        f'<p class="tools">{_open(near_address(turn, number))}</p></article>'
        for number, hit in enumerate(hits, 1)
    )
    return f'<section class="nearest"><h2>{NEAREST}</h2>{items}</section>'


def _paragraphs(hit: Hit) -> str:
    def shown(sentence: Sentence) -> str:
        words = text(sentence.text)
        return f'<span class="nearly">{words}</span>' if sentence == hit.nearest else words

    groups = groupby(hit.passage.sentences, key=lambda sentence: sentence.paragraph)
    paragraphs = [" ".join(map(shown, group)) for _, group in groups]
    return "".join(f"<p>{words}</p>" for words in [lead(hit) + paragraphs[0], *paragraphs[1:]])
