"""Answers, errors and articles' metadata as HTML.

All text of articles and questions passes through `text` or `link`, so that none of it becomes an
element, an attribute or a request.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.answers import (
    NEAREST,
    REFUSED,
    UNDERSTOOD,
    Answer,
    Citation,
    before_sentence,
    confidence_label,
    corrections,
    parts,
    speaker_label,
)
from rag.english.analyzer import content_words
from rag.errors import RagError
from rag.present import printable
from rag.types import Document, Filters
from rag.ui.address import link as view_link
from rag.ui.chips import Chip, chips

if TYPE_CHECKING:
    from rag.engine import IndexInfo

TITLE = "Ask the articles"
NEW_TOPIC = '<p class="topic">New topic: the next question does not refer to anything above.</p>'
MAX_ECHO = 400  # characters of a question in the chat; longer ones are cut


def text(value: str) -> str:
    """Escape a text for an element or a quoted attribute, on one line, shown as it is."""
    return html.escape(printable(value))


def question(value: str) -> str:
    """Return a question for the chat, cut to `MAX_ECHO` characters."""
    value = value.strip()
    return text(value if len(value) <= MAX_ECHO else f"{value[:MAX_ECHO]} …")


def about(info: IndexInfo) -> str:
    """Return the page's heading: the number of articles, their folder, the calibration."""
    counts = f"{info.counts.documents:,} articles from {info.counts.files:,} files"
    found = info.calibration
    calibrated = f"; calibrated by {found.questions:,} questions" if found else ""
    return f"<h1>{TITLE}</h1><p>{counts} in {text(info.corpus.name)}{calibrated}</p>"


def lines(report: Sequence[str]) -> str:
    """Return the lines of a report as paragraphs."""
    paragraphs = "".join(f"<p>{text(line)}</p>" for line in report)
    return f'<div class="status" role="status">{paragraphs}</div>'


def failure(error: RagError) -> str:
    """Return an error as a message of the chat."""
    return f'<div class="failure"><p>{text(str(error))}</p></div>'


def answer(answer: Answer, *, turn: int, notice: str | None = None) -> str:
    """Return the quoted sentences with their articles, or the refusal, under the filters applied.

    `turn` is the number of the answer in its conversation; the links of the marks contain it.
    `notice` comes first.
    """
    return _aside(notice) + _chips(answer.query.filters, turn) + _body(answer, turn)


def _body(answer: Answer, turn: int) -> str:
    if answer.refusal is not None:
        return _refusal(answer)
    numbered = list(enumerate(answer.citations, 1))
    groups = groupby(numbered, key=lambda pair: pair[1].document.doc_id)
    quotes = "".join(_quotes(list(group), turn) for _, group in groups)
    return (
        f'<div class="answer">{_notes(answer)}{_searched(answer)}{_short(answer)}{quotes}'
        f'<p class="confidence">Confidence {text(confidence_label(answer))}</p></div>'
    )


def _short(answer: Answer) -> str:
    return (
        f'<p class="short"><strong>{text(answer.short.text)}</strong></p>' if answer.short else ""
    )


def _aside(notice: str | None) -> str:
    return f'<p class="aside">{text(notice)}</p>' if notice else ""


def _chips(filters: Filters, turn: int) -> str:
    """Return the filters as chips; pressing one asks the question again without it."""
    shown = "".join(_chip(chip, turn) for chip in chips(filters))
    return f'<p class="chips"><span>Only what was</span> {shown}</p>' if shown else ""


def _chip(chip: Chip, turn: int) -> str:
    # The chat's sanitizer removes aria-label, so the label for screen readers is hidden text.
    label = '<span class="unseen">: ask again without this filter</span>'
    return f'<a class="chip" href="#drop-{turn}-{chip.key}">{text(chip.words)}{label}</a> '


def _notes(answer: Answer) -> str:
    return "".join(map(_aside, corrections(answer)))


def _searched(answer: Answer) -> str:
    """Return the question as searched, to be edited; "" for one answered as it was typed."""
    if answer.answered and answer.as_typed:
        return ""
    edit = f'<a href="#edit" title="Edit this question">{text(answer.query.shown)}</a>'
    return f'<p class="aside">{UNDERSTOOD}: {edit}</p>'


def _refusal(answer: Answer) -> str:
    nearest = f'<p class="aside">{NEAREST}, are in the panel.</p>' if answer.nearest else ""
    query = answer.query
    asked = f"{query.speaker or ''} {query.topic}" if query.topic else query.shown
    words = " ".join(content_words(asked))
    if words and answer.query.out_of_scope is None:
        search = text(view_link("search", words=words))
        nearest += f'<p class="aside"><a href="{search}">Search for {text(words)}</a></p>'
    return (
        f'<div class="refusal">{_notes(answer)}<p><strong>{REFUSED}:</strong> '
        f"{text(str(answer.refusal))}.</p>{_searched(answer)}{nearest}</div>"
    )


def _quotes(group: Sequence[tuple[int, Citation]], turn: int) -> str:
    """Return sentences of one article, and under them all articles that contain them."""
    quotes = "".join(f"<p>{_quote(number, citation, turn)}</p>" for number, citation in group)
    also = {s.document.doc_id: s.document for _, citation in group for s in citation.also}
    captions = [byline(group[0][1].document)]
    captions += [f'<span class="also">also in</span> {byline(d)}' for d in also.values()]
    articles = "".join(f"<figcaption>{caption}</figcaption>" for caption in captions)
    return f'<figure class="quotes"><blockquote>{quotes}</blockquote>{articles}</figure>'


def _quote(number: int, citation: Citation, turn: int) -> str:
    before = before_sentence(citation).strip()
    context = f'<span class="context">{text(before)}</span> ' if before else ""
    before_answer, words, after = parts(citation)
    strong = f"<strong>{text(words)}</strong>" if words else ""
    cited = f'<span class="cited">{text(before_answer)}{strong}{text(after)}</span>'
    label = speaker_label(citation)
    speaker = f' <span class="speaker">— {_speaker(citation, label)}</span>' if label else ""
    return f"{context}{cited}{speaker}&nbsp;{reference(number, source_address(turn, number))}"


def _speaker(citation: Citation, label: str) -> str:
    """Return a speaker's label, with the name as a link to all that this person says."""
    said = citation.attribution
    name = said.speaker if said else None
    if name is None or not label.startswith(name):
        return text(label)
    person = text(view_link("person", name=name))
    return f'<a href="{person}">{text(name)}</a>{text(label[len(name) :])}'


def source_address(turn: int, number: int, copy: int = 0) -> str:
    """Return the address of a cited sentence, or of a copy of it in another article."""
    return f"#src-{turn}-{number}-{copy}"


def reference(number: int, address: str) -> str:
    """Return the number of a source as a link into its article."""
    label = f"Source {number}: open the article at this sentence"
    return f'<a class="ref" href="{address}" aria-label="{label}" title="{label}">[{number}]</a>'


def byline(document: Document) -> str:
    """Return an article's title or file name, and author, source and date where known."""
    facts = [text(fact) for fact in (document.author, document.source) if fact]
    if document.published:
        facts.append(f"<time>{document.published.isoformat()}</time>")
    rest = f' <span class="facts">{" · ".join(facts)}</span>' if facts else ""
    return f"<cite>{text(document.name)}</cite>{rest}"


def link(url: str | None) -> str:
    """Return the address of an article: a link for a web address, else text."""
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
