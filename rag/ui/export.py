"""A conversation as a file: Markdown, HTML or JSON, with the full citations of every answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from rag.errors import RagError
from rag.present import escape, place
from rag.types import Answer
from rag.ui import render
from rag.ui.conversation import Turn

# Opened anywhere, the file loads nothing and runs nothing.
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width"><title>Questions and answers</title>'
    "<style>body{font:16px/1.5 serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:0;padding-left:1rem;border-left:3px solid}cite{font-weight:600}"
    "</style></head><body><h1>Questions and answers</h1>"
)


def as_markdown(turns: Sequence[Turn]) -> str:
    """Write each question as a heading, and under it the answer or why there is none."""
    parts = []
    for turn in turns:
        said = (
            escape(str(turn.said)) if isinstance(turn.said, RagError) else turn.said.to_markdown()
        )
        parts.append(f"## {escape(turn.question.strip())}\n\n{said}\n")
    return "\n".join(parts)


def as_json(turns: Sequence[Turn]) -> str:
    """Write a list of what `rag ask --json` prints; an error in the place of an answer."""
    rows = [
        {"question": turn.question, "error": str(turn.said)}
        if isinstance(turn.said, RagError)
        else turn.said.to_dict()
        for turn in turns
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_html(turns: Sequence[Turn]) -> str:
    """Write a page of its own: the answers as they are shown, each number leading to its source."""
    parts = []
    for turn in turns:
        if isinstance(turn.said, RagError):
            said = render.failure(turn.said)
        else:
            said = render.answer(turn.said, turn=turn.number) + _sources(turn.said, turn.number)
        parts.append(f"<section><h2>{render.question(turn.question)}</h2>{said}</section>")
    return f"{_HEAD}{''.join(parts)}</body></html>"


def _sources(answer: Answer, turn: int) -> str:
    """List the sources of an answer, each where its number leads."""
    items = "".join(
        f'<li id="{render.source_address(turn, number)[1:]}">'
        f"{render.byline(s.document)} {render.link(s.document.url)}<br>{render.text(place(s))}</li>"
        for number, citation in enumerate(answer.citations, 1)
        for s in (citation.sentence,)
    )
    return f"<ol>{items}</ol>"


FORMATS: dict[str, Callable[[Sequence[Turn]], str]] = {
    "md": as_markdown,
    "html": as_html,
    "json": as_json,
}
