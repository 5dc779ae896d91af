"""Search: all passages that have some words, with the words marked, and filters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rag.engine import Engine
from rag.errors import RagError
from rag.hits import Hit
from rag.search_results import Match, Matches, count_text
from rag.types import Passage, Sentence, Span
from rag.ui.address import Address
from rag.ui.article_text import cite_and_pin, place_link
from rag.ui.marking import Mark, highlighted, without_hashes
from rag.ui.render import byline, text
from rag.ui.views.filter_fields import (
    choice,
    chosen_dates_and_outlets,
    dates,
    field,
    folded,
    outlets,
    pager,
)
from rag.ui.views.frame import failure, frame

PAGE = 20  # passages shown at once
NEAREST = 5  # passages offered where none has the words
ORDERS = {"best": "Best match first", "newest": "Newest first"}
HINT = (
    "Finds every passage that has all of the words, in any form. Words “in quotation marks” must "
    "stand one after the other."
)


def view(engine: Engine, address: Address) -> str:
    """Return the form, and the passages that have the words of an address.

    Values: `words`, `order` ("best" or "newest"), `from`, `to`, `source`, `speaker`, `offset`.
    """
    results = f'<p class="hint">{HINT}</p>'
    if address.get("words"):
        try:
            results = _results(engine, address)
        except RagError as error:
            results = failure(str(error))
    return frame(
        "Search", address, f'<section class="listing">{_form(engine, address)}{results}</section>'
    )


def _form(engine: Engine, address: Address) -> str:
    fields = (
        f"{dates(address)}{outlets(engine, address)}"
        f"{field(address, 'speaker', 'Quotes', hint='A speaker')}"
    )
    return (
        '<form class="ask" role="search" data-view="search"><div class="words">'
        f'<input name="words" type="search" value="{text(address.get("words"))}" '
        'aria-label="Words to search for" placeholder="Words, or “a phrase”">'
        f"{choice(address, 'order', ORDERS)}<button>Search</button></div>"
        f"{folded(address, ('from', 'to', 'source', 'speaker'), fields)}</form>"
    )


def _results(engine: Engine, address: Address) -> str:
    filters = chosen_dates_and_outlets(address)
    speaker = address.get("speaker") or None
    found = engine.find(
        address.get("words"),
        order="newest" if address.get("order") == "newest" else "best",
        top=PAGE,
        offset=address.number("offset"),
        speaker=speaker,
        **filters,
    )
    counted = f'<p class="count" role="status">{text(count_text(found))}.</p>'
    if not found.total:
        near = engine.search(found.words, top=NEAREST, speaker=speaker, **filters)
        return counted + _nearest(near)
    shown = "".join(_match(match, found) for match in found.matches)
    return counted + shown + pager(address, found.offset, len(found.matches), found.total, PAGE)


def _nearest(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    items = "".join(_passage(hit.passage, (), hit.begins_inside_quotation, "") for hit in hits)
    return f'<section class="nearest"><h2>Nearest passages</h2>{items}</section>'


def _match(match: Match, found: Matches) -> str:
    return _passage(match.passage, match.spans, match.begins_inside_quotation, found.words)


def _passage(
    passage: Passage, spans: Sequence[Span], begins_inside_quotation: bool, words: str
) -> str:
    """Return a passage with the words marked; it opens at the first sentence that has one."""
    at = _first_sentence(passage, spans)
    opened = place_link(passage.document, at, words=words)
    marks = [Mark(span, None, hit=True) for span in spans]
    groups = groupby(passage.sentences, key=lambda sentence: sentence.paragraph)
    lead = "… " if begins_inside_quotation else ""
    paragraphs = []
    for _, group in groups:
        sentences = list(group)
        start = without_hashes(passage.document, sentences[0].start, sentences[-1].end)
        shown = highlighted(passage.document, start, sentences[-1].end, marks)
        kind = ' class="heading"' if all(s.heading for s in sentences) else ""
        paragraphs.append(f"<p{kind}>{lead}{shown}</p>")
        lead = ""
    return (
        f'<article class="source found"><h3><a href="{text(opened)}">{byline(passage.document)}</a>'
        f'</h3><div class="passage">{"".join(paragraphs)}</div>'
        f'<p class="tools"><a href="{text(opened)}">Open the article here</a>{cite_and_pin(at)}</p>'
        "</article>"
    )


def _first_sentence(passage: Passage, spans: Sequence[Span]) -> Sentence:
    """Return the first sentence, rather than a heading, that has a marked word."""
    having = [s for s in passage.sentences if any(_overlap(s, span) for span in spans)]
    plain = [s for s in having or passage.sentences if not s.heading]
    return (plain or having or list(passage.sentences))[0]


def _overlap(sentence: Sentence, span: Span) -> bool:
    return span.start < sentence.end and sentence.start < span.end
