"""Sources, places, filters and speakers as text, rows and CSV; escaping.

The shells print what this module and `rag.answers` return; they format nothing themselves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from rag.types import Attribution, Document, Filters, Sentence, Span

# An address that is safe between < and > in Markdown. No percent sign: Markdown renderers decode
# percent escapes, and show the characters behind them.
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&()*+,;=-]+", re.ASCII | re.IGNORECASE)
# What Markdown, common extensions of it and the HTML inside it give a meaning: some characters
# anywhere, others at the beginning of a line, in entities, addresses, :emoji:, -- and ...
_MARKDOWN = re.compile(
    r"[\\`*_{}\[\]<>#|~$^@]|\A\s*[-+=]|\A\s*\d+[.)]|&(?=#?\w+;)|:(?=//|\w+:)|(?<=www)\."
    r"|-(?=-)|=(?==)|\.(?=\.\.)",
    re.ASCII | re.IGNORECASE,
)

# What the articles of a file with several are called, by its ending; those of others are lines.
_RECORDS = {
    **dict.fromkeys((".csv", ".tsv"), "row"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".mhtml", ".mht"), "post"),
    **dict.fromkeys((".rss", ".atom", ".xml"), "entry"),
    ".json": "record",
    ".epub": "chapter",
    ".mbox": "message",
}


def as_filters(filters: Filters) -> dict[str, Any]:
    """Return filters as plain values for JSON, dates as YYYY-MM-DD."""
    first, last = filters.published_from, filters.published_to
    return {
        "speaker": filters.speaker,
        "published_from": first and first.isoformat(),
        "published_to": last and last.isoformat(),
        "sources": list(filters.sources),
        "other_than": list(filters.other_than),
    }


def sentence_row(sentence: Sentence) -> dict[str, Any]:
    """Return a sentence as a row of plain values: `span_row` and its paragraph."""
    return {**span_row(sentence), "paragraph": sentence.paragraph}


def attribution_row(attribution: Attribution) -> dict[str, Any]:
    """Return an attribution as a row of plain values, without its text."""
    return {
        "speaker": attribution.speaker,
        "form": attribution.form,
        "cue": attribution.cue,
        "kind": attribution.kind,
        "act": attribution.act,
        "told_by": attribution.told_by,
        "label": speech_label(attribution),
        "start": attribution.content.start,
        "end": attribution.content.end,
    }


def span_row(span: Span) -> dict[str, Any]:
    """Return a span and its document as a row of plain values."""
    document = span.document
    return {
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "path": document.path,
        "record": document.places[0].record,
        "page": document.places[0].page(span.start),
        "copies": [{"path": p.path, "record": p.record} for p in document.places[1:]],
        "title": document.title,
        "author": document.author,
        "source": document.source,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
    }


def and_list(names: Sequence[str]) -> str:
    """Join names: "A, B and C".

    >>> and_list(["Lee"]), and_list(["Lee", "Orr", "Voss"])
    ('Lee', 'Lee, Orr and Voss')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def articles(filters: Filters) -> str:
    """Return the articles that pass: "of the Courier, published since 2025-03-01"; "" for all."""
    of = f"from {' and '.join(filters.sources)}" if filters.sources else ""
    return ", ".join(part for part in (of, published(filters)) if part)


def published(filters: Filters) -> str:
    """Return the dates that pass: "published since 2025-03-01"; "" for all."""
    first, last = filters.published_from, filters.published_to
    if first and last:
        return f"published on {first}" if first == last else f"published from {first} to {last}"
    return f"published since {first}" if first else f"published until {last}" if last else ""


def source(document: Document) -> str:
    """Return an article on one line: title or file name, and author, source, date where known."""
    published = document.published.isoformat() if document.published else None
    parts = [document.name, document.author, document.source, published]
    return printable(", ".join(part for part in parts if part))


def place(sentence: Sentence) -> str:
    """Return the place of a sentence: file, line or chapter, page, paragraph, characters.

    For an article with copies in other files, those are named too.
    """
    copies = [record(place.path, place.record) for place in sentence.document.places[1:]]
    also = f" (the same article: {printable('; '.join(copies))})" if copies else ""
    return f"{paragraph(sentence)}, characters {sentence.start} to {sentence.end}{also}"


def paragraph(sentence: Sentence) -> str:
    """Return the file and the paragraph of a sentence, and its line, chapter or page."""
    return printable(f"{_where(sentence)}, paragraph {sentence.paragraph}")


def record(path: str, number: int | None) -> str:
    """Return a path, and the number of a record in the word that fits its format.

    >>> record("a.txt", None), record("wire.jsonl", 3), record("b.CSV", 3), record("c.epub", 2)
    ('a.txt', 'wire.jsonl, line 3', 'b.CSV, row 3', 'c.epub, chapter 2')
    """
    if number is None:
        return path
    return f"{path}, {_RECORDS.get(PurePosixPath(path).suffix.lower(), 'line')} {number}"


def _where(span: Span) -> str:
    place = span.document.places[0]
    first, last = place.page(span.start), place.page(span.end - 1)
    pages = f", page {first}" if first == last else f", pages {first}\u2013{last}"
    return record(place.path, place.record) + (pages if first else "")


def printable(text: str) -> str:
    """Make control, bidirectional and zero-width characters visible; replace line ends by spaces.

    An article must not be able to move the cursor, reverse the text around it, or hide words.
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
    """Escape a text for Markdown, on one line, so that it is shown as it is."""
    return _MARKDOWN.sub(lambda m: f"{m[0][:-1]}\\{m[0][-1]}", printable(text))


def markdown_reference(sentence: Sentence) -> str:
    """Return article, address and place in Markdown; only a plain address becomes a link.

    It contains a comma and a space, so that Markdown parsers don't take the footnote for a link
    reference definition.
    """
    address = markdown_address(sentence.document.url or "")
    parts = [escape(source(sentence.document)), address, escape(place(sentence))]
    return ", ".join(part for part in parts if part)


def is_address(text: str) -> bool:
    """Return whether a text is a plain web address, which may become a link."""
    return _ADDRESS.fullmatch(text) is not None


def markdown_address(text: str) -> str:
    """Return an address in Markdown; only a plain one becomes a link."""
    return f"<{text}>" if is_address(text) else escape(text)


def namesakes_text(name: str, people: Sequence[str]) -> str:
    """Return that a last name may mean several people, for a terminal."""
    return f"“{name}” may mean {' or '.join(people)}: add the first name to see one of them"


def quotations_text(quotations: Sequence[Attribution]) -> str:
    """Return quotations for a terminal, each with its source under it."""
    return "\n".join(
        f"{printable(a.content.text)} — {speech_label(a)}\n"
        f"    {source(a.content.document)}\n    {span_place(a.content)}"
        for a in quotations
    )


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows with equal keys as CSV (RFC 4180), with a header line.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    written = io.StringIO()
    if rows:
        writer = csv.DictWriter(written, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    return written.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


# What stands before the speaker's name, for acts that are more than saying.
_ACTS = {"asked": "asked", "promised": "promised", "denied": "denied"}


def speech_label(attribution: Attribution) -> str:
    """Return the speaker and what the words are to the speaker.

    "Ann Lee (quoted)" in quotation marks, "Ann Lee (reported)" without, "denied by Ann Lee
    (reported)", "Ann Lee (thinks or wants)". What somebody opposes is labelled with the article's
    own words: "Ann Lee (“does not intend”)". Words that are known through somebody else alone are
    neither quoted nor reported by the article itself: "Ann Lee, as told by Bo Orr".
    """
    who = printable(attribution.speaker or "speaker not resolved")
    if act := _ACTS.get(attribution.act):
        who = f"{act} by {who}" if attribution.speaker else f"{act}, {who}"
    if attribution.act == "thinks":
        who = f"{who} (thinks or wants)"
    elif attribution.act == "opposed":
        who = f"{who} (“{printable(attribution.cue)}”)"
    elif attribution.told_by is None:
        who = f"{who} ({'reported' if attribution.kind == 'indirect' else 'quoted'})"
    return f"{who}, as told by {printable(attribution.told_by)}" if attribution.told_by else who


def span_place(span: Span) -> str:
    """Return the place of a span: file, line, chapter or page, characters."""
    return printable(f"{_where(span)}, characters {span.start} to {span.end}")


def days_that_differ(told: Sequence[tuple[str, date | None]]) -> tuple[str, ...]:
    """Return the days, the newest first, of answers that are not the same words as the first one.

    `told` are the words that answer, and the days of their articles. None are returned unless the
    first answer is the newest of several.

    >>> days_that_differ([("three", date(2025, 3, 27)), ("Two", date(2024, 8, 30))])
    ('2025-03-27', '2024-08-30')
    """
    words, newest = told[0] if told else ("", None)
    if newest is None:
        return ()
    others = {day for other, day in told[1:] if day and other.casefold() != words.casefold()}
    days = sorted(others | {newest}, reverse=True)
    return tuple(map(date.isoformat, days)) if days[0] == newest and len(days) > 1 else ()
