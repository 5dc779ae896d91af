"""Exports of a conversation as Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rag import answers, export_page, present
from rag.citing.cited import Bibliography, require_style
from rag.export_page import html

if TYPE_CHECKING:
    from rag.answers import Answer, Citation, Turn
    from rag.citing.cited import Cited
    from rag.types import Sentence

TITLE = "Questions and answers"


def as_json(turns: Sequence[Turn]) -> str:
    """Return a conversation as a JSON list; each item is what `rag ask --json` prints."""
    return json.dumps([turn.answer.to_dict() for turn in turns], ensure_ascii=False, indent=2)


def as_markdown(turns: Sequence[Turn], *, style: str = "apa", on: date | None = None) -> str:
    """Return a conversation as Markdown; markup in quoted text is escaped and shown as it is.

    Each quotation has its citation as a footnote; the numbers run through the conversation. The
    references of the articles are at the end, in a style of `rag.citing`. `on` is the date of the
    export, today unless given.
    """
    sections, first = [f"# {TITLE}", export_page.exported(on or date.today())], 1
    for turn in turns:
        sections.append(_markdown(turn.answer, first))
        first += len(turn.answer.citations)
    sections += export_page.markdown_references(_references(turns, style))
    return "\n\n".join(sections) + "\n"


def _references(turns: Sequence[Turn], style: str) -> list[Cited]:
    documents = [document for turn in turns for document in turn.answer.documents]
    return Bibliography(documents, style).references()


def _markdown(answer: Answer, first: int) -> str:
    searched = answers.understood(answer)
    parts = [f"## {present.escape(answer.question)}", present.escape(searched)]
    return "\n\n".join([part for part in parts if part] + [answers.as_markdown(answer, first)])


def as_html(turns: Sequence[Turn], *, style: str = "apa", on: date | None = None) -> str:
    """Return a conversation as one HTML page without scripts; opening it makes no request.

    `style` and `on` are those of `as_markdown`.
    """
    sections = [_section(turn.answer) for turn in turns]
    sections.append(export_page.html_references(_references(turns, style)))
    return export_page.html_page(TITLE, on or date.today(), sections)


def _section(answer: Answer) -> str:
    lines = [f"<h2>{html(answer.question)}</h2>"]
    lines += [
        f"<p>{html(note)}</p>" for note in (answers.understood(answer), *answers.notes(answer))
    ]
    if answer.refusal is not None:
        lines.append(f"<p><strong>{answers.REFUSED}:</strong> {html(answer.refusal)}</p>")
    else:
        if answer.short:
            lines.append(f"<p><strong>{html(answer.short.text)}</strong></p>")
        lines += [_quoted(citation) for citation in answer.citations]
        lines.append(f"<p>Confidence {html(answers.confidence_label(answer))}</p>")
    return "\n".join(line for line in lines if line != "<p></p>")


def _quoted(citation: Citation) -> str:
    before, words, after = answers.parts(citation)
    marked = f"<strong>{html(words)}</strong>" if words else ""
    text = html(answers.before_sentence(citation) + before) + marked + html(after)
    speaker = answers.speaker_label(citation)
    places = (_reference(sentence) for sentence in (citation.sentence, *citation.also))
    footer = "<br>".join(part for part in (html(speaker), *places) if part)
    return f"<blockquote>{text}<footer>{footer}</footer></blockquote>"


def _reference(sentence: Sentence) -> str:
    document = sentence.document
    address = export_page.html_address(document.url) if document.url else ""
    parts = [html(present.source(document)), address, html(present.place(sentence))]
    return ", ".join(part for part in parts if part)


def in_style(turns: Sequence[Turn], file_format: str, style: str) -> str:
    """Return a conversation as a file in a format, with its references in a style.

    JSON has no references, and so no style. Raises ConfigError for another style.
    """
    require_style(style)
    if file_format == "json":
        return as_json(turns)
    return {"md": as_markdown, "html": as_html}[file_format](turns, style=style)


FORMATS: dict[str, Callable[[Sequence[Turn]], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
}
