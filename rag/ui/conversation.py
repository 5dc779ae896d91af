"""A conversation as the page shows it: what was asked and answered, and the sources of the last.

It is kept on the server; the browser is only shown it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import RagError
from rag.ui import render, sources

if TYPE_CHECKING:
    from rag.engine import Engine

KEPT = 50  # turns that stay on the page

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was said to it, as HTML; `linked` while the panel shows its sources."""

    question: str
    linked: str
    plain: str


def pending(turns: Sequence[Turn], question: str) -> list[Message]:
    """Show a question that is not answered yet."""
    return [*messages(turns), _message("user", render.question(question))]


def continued(
    engine: Engine, turns: Sequence[Turn], question: str, least: float | None = None
) -> tuple[list[Turn], list[Message], str]:
    """Answer a question: the conversation that it is part of, as messages, and the panel.

    Below the confidence `least`, or the fitted one, the answer is a refusal. What can't be
    answered, or asked, becomes a message.
    """
    asked = render.question(question)
    try:
        answer = engine.answer(question, min_confidence=least)
        panel = sources.panel(answer)
    except RagError as error:
        turn, panel = Turn(asked, render.failure(error), render.failure(error)), sources.EMPTY
    else:
        linked, plain = (render.answer(answer, linked=linked) for linked in (True, False))
        turn = Turn(asked, linked, plain)
    kept = [*turns, turn][-KEPT:]
    return kept, messages(kept), panel


def messages(turns: Sequence[Turn]) -> list[Message]:
    """Give a conversation to the chat; the marks of the last answer alone lead to the panel."""
    said: list[Message] = []
    for turn in turns:
        latest = turn is turns[-1]
        said.append(_message("user", turn.question))
        said.append(_message("assistant", turn.linked if latest else turn.plain))
    return said


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}
