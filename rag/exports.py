"""A conversation to keep: as Markdown, as a page of its own, as JSON; and one quotation to copy."""

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
# No script, and nothing is loaded, whatever an article holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def quotation(citation: Citation) -> str:
    """Return a cited sentence in quotation marks with speaker, title, outlet, date, address.

    One that has such marks itself is left as it stands, so that nothing in it changes.
    """
    document = citation.document
    speaker = answers.spoken_by(citation)
    parts = [speaker, present.source(document), present.printable(document.url or "")]
    words = citation.sentence.text
    quoted = words if set(words) & set('“”"') else f"“{words}”"
    return f"{quoted} — {', '.join(part for part in parts if part)}"


def as_json(turns: Sequence[Turn]) -> str:
    """Return a conversation as a JSON list of what `rag ask --json` prints for each question."""
    return json.dumps([turn.answer.to_dict() for turn in turns], ensure_ascii=False, indent=2)


def as_markdown(turns: Sequence[Turn]) -> str:
    """Return a conversation as Markdown; what stands in quoted text is shown, never obeyed.

    Each quotation has its citation as a footnote; these are numbered through.
    """
    told, first = [], 1
    for turn in turns:
        told.append(_markdown(turn.answer, first))
        first += len(turn.answer.citations)
    return "\n\n".join(told) + "\n"


def _markdown(answer: Answer, first: int) -> str:
    searched = _searched(answer)
    parts = [f"## {present.escape(answer.question)}", present.escape(searched)]
    return "\n\n".join([part for part in parts if part] + [answers.as_markdown(answer, first)])


def as_html(turns: Sequence[Turn]) -> str:
    """Return a conversation as one HTML page without scripts; opening it requests nothing."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Conversation</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(_section(turn.answer) for turn in turns)
        + "\n</body></html>\n"
    )


def _section(answer: Answer) -> str:
    lines = [f"<h2>{_shown(answer.question)}</h2>"]
    lines += [f"<p>{_shown(note)}</p>" for note in (_searched(answer), *answers.notes(answer))]
    if answer.refusal is not None:
        lines.append(f"<p><strong>{answers.REFUSED}:</strong> {_shown(answer.refusal)}</p>")
    else:
        lines += [_quoted(citation) for citation in answer.citations]
        lines.append(f"<p>Confidence {_shown(answers.confidence(answer))}</p>")
    return "\n".join(line for line in lines if line != "<p></p>")


def _quoted(citation: Citation) -> str:
    sentences = (*citation.context, citation.sentence)
    text = " ".join(_shown(sentence.text) for sentence in sentences)
    said = answers.spoken_by(citation)
    places = (_reference(sentence) for sentence in (citation.sentence, *citation.also))
    footer = "<br>".join(part for part in (_shown(said), *places) if part)
    return f"<blockquote>{text}<footer>{footer}</footer></blockquote>"


def _reference(sentence: Sentence) -> str:
    parts = [present.source(sentence.document), sentence.document.url, present.place(sentence)]
    return ", ".join(_shown(part) for part in parts if part)


def _searched(answer: Answer) -> str:
    same = answer.query.text.casefold() == answer.question.casefold()
    return "" if same else f"Searched as: {answer.query.text}"


def _shown(text: str) -> str:
    return escaped(present.printable(text))


FORMATS: dict[str, Callable[[Sequence[Turn]], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
}
