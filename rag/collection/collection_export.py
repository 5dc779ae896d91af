"""A collection of quotations as text, Markdown, HTML, JSON, CSV, BibTeX and RIS."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from rag import export_page, present
from rag.citing import bibtex, ris
from rag.citing.cited import STYLES, Bibliography, Cited, require_style
from rag.collection.checking import NOT_BORNE_OUT, CheckedPin
from rag.export_page import html
from rag.types import Document

TITLE = "Collected quotations"
GONE = "These are no longer in the articles, and must not be quoted"


class Laid:
    """A checked collection in a style: the citation of each quotation that holds.

    Raises ConfigError for a style that there is none of.
    """

    def __init__(self, checked: Sequence[CheckedPin], style: str = "apa") -> None:
        self.style = require_style(style)
        self.checked = tuple(checked)
        self.held = tuple(one for one in checked if one.holds)
        self.gone = tuple(one for one in checked if not one.holds)
        self._works = Bibliography([document(one) for one in self.held], style)

    def cited(self, one: CheckedPin) -> Cited:
        """Return the citation of a quotation that holds."""
        assert one.span is not None
        return self._works.cite(one.span, paragraph=one.paragraph)

    def quotation(self, one: CheckedPin) -> str:
        """Return the words in quotation marks with the citation after them."""
        return f"{one.pinned.quoted} {self.cited(one).in_text}"

    @property
    def references(self) -> list[Cited]:
        """The references of the articles that are quoted, each once."""
        return self._works.references()


def document(one: CheckedPin) -> Document:
    """Return the article of a quotation that holds."""
    assert one.span is not None
    return one.span.document


def as_text(laid: Laid) -> str:
    """Return a collection for a terminal: the quotations, then the references."""
    lines: list[str] = []
    for n, one in enumerate(laid.held, 1):
        lines += [f"{n}. {present.printable(laid.quotation(one))}"]
        lines += [f"    {line}" for line in (_spoken(one), laid.cited(one).place) if line]
        lines += [f"    Note: {present.printable(one.pinned.note)}"] if one.pinned.note else []
    if laid.gone:
        lines += ["", f"{GONE}:", *(f"  - {present.printable(str(one))}" for one in laid.gone)]
    if laid.held:
        lines += ["", f"References ({STYLES[laid.style]}):"]
        lines += [f"  {one.reference}" for one in laid.references]
    return "\n".join(lines) or "the collection is empty"


def as_markdown(laid: Laid, *, title: str = TITLE, on: date | None = None) -> str:
    """Return a collection as Markdown; all markup of articles and notes is escaped."""
    parts = [f"# {present.escape(title)}", export_page.exported(on or date.today())]
    for one in laid.held:
        cited = laid.cited(one)
        lines = [f"> {present.escape(laid.quotation(one))}"]
        about = [_spoken(one), cited.place]
        lines.append(f"> — {present.escape('; '.join(part for part in about if part))}")
        parts.append("\n>\n".join(lines))
        if one.pinned.note:
            parts.append(f"Note: {present.escape(one.pinned.note)}")
    if laid.gone:
        parts += [f"{GONE}:", "\n".join(f"- {present.escape(str(one))}" for one in laid.gone)]
    parts += export_page.markdown_references(laid.references)
    return "\n\n".join(parts) + "\n"


def as_html(laid: Laid, *, title: str = TITLE, on: date | None = None) -> str:
    """Return a collection as one HTML page without scripts; opening it makes no request."""
    sections = [_quoted(laid, one) for one in laid.held]
    if laid.gone:
        items = "".join(f"<li>{html(str(one))}</li>" for one in laid.gone)
        sections.append(f"<p><strong>{GONE}:</strong></p>\n<ul>{items}</ul>")
    sections.append(export_page.html_references(laid.references))
    return export_page.html_page(title, on or date.today(), sections)


def _quoted(laid: Laid, one: CheckedPin) -> str:
    about = "<br>".join(html(part) for part in (_spoken(one), laid.cited(one).place) if part)
    note = f"<p>Note: {html(one.pinned.note)}</p>" if one.pinned.note else ""
    return f"<blockquote>{html(laid.quotation(one))}<footer>{about}</footer></blockquote>{note}"


def as_json(laid: Laid, *, title: str = TITLE, on: date | None = None) -> str:
    """Return a collection as JSON: title, date, style, quotations and references."""
    values = {
        "title": title,
        "exported": (on or date.today()).isoformat(),
        "style": laid.style,
        "quotations": [_row(laid, one) for one in laid.checked],
        "references": [one.reference for one in laid.references],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def as_csv(laid: Laid) -> str:
    """Return the quotations as CSV; cells that a spreadsheet would run are made text."""
    return present.as_csv([_row(laid, one) for one in laid.checked])


def _row(laid: Laid, one: CheckedPin) -> dict[str, Any]:
    """Return a quotation as plain values; the text of one that no longer holds is None."""
    row: dict[str, Any] = {"state": one.stated, "text": None, "citation": None}
    row |= {"speaker": one.speaker or None, "note": one.pinned.note or None}
    if one.span is None:
        facts = dict.fromkeys(_FACTS)
        return row | facts | {"path": one.pinned.path, "record": one.pinned.record}
    cited, facts = laid.cited(one), present.span_row(one.span)
    row |= {"text": one.span.text, "citation": cited.in_text}
    facts |= {"reference": cited.reference, "paragraph": one.paragraph}
    return row | {name: facts[name] for name in _FACTS}


_FACTS = (
    *("reference", "title", "author", "source", "published", "url"),
    *("path", "record", "page", "paragraph", "start", "end"),
)


def as_bibtex(laid: Laid) -> str:
    """Return the articles as BibTeX entries, each with its quotations and notes."""
    return bibtex.entries(_documents(laid), _notes(laid))


def as_ris(laid: Laid) -> str:
    """Return the articles in the RIS format, each with its quotations and notes."""
    return ris.entries(_documents(laid), _notes(laid))


def _documents(laid: Laid) -> list[Document]:
    return list({document(one).doc_id: document(one) for one in laid.held}.values())


def _notes(laid: Laid) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for one in laid.held:
        parts = (laid.quotation(one), _spoken(one), one.pinned.note)
        notes.setdefault(document(one).doc_id, []).append(" — ".join(p for p in parts if p))
    return notes


def _spoken(one: CheckedPin) -> str:
    """Return the label of the speaker; of a wrong one, that it is."""
    label = present.printable(one.pinned.speaker)
    return label if one.speaker_holds else f"[{label}: {NOT_BORNE_OUT}]"


FORMATS: dict[str, Callable[[Laid], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
    "csv": as_csv,
    "bib": as_bibtex,
    "ris": as_ris,
}
