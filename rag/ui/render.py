"""An answer as HTML for the chat.

Whatever comes from an article or a question passes through `text` or `link`: nothing of it becomes
an element, an attribute or a request.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.answers import NEAREST, REFUSED, Answer, Citation, confidence, corrections, spoken_by
from rag.errors import RagError
from rag.present import printable
from rag.types import Document, Filters
from rag.ui.chips import Chip, chips

if TYPE_CHECKING:
    from rag.engine import IndexInfo

TITLE = "Ask the articles"
NEW_TOPIC = '<p class="topic">New topic: the next question leans on nothing above.</p>'
ECHOED = 400  # characters of a question that the chat repeats; a longer one is cut


def text(value: str) -> str:
    """Escape a text for an element or a quoted attribute, on one line, shown as it is."""
    return html.escape(printable(value))


def question(value: str) -> str:
    """Repeat a question."""
    value = value.strip()
    return text(value if len(value) <= ECHOED else f"{value[:ECHOED]} …")


def about(info: IndexInfo) -> str:
    """Say what the page asks: how many articles, of which folder."""
    counts = f"{info.counts.documents:,} articles from {info.counts.files:,} files"
    return f"<h1>{TITLE}</h1><p>{counts} in {text(info.corpus.name)}</p>"


def lines(said: Sequence[str]) -> str:
    """Show lines of a report."""
    return f'<div class="status" role="status">{"".join(f"<p>{text(s)}</p>" for s in said)}</div>'


def failure(error: RagError) -> str:
    """Say what went wrong, and what to do."""
    return f'<div class="failure"><p>{text(str(error))}</p></div>'


def answer(answer: Answer, *, turn: int, notice: str | None = None) -> str:
    """Show the quoted sentences with their articles, or the refusal, and what was asked with.

    The marks lead into the articles; `turn` is the number of the answer in its conversation.
    `notice` is said first.
    """
    return _aside(notice) + _chips(answer.query.filters, turn) + _said(answer, turn)


def _said(answer: Answer, turn: int) -> str:
    if answer.refusal is not None:
        return _refusal(answer)
    numbered = list(enumerate(answer.citations, 1))
    groups = groupby(numbered, key=lambda pair: pair[1].document.doc_id)
    quotes = "".join(_quotes(list(group), turn) for _, group in groups)
    return (
        f'<div class="answer">{_notes(answer)}{_searched(answer)}{quotes}'
        f'<p class="confidence">Confidence {text(confidence(answer))}</p></div>'
    )


def _aside(notice: str | None) -> str:
    return f'<p class="aside">{text(notice)}</p>' if notice else ""


def _chips(filters: Filters, turn: int) -> str:
    """Show the filters in force; pressing one asks the same question again without it."""
    shown = "".join(_chip(chip, turn) for chip in chips(filters))
    return f'<p class="chips"><span>Only what was</span> {shown}</p>' if shown else ""


def _chip(chip: Chip, turn: int) -> str:
    # The chat takes names for who hears the page (aria-label) away: what a press does is text.
    does = '<span class="unseen">: ask again without this filter</span>'
    return f'<a class="chip" href="#drop-{turn}-{chip.key}">{text(chip.words)}{does}</a> '


def _notes(answer: Answer) -> str:
    return "".join(map(_aside, corrections(answer)))


def _searched(answer: Answer) -> str:
    """Offer the question as it was searched to be edited; one answered as typed needs none."""
    if answer.answered and answer.as_typed:
        return ""
    edit = f'<a href="#edit" title="Put it into the box">{text(answer.query.text)}</a>'
    return f'<p class="aside">Searched for: {edit}</p>'


def _refusal(answer: Answer) -> str:
    nearest = f'<p class="aside">{NEAREST}, are in the panel.</p>' if answer.nearest else ""
    return (
        f'<div class="refusal">{_notes(answer)}<p><strong>{REFUSED}:</strong> '
        f"{text(str(answer.refusal))}.</p>{_searched(answer)}{nearest}</div>"
    )


def _quotes(group: Sequence[tuple[int, Citation]], turn: int) -> str:
    """Show sentences of one article, and under them the article, and others that hold them too."""
    quotes = "".join(f"<p>{_quote(number, citation, turn)}</p>" for number, citation in group)
    also = {s.document.doc_id: s.document for _, citation in group for s in citation.also}
    captions = [byline(group[0][1].document)]
    captions += [f'<span class="also">also in</span> {byline(d)}' for d in also.values()]
    articles = "".join(f"<figcaption>{caption}</figcaption>" for caption in captions)
    return f'<figure class="quotes"><blockquote>{quotes}</blockquote>{articles}</figure>'


def _quote(number: int, citation: Citation, turn: int) -> str:
    context = "".join(f'<span class="context">{text(s.text)}</span> ' for s in citation.context)
    cited = f'<span class="cited">{text(citation.sentence.text)}</span>'
    said = spoken_by(citation)
    speaker = f' <span class="speaker">— {text(said)}</span>' if said else ""
    return f"{context}{cited}{speaker}&nbsp;{reference(number, source_address(turn, number))}"


def source_address(turn: int, number: int, copy: int = 0) -> str:
    """Say where a mark leads: to a cited sentence, or to a copy of it in another article."""
    return f"#src-{turn}-{number}-{copy}"


def reference(number: int, address: str) -> str:
    """Show the number of a source, which leads into its article."""
    label = f"Source {number}: open the article at this sentence"
    return f'<a class="ref" href="{address}" aria-label="{label}" title="{label}">[{number}]</a>'


def byline(document: Document) -> str:
    """Name an article: title, author, source and date, what is known of them."""
    facts = [text(fact) for fact in (document.author, document.source) if fact]
    if document.published:
        facts.append(f"<time>{document.published.isoformat()}</time>")
    rest = f' <span class="facts">{" · ".join(facts)}</span>' if facts else ""
    return f"<cite>{text(document.name)}</cite>{rest}"


def link(url: str | None) -> str:
    """Show where an article was published: a link if that is an address on the web, else text."""
    if not url:
        return ""
    host = _web_host(url)
    if host is None:
        return f'<span class="url">{text(url)}</span>'
    return (
        f'<a class="url" href="{html.escape(url)}" target="_blank" '
        f'rel="noopener noreferrer nofollow" title="{html.escape(url)}">{text(host)}</a>'
    )


def _web_host(url: str) -> str | None:
    """Return the host of a plain http(s) address; None for anything else."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
