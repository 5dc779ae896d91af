"""An article by its address: at a place, with the words of a search or with its speakers marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.engine import Engine
from rag.errors import RagError
from rag.types import Document, Span
from rag.ui.address import Address, link
from rag.ui.article_text import (
    Window,
    article,
    body_of,
    stepper,
    tools,
    widened,
    window,
)
from rag.ui.marking import Mark
from rag.ui.render import text
from rag.ui.views.frame import frame

BACK = '<a href="#back">Back to the chat</a>'  # on a phone the article covers it
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Found:
    """The words of a search in an article: where they stand, and which are shown, from 0."""

    words: str
    spans: Sequence[Span]
    current: int = 0
    error: str = ""


def view(engine: Engine, address: Address) -> str:
    """Return the article of an address, scrolled to its place. Raises RagError if it is gone.

    Values: `path` and `record`; `at`, a span; `words` to mark, of which number `hit` (from 1) is
    shown; `speakers`, which marks who speaks; `part`, the span of a long article to show.
    """
    document = engine.article_at(address.get("path"), address.number("record") or None)
    at = _span(document, address.get("at"))
    found = _find(engine, document, address, at)
    marks = [Mark(at, None, here=True)] if at else []
    marks += _hits(found, goto=at is None)
    shown = _window(document, marks, address)
    said = engine.statements_in(document.doc_id) if address.get("speakers") else []
    links = f"{BACK}{_results(found)}{_speakers(address)}{tools(document, at)}"
    body = article(
        document,
        f"{_form(address, found)}<nav>{links}</nav>",
        body_of(document, marks, shown, said),
        earlier=_more(address, shown, "earlier") if shown.start > 0 else "",
        later=_more(address, shown, "later") if shown.end < document.length else "",
    )
    return frame("Article", address, body)


def _span(document: Document, where: str) -> Span | None:
    """Return the span of an address, None for one outside of the article."""
    found = _RANGE.fullmatch(where)
    if found is None or not 0 <= int(found[1]) < int(found[2]) <= document.length:
        return None
    return Span(document, int(found[1]), int(found[2]))


def _find(engine: Engine, document: Document, address: Address, at: Span | None) -> _Found:
    """Find the words of an address, and choose the hit to show: the asked one, or the next one."""
    words = address.get("words")
    if not words:
        return _Found("", ())
    try:
        spans = engine.occurrences(document, words)
    except RagError as error:
        return _Found(words, (), error=str(error))
    asked = address.number("hit") - 1
    if asked < 0:
        asked = next((i for i, s in enumerate(spans) if at and s.end > at.start), 0)
    return _Found(words, spans, min(asked, max(len(spans) - 1, 0)))


def _hits(found: _Found, *, goto: bool) -> list[Mark]:
    marks = [Mark(span, None, hit=True) for span in found.spans]
    if marks and goto:
        marks[found.current] = replace(marks[found.current], here=True)
    return marks


def _window(document: Document, marks: Sequence[Mark], address: Address) -> Window:
    """Return the part of a long article that an address asks for, or the one around its place."""
    part = _span(document, address.get("part"))
    if part is None:
        return window(document, marks)
    before = Window(part.start, part.end)
    return widened(document, before, later=address.get("more") != "earlier")


def _more(address: Address, shown: Window, where: str) -> str:
    return address.replaced(part=f"{shown.start}-{shown.end}", more=where)


def _form(address: Address, found: _Found) -> str:
    """Return the form that finds words in the article, and how many places have them."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{text(address.get(name))}">'
        for name in ("path", "record", "speakers")
        if address.get(name)
    )
    return (
        f'<form class="ask finding" role="search" data-view="article">{kept}'
        f'<input name="words" type="search" value="{text(found.words)}" '
        'aria-label="Find in this article" placeholder="Find in this article">'
        f"<button>Find</button>{_count(address, found)}</form>"
    )


def _count(address: Address, found: _Found) -> str:
    if found.error:
        return f'<span class="stepper" role="status">{text(found.error)}</span>'
    if not found.words:
        return ""
    if not found.spans:
        return '<span class="stepper" role="status">Not in this article</span>'
    total, current = len(found.spans), found.current
    return stepper(
        f"{current + 1:,} of {total:,}",
        _hit_link(address, current) if current > 0 else "",
        _hit_link(address, current + 2) if current + 1 < total else "",
    )


def _hit_link(address: Address, number: int) -> str:
    return address.replaced(hit=number, at=None, part=None, more=None)


def _results(found: _Found) -> str:
    """Return the link to the passages of all articles that have the words."""
    if not found.spans:
        return ""
    return f'<a href="{text(link("search", words=found.words))}">In all articles</a>'


def _speakers(address: Address) -> str:
    shown = bool(address.get("speakers"))
    other = address.replaced(speakers=None if shown else 1)
    return f'<a href="{text(other)}">{"Hide" if shown else "Show"} who speaks</a>'
