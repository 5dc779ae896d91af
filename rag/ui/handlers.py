"""The page's event handlers: from events and component values to new component values.

Handlers of recurring events return a value for each component, never `gr.skip` or `gr.update`: for
either, gradio 6 creates a new component and keeps it and its value as long as the session.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag import conversation_export
from rag.answers import Answer
from rag.engine import Engine, record_feedback
from rag.errors import ConfigError, RagError
from rag.present import printable
from rag.ui import folder, progress, render, sources, transcript, uploads
from rag.ui.address import read
from rag.ui.conversation_store import ConversationStore
from rag.ui.requests import TypedFilters
from rag.ui.transcript import PageTurn
from rag.ui.views import SOURCES, export_view, open_view

MAX_CHOICES = 500  # names in a list; others can be typed


class Handlers:
    """The page's event handlers over one engine."""

    def __init__(self, engine: Engine, feedback_file: Path) -> None:
        self._engine = engine
        self._feedback_file = feedback_file
        self._store = ConversationStore()

    def about(self) -> str:
        """Return the page's heading: the folder and its size."""
        return render.about(self._engine.info())

    def examples(self) -> dict[str, Any]:
        """Return example questions that the index answers."""
        update: dict[str, Any] = gr.update(
            examples=[{"text": question} for question in self._engine.examples()]
        )
        return update

    def resume(self, name: Any, address: str) -> tuple[Any, ...]:
        """Show this browser's conversation, if the server still has it, and the panel's address."""
        turns = self._store.find(name)
        return turns, transcript.messages(turns), self._panel(turns, address)

    def ask(
        self, turns: list[PageTurn], name: Any, question: str, min_confidence: float, *typed: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Show a question, then its answer and sources.

        Below `min_confidence` the answer is a refusal; `typed` are the fields of filters.
        """
        yield turns, transcript.pending(turns, question), sources.SEARCHING, name
        asked = transcript.ask(self._engine, turns, question, min_confidence, TypedFilters(*typed))
        yield self._shown(asked, name)

    def ask_example(
        self,
        chosen: gr.SelectData,
        turns: list[PageTurn],
        name: Any,
        min_confidence: float,
        *typed: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the example that was clicked."""
        yield from self.ask(turns, name, str(chosen.value["text"]), min_confidence, *typed)

    def ask_without(
        self,
        pressed: gr.EventData,
        turns: list[PageTurn],
        name: Any,
        min_confidence: float,
        *typed: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask again without the filter of a chip, and clear the field of that filter."""
        found = transcript.find_chip(turns, str(pressed.address))
        if found is None:
            panel = transcript.sources_panel(self._engine, turns)
            yield turns, transcript.messages(turns), panel, name, *typed
            return
        turn, chip = found
        left = chip.removed_from(TypedFilters(*typed))
        yield turns, transcript.pending(turns, turn.question), sources.SEARCHING, name, *left
        asked = transcript.ask_without(self._engine, turns, chip, turn, min_confidence)
        yield *self._shown(asked, name), *left

    def _shown(self, turns: list[PageTurn], name: Any) -> tuple[Any, ...]:
        """Store a conversation and show it with its last sources."""
        panel = transcript.sources_panel(self._engine, turns)
        name = self._store.keep(name if isinstance(name, str) else None, turns)
        return turns, transcript.messages(turns), panel, name

    def new_topic(self, turns: list[PageTurn], name: Any) -> tuple[Any, ...]:
        """End the topic, and leave the conversation on the page."""
        turns = transcript.end_topic(turns)
        if turns:
            self._store.keep(name if isinstance(name, str) else None, turns)
        return turns, transcript.messages(turns)

    def choices(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the outlets and the most frequent speakers as choices of the filters."""
        outlets = [source.name for source in self._engine.sources()[:MAX_CHOICES]]
        speakers = [count.name for count in self._engine.speakers()[:MAX_CHOICES]]
        return _choices(outlets), _choices(speakers)

    def like(self, turns: list[PageTurn], pressed: gr.LikeData) -> None:
        """Record a user's thumb up or down for an answer."""
        at = pressed.index // 2 if isinstance(pressed.index, int) else -1
        answer = turns[at].result if 0 <= at < len(turns) else None
        if not isinstance(answer, Answer) or pressed.liked not in (True, False):
            return
        try:
            record_feedback(self._feedback_file, answer, helpful=bool(pressed.liked))
        except ConfigError as error:
            gr.Warning(str(error))

    def export(self, turns: list[PageTurn], file_format: str) -> str:
        """Return the conversation as a file in a format: md, html or json."""
        text = conversation_export.FORMATS[file_format](transcript.answered_turns(turns))
        return _file(f"questions-and-answers.{file_format}", text)

    def open(self, turns: list[PageTurn], pressed: gr.EventData) -> str:
        """Show the article, the sources or the view that a mark or link leads to."""
        return self._panel(turns, str(pressed.address))

    def _panel(self, turns: list[PageTurn], address: str) -> str:
        """Return the panel at an address; "" stands for the sources of the last answer."""
        view = read(address)
        if not address or (view and view.view == SOURCES):
            return transcript.sources_panel(self._engine, turns)
        if view is not None:
            return open_view(self._engine, view)
        return transcript.open_address(self._engine, turns, address) or sources.EMPTY

    def save(self, pressed: gr.EventData) -> str:
        """Return name and text of the file of a view, as `script.SAVE` reads them."""
        address = read(str(pressed.address))
        try:
            saved = address and export_view(self._engine, address, str(pressed.format))
        except RagError as error:
            gr.Warning(str(error))
            return ""
        return _file(*saved) if saved else ""

    def clear(self, name: Any) -> tuple[Any, ...]:
        """Delete the conversation, and begin a new one."""
        self._store.forget(name)
        return [], [], sources.EMPTY, None

    def listing(self) -> str:
        """Return the list of indexed articles and skipped files."""
        return folder.listing(self._engine.documents(), self._engine.info().skipped)

    def rebuild(self) -> Iterator[str]:
        """Update the index from its folder, and yield the progress."""
        yield from progress.watch(lambda report: self._engine.rebuild(report=report))

    def refreshed(self) -> tuple[Any, ...]:
        """Return heading, examples and article list after a rebuild."""
        return self.about(), self.examples(), self.listing()

    def add_files(self, files: list[str]) -> tuple[str, None]:
        """Add dropped files to the folder, and report the outcome for each."""
        paths = [Path(file) for file in files or ()]
        return render.lines(uploads.add_files(paths, self._engine.info().corpus)), None


def _file(name: str, text: str) -> str:
    return json.dumps({"name": name, "text": text})


def _choices(names: list[str]) -> dict[str, Any]:
    """Return names as choices: shown with hidden characters visible, sent back unchanged."""
    update: dict[str, Any] = gr.update(choices=[(printable(name), name) for name in names])
    return update
