"""What the page does when something is asked or pressed: from events to components and back.

What recurs returns a value for each component, never `gr.skip` or `gr.update`: of either, gradio 6
makes a component anew, and keeps it and its value as long as the session.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag import exports
from rag.answers import Answer
from rag.engine import Engine, record_feedback
from rag.errors import ConfigError
from rag.present import printable
from rag.ui import folder, progress, render, sources, uploads
from rag.ui import transcript as conversation
from rag.ui.requests import Typed
from rag.ui.shelf import Shelf
from rag.ui.transcript import Turn

OFFERED = 500  # names in a list; any other can be typed


class Handlers:
    """The page's event handlers over one engine."""

    def __init__(self, engine: Engine, feedback_file: Path) -> None:
        self._engine = engine
        self._feedback_file = feedback_file
        self._shelf = Shelf()

    def about(self) -> str:
        """Say what is being asked."""
        return render.about(self._engine.info())

    def examples(self) -> dict[str, Any]:
        """Offer questions that the index answers."""
        update: dict[str, Any] = gr.update(
            examples=[{"text": question} for question in self._engine.examples()]
        )
        return update

    def resume(self, name: Any) -> tuple[Any, ...]:
        """Show the conversation that this browser had, if it is still kept."""
        turns = self._shelf.find(name)
        panel = conversation.overview(self._engine, turns)
        return turns, conversation.messages(turns), panel

    def ask(
        self, turns: list[Turn], name: Any, question: str, least: float, *typed: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Show a question, then its answer and sources.

        Below the confidence `least` the answer is a refusal; what is `typed` in the fields of
        filters holds.
        """
        yield turns, conversation.pending(turns, question), sources.LOOKING, name
        asked = conversation.continued(self._engine, turns, question, least, Typed(*typed))
        yield self._shown(asked, name)

    def ask_example(
        self, chosen: gr.SelectData, turns: list[Turn], name: Any, least: float, *typed: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the example that was chosen."""
        yield from self.ask(turns, name, str(chosen.value["text"]), least, *typed)

    def ask_without(
        self, pressed: gr.EventData, turns: list[Turn], name: Any, least: float, *typed: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Ask again without the filter of a chip, which is taken out of its field, too."""
        found = conversation.chip_of(turns, str(pressed.address))
        if found is None:
            panel = conversation.overview(self._engine, turns)
            yield turns, conversation.messages(turns), panel, name, *typed
            return
        turn, chip = found
        left = chip.taken_from(Typed(*typed))
        yield turns, conversation.pending(turns, turn.question), sources.LOOKING, name, *left
        asked = conversation.asked_without(self._engine, turns, chip, turn, least)
        yield *self._shown(asked, name), *left

    def _shown(self, turns: list[Turn], name: Any) -> tuple[Any, ...]:
        """Keep a conversation and show its end."""
        panel = conversation.overview(self._engine, turns)
        name = self._shelf.keep(name if isinstance(name, str) else None, turns)
        return turns, conversation.messages(turns), panel, name

    def new_topic(self, turns: list[Turn], name: Any) -> tuple[Any, ...]:
        """Forget what was asked, and keep it on the page."""
        turns = conversation.closed(turns)
        if turns:
            self._shelf.keep(name if isinstance(name, str) else None, turns)
        return turns, conversation.messages(turns)

    def choices(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Offer the outlets, and those who speak most in the articles."""
        outlets = [source.name for source in self._engine.sources()[:OFFERED]]
        speakers = [count.name for count in self._engine.speakers()[:OFFERED]]
        return _offered(outlets), _offered(speakers)

    def like(self, turns: list[Turn], pressed: gr.LikeData) -> None:
        """Write down what a reader thinks of an answer."""
        at = pressed.index // 2 if isinstance(pressed.index, int) else -1
        said = turns[at].said if 0 <= at < len(turns) else None
        if not isinstance(said, Answer) or pressed.liked not in (True, False):
            return
        try:
            record_feedback(self._feedback_file, said, helpful=bool(pressed.liked))
        except ConfigError as error:
            gr.Warning(str(error))

    def export(self, turns: list[Turn], form: str) -> str:
        """Write the conversation as a file of a form: md, html or json."""
        return exports.FORMATS[form](conversation.answered(turns))

    def open(self, turns: list[Turn], pressed: gr.EventData) -> str:
        """Show in the panel what a mark or a link leads to."""
        shown = conversation.opened(self._engine, turns, str(pressed.address))
        return sources.EMPTY if shown is None else shown

    def clear(self, name: Any) -> tuple[Any, ...]:
        """Begin a new conversation, and forget the old one."""
        self._shelf.forget(name)
        return [], [], sources.EMPTY, None

    def listing(self) -> str:
        """Show what is indexed, and what was not read."""
        return folder.listing(self._engine.documents(), self._engine.info().skipped)

    def rebuild(self) -> Iterator[str]:
        """Bring the index in step with its folder, saying how far it is."""
        yield from progress.watch(lambda report: self._engine.rebuild(report=report))

    def renewed(self) -> tuple[Any, ...]:
        """Show what the index holds now."""
        return self.about(), self.examples(), self.listing()

    def take_in(self, files: list[str]) -> tuple[str, None]:
        """Put dropped files into the folder, and say what became of each."""
        paths = [Path(file) for file in files or ()]
        return render.lines(uploads.take_in(paths, self._engine.info().corpus)), None


def _offered(names: list[str]) -> dict[str, Any]:
    """Offer names, shown with what they hide, and handed back as the index has them."""
    update: dict[str, Any] = gr.update(choices=[(printable(name), name) for name in names])
    return update
