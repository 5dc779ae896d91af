"""Exports of a conversation as Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape as escaped
from typing import TYPE_CHECKING

from rag import answers, present

if TYPE_CHECKING:
    from rag.answers import Answer, Citation, Turn
    from rag.types import Sentence

_STYLE = (
    "body{font-family:system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #888}"
)
# Whatever an article contains, the page runs no script and loads nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_json(turns: Sequence[Turn]) -> str:
    """Return a conversation as a JSON list; each item is what `rag ask --json` prints."""
    return json.dumps([turn.answer.to_dict() for turn in turns], ensure_ascii=False, indent=2)


def as_markdown(turns: Sequence[Turn]) -> str:
    """Return a conversation as Markdown; markup in quoted text is escaped and shown as it is.

    Each quotation has its citation as a footnote; the numbers run through the conversation.
    """
    sections, first = [], 1
    for turn in turns:
        sections.append(_markdown(turn.answer, first))
        first += len(turn.answer.citations)
    return "\n\n".join(sections) + "\n"


def _markdown(answer: Answer, first: int) -> str:
    searched = answers.understood(answer)
    parts = [f"## {present.escape(answer.question)}", present.escape(searched)]
    return "\n\n".join([part for part in parts if part] + [answers.as_markdown(answer, first)])


def as_html(turns: Sequence[Turn]) -> str:
    """Return a conversation as one HTML page without scripts; opening it makes no request."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Conversation</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(_section(turn.answer) for turn in turns)
        + "\n</body></html>\n"
    )


def _section(answer: Answer) -> str:
    lines = [f"<h2>{_html(answer.question)}</h2>"]
    lines += [
        f"<p>{_html(note)}</p>" for note in (answers.understood(answer), *answers.notes(answer))
    ]
    if answer.refusal is not None:
        lines.append(f"<p><strong>{answers.REFUSED}:</strong> {_html(answer.refusal)}</p>")
    else:
        if answer.short:
            lines.append(f"<p><strong>{_html(answer.short.text)}</strong></p>")
        lines += [_quoted(citation) for citation in answer.citations]
        lines.append(f"<p>Confidence {_html(answers.confidence_label(answer))}</p>")
    return "\n".join(line for line in lines if line != "<p></p>")


def _quoted(citation: Citation) -> str:
    before, words, after = answers.parts(citation)
    marked = f"<strong>{_html(words)}</strong>" if words else ""
    text = _html(answers.before_sentence(citation) + before) + marked + _html(after)
    speaker = answers.speaker_label(citation)
    places = (_reference(sentence) for sentence in (citation.sentence, *citation.also))
    footer = "<br>".join(part for part in (_html(speaker), *places) if part)
    return f"<blockquote>{text}<footer>{footer}</footer></blockquote>"


def _reference(sentence: Sentence) -> str:
    parts = [present.source(sentence.document), sentence.document.url, present.place(sentence)]
    return ", ".join(_html(part) for part in parts if part)


def _html(text: str) -> str:
    return escaped(present.printable(text))


FORMATS: dict[str, Callable[[Sequence[Turn]], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
}
