"""What the page does when something is asked or pressed: from events to components and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.engine import Engine
from rag.ui import conversation, progress, render, sources
from rag.ui.conversation import Turn


class Handlers:
    """The page's event handlers over one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def about(self) -> str:
        """Say what is being asked."""
        return render.about(self._engine.info())

    def examples(self) -> dict[str, Any]:
        """Offer questions that the index answers."""
        update: dict[str, Any] = gr.update(
            examples=[{"text": question} for question in self._engine.examples()]
        )
        return update

    def ask(self, turns: list[Turn], question: str, least: float) -> Iterator[tuple[Any, ...]]:
        """Show a question, then its answer and sources; the box is emptied.

        Below the confidence `least` the answer is a refusal.
        """
        yield turns, conversation.pending(turns, question), gr.skip(), ""
        turns = conversation.continued(self._engine, turns, question, least)
        panel = conversation.overview(self._engine, turns)
        yield turns, conversation.messages(turns), panel, gr.skip()

    def ask_example(
        self, turns: list[Turn], least: float, chosen: gr.SelectData
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the example that was chosen."""
        yield from self.ask(turns, str(chosen.value["text"]), least)

    def open(self, turns: list[Turn], pressed: gr.EventData) -> Any:
        """Show in the panel what a mark or a link leads to."""
        shown = conversation.opened(self._engine, turns, str(pressed.address))
        return gr.skip() if shown is None else shown

    def clear(self) -> tuple[Any, ...]:
        """Begin a new conversation."""
        return [], [], sources.EMPTY, ""

    def rebuild(self) -> Iterator[tuple[Any, ...]]:
        """Bring the index in step with its folder, saying how far it is."""
        for status in progress.watch(lambda report: self._engine.rebuild(report=report)):
            yield status, gr.skip(), gr.skip()
        yield gr.skip(), self.about(), self.examples()
