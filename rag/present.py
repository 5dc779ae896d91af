"""An answer as text, Markdown and JSON: the one place that words and numbers are laid out.

The shells print what this gives; they format nothing themselves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.types import (
        Answer,
        Attribution,
        Citation,
        Document,
        Filters,
        Hit,
        Sentence,
        Span,
        SpeakerCount,
    )

REFUSED = "Not answered"
NEAREST = "Nearest passages, not sources"

# ASCII punctuation is what Markdown and the HTML inside it are made of.
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")

# What may stand between < and > in Markdown and is nothing but an address there; readers of
# Markdown decode a percent sign, and show what it hides.
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&()*+,;=-]+", re.ASCII | re.IGNORECASE)


def as_dict(answer: Answer) -> dict[str, Any]:
    """Lay the answer out for JSON: plain values, dates as YYYY-MM-DD, offsets in code points."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "refusal": answer.refusal,
        "notes": notes(answer),
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": hit_rows(answer.nearest),
        "query": {
            "text": answer.query.text,
            "corrections": [[c.typed, c.read] for c in answer.query.corrections],
            "terms": list(answer.query.terms),
            "topic": answer.query.topic,
            "in_cited": answer.query.in_cited,
            **as_filters(answer.query.filters),
        },
    }


def hit_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Lay out passages that were found as rows of plain values."""
    return [{**_span(hit.passage), "score": round(hit.score, 4)} for hit in hits]


def as_filters(filters: Filters) -> dict[str, Any]:
    """Lay filters out for JSON: plain values, dates as YYYY-MM-DD."""
    first, last = filters.published_from, filters.published_to
    return {
        "speaker": filters.speaker,
        "published_from": first and first.isoformat(),
        "published_to": last and last.isoformat(),
        "sources": list(filters.sources),
        "other_than": list(filters.other_than),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        **_sentence(citation.sentence),
        "probability": round(citation.probability, 4),
        "attribution": citation.attribution and _attribution(citation.attribution),
        "context": [_sentence(sentence) for sentence in citation.context],
        "also": [_sentence(sentence) for sentence in citation.also],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {**_span(sentence), "paragraph": sentence.paragraph}


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "speaker": attribution.speaker,
        "form": attribution.form,
        "cue": attribution.cue,
        "kind": attribution.kind,
        "start": attribution.content.start,
        "end": attribution.content.end,
    }


def _span(span: Span) -> dict[str, Any]:
    document = span.document
    return {
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "path": document.path,
        "record": document.places[0].record,
        "copies": [{"path": p.path, "record": p.record} for p in document.places[1:]],
        "title": document.title,
        "author": document.author,
        "source": document.source,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
    }


def as_text(answer: Answer) -> str:
    """Lay the answer out for a terminal: sentences with [1] [2], then the sources."""
    noted = [printable(note) for note in notes(answer)]
    if answer.refusal is not None:
        lines = [*noted, f"{REFUSED}: {printable(answer.refusal)}"]
        if answer.nearest:
            lines += ["", f"{NEAREST}:", *(_nearest(hit) for hit in answer.nearest)]
        return "\n".join(lines)
    lines = noted + [
        f"{' '.join(printable(s.text) for s in (*c.context, c.sentence))}{_said(c)} [{n}]"
        for n, c in enumerate(answer.citations, 1)
    ]
    lines += ["", f"Confidence {confidence(answer)}", "Sources:"]
    lines += [
        f"  [{n}] {source(s.document)}\n      {place(s)}"
        for n, c in enumerate(answer.citations, 1)
        for s in (c.sentence, *c.also)
    ]
    return "\n".join(lines)


def _nearest(hit: Hit) -> str:
    text = " ".join(printable(hit.passage.text).split())
    shown = text if len(text) <= 160 else text[:159] + "…"
    return f"  - {source(hit.passage.document)}\n      {shown}"


def as_markdown(answer: Answer, first: int = 1) -> str:
    """Lay the answer out as Markdown; what stands in quoted text is shown, never obeyed.

    Each quotation has its whole citation as a footnote, the first one numbered `first`.
    """
    noted = [escape(note) for note in notes(answer)]
    if answer.refusal is not None:
        near = [f"- {escape(source(hit.passage.document))}" for hit in answer.nearest]
        offered = [f"{NEAREST}:", "\n".join(near)] if near else []
        return "\n\n".join([*noted, f"**{REFUSED}:** {escape(answer.refusal)}", *offered])
    cited = list(enumerate(answer.citations, first))
    quoted = [
        f"> {' '.join(escape(s.text) for s in (*c.context, c.sentence))}{escape(_said(c))} [^{n}]"
        for n, c in cited
    ]
    notes_below = [f"[^{n}]: {_footnote(c)}" for n, c in cited]
    return "\n\n".join([*noted, *quoted, f"Confidence {confidence(answer)}", *notes_below])


def _footnote(citation: Citation) -> str:
    said = spoken_by(citation)
    first, *copies = (_reference(s) for s in (citation.sentence, *citation.also))
    told = f"{escape(said)} in {first}" if said else first
    return "; the same in ".join([told, *copies])


def _reference(sentence: Sentence) -> str:
    """Name article, address and place in Markdown; what is an address and no more can be followed.

    It holds a comma and a space, so that no reader of Markdown takes a footnote for a link's name.
    """
    url = sentence.document.url
    address = f"<{url}>" if url and _ADDRESS.fullmatch(url) else escape(url or "")
    parts = [escape(source(sentence.document)), address, escape(place(sentence))]
    return ", ".join(part for part in parts if part)


def _said(citation: Citation) -> str:
    said = spoken_by(citation)
    return f" — {said}" if said else ""


def spoken_by(citation: Citation) -> str:
    """Say whose words are quoted and how: "Ann Lee (quoted)"; nothing for the article's own."""
    if citation.attribution is None:
        return ""
    how = _how(citation.attribution)
    speaker = citation.attribution.speaker or "speaker not resolved"
    return f"{printable(speaker)} ({how})"


def notes(answer: Answer) -> list[str]:
    """Say how the question was read where that is not what was typed: a line for each thing."""
    query = answer.query
    noted = corrections(answer)
    kept = articles(query.filters)
    if kept:
        noted.append(f"Only articles {kept}.")
    if query.in_cited:
        noted.append("Read on in what was cited before.")
    if query.other_than:
        noted.append(f"Only others than {', '.join(query.other_than)}.")
    return noted


def corrections(answer: Answer) -> list[str]:
    """Say which words were read as others: a line for each."""
    return [f"No article has “{c.typed}”: read as “{c.read}”." for c in answer.query.corrections]


def articles(filters: Filters) -> str:
    """Say which articles filters keep: "of the Courier, published since 2025-03-01"; "" for all."""
    of = f"of {' and '.join(filters.sources)}" if filters.sources else ""
    return ", ".join(part for part in (of, published(filters)) if part)


def published(filters: Filters) -> str:
    """Say which dates filters keep: "published since 2025-03-01"; "" for all."""
    first, last = filters.published_from, filters.published_to
    if first and last:
        return f"published on {first}" if first == last else f"published from {first} to {last}"
    return f"published since {first}" if first else f"published until {last}" if last else ""


def confidence(answer: Answer) -> str:
    """Say the confidence in a word and as a number: "high (87 %)"."""
    word = "high" if answer.confidence >= 0.8 else "fair" if answer.confidence >= 0.5 else "low"
    return f"{word} ({answer.confidence:.0%})".replace("%", " %")


def source(document: Document) -> str:
    """Name an article on one line: title, author, source, date; what is known of them."""
    published = document.published.isoformat() if document.published else None
    parts = [document.name, document.author, document.source, published]
    return printable(", ".join(part for part in parts if part))


def place(sentence: Sentence) -> str:
    """Say where a sentence stands: file, line of a .jsonl file, paragraph, characters.

    Of an article that stands in several files the others are named, too.
    """
    first, *copies = (
        f"{p.path}, line {p.record}" if p.record else p.path for p in sentence.document.places
    )
    also = f" (the same article: {'; '.join(copies)})" if copies else ""
    return printable(
        f"{first}, paragraph {sentence.paragraph}, "
        f"characters {sentence.start} to {sentence.end}{also}"
    )


def printable(text: str) -> str:
    """Show control, bidirectional and zero-width characters as visible marks; fold line ends.

    An article must not be able to move the cursor, reverse what stands beside it, or hide words.
    """
    return "".join(_visible(c) for c in text)


def _visible(c: str) -> str:
    if c in "\n\r\t\v\f\u0085\u2028\u2029":
        return " "
    code = ord(c)
    hidden = (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or code in (0x00AD, 0x061C, 0x180E, 0xFEFF)
        or 0xE0000 <= code <= 0xE007F
    )
    return f"⟨U+{code:04X}⟩" if hidden else c


def escape(text: str) -> str:
    """Escape text for Markdown, on one line, so that it is shown as it is."""
    return _MARKDOWN.sub(r"\\\1", printable(text))


def speaker_rows(counts: Sequence[SpeakerCount]) -> list[dict[str, Any]]:
    """Lay out who speaks as rows of plain values."""
    return [
        {"speaker": c.name, "quoted": c.quoted, "reported": c.reported, "articles": c.articles}
        for c in counts
    ]


def speakers_text(counts: Sequence[SpeakerCount]) -> str:
    """Lay out who speaks for a terminal: a line for each."""
    if not counts:
        return "nobody is quoted in these articles"
    return "\n".join(
        f"{printable(c.name)}: {c.quoted} quoted, {c.reported} reported, in {c.articles} "
        f"{'article' if c.articles == 1 else 'articles'}"
        for c in counts
    )


def quotation_rows(said: Sequence[Attribution]) -> list[dict[str, Any]]:
    """Lay out quotations as rows of plain values, each with its source."""
    return [{**_attribution(a), **_span(a.content)} for a in said]


def quotations_text(said: Sequence[Attribution]) -> str:
    """Lay out quotations for a terminal, each with its source under it."""
    return "\n".join(
        f"{printable(a.content.text)} — {printable(str(a.speaker))} ({_how(a)})\n"
        f"    {source(a.content.document)}\n    {_stretch(a.content)}"
        for a in said
    )


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows of the same names as CSV (RFC 4180), with a first line of names.

    A cell that a spreadsheet would run as a formula is given an apostrophe before it.
    """
    written = io.StringIO()
    if rows:
        writer = csv.DictWriter(written, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    return written.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _how(attribution: Attribution) -> str:
    return "reported" if attribution.kind == "indirect" else "quoted"


def _stretch(span: Span) -> str:
    record = span.document.places[0].record
    where = f"{span.document.path}, line {record}" if record else span.document.path
    return printable(f"{where}, characters {span.start} to {span.end}")
