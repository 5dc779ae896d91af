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
from rag.ui import progress, render, sources, transcript, uploads
from rag.ui.address import link, read
from rag.ui.kept_collections import KeptCollections
from rag.ui.kept_pages import Changed, KeptPages, Whose
from rag.ui.page_settings import PageSettings
from rag.ui.render import text
from rag.ui.requests import TypedFilters
from rag.ui.transcript import PageTurn
from rag.ui.views import COLLECTION, CONVERSATIONS, SOURCES, export_view, open_view, shown

MAX_CHOICES = 500  # names in a list; others can be typed


class Handlers:
    """The page's event handlers over one engine.

    A page is known by its browser's secret, `owner`, and the `name` of its conversation.
    """

    def __init__(self, engine: Engine, settings: PageSettings) -> None:
        self._engine = engine
        self._feedback_file = settings.feedback
        self._pages = KeptPages(engine, settings)
        self._collections = KeptCollections(engine, settings.conversations)

    def about(self) -> str:
        """Return the page's heading: the folder and its size."""
        return render.about(self._engine.info())

    def examples(self) -> dict[str, Any]:
        """Return example questions that the index answers."""
        update: dict[str, Any] = gr.update(
            examples=[{"text": question} for question in self._engine.examples()]
        )
        return update

    def start(self, owner: Any, name: Any, address: str, *settings: Any) -> tuple[Any, ...]:
        """Show the conversation of a page that is loaded, what its address names, its settings."""
        page = self._pages.whose(owner, name)
        turns = self._pages.turns(page)
        panel = self._panel(page, turns, address)
        return page.owner, page.name, transcript.messages(turns), panel, *settings

    def ask(
        self, owner: Any, name: Any, question: str, min_confidence: float, *typed: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Show a question, then its answer and sources.

        Below `min_confidence` the answer is a refusal; `typed` are the fields of filters.
        """
        page = self._pages.whose(owner, name)
        turns = self._pages.turns(page)
        yield transcript.pending(turns, question), sources.SEARCHING, page.name
        asked = transcript.ask(self._engine, turns, question, min_confidence, TypedFilters(*typed))
        yield self._kept(page, asked)

    def ask_example(
        self,
        chosen: gr.SelectData,
        owner: Any,
        name: Any,
        min_confidence: float,
        *typed: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the example that was clicked."""
        yield from self.ask(owner, name, str(chosen.value["text"]), min_confidence, *typed)

    def ask_without(
        self,
        pressed: gr.EventData,
        owner: Any,
        name: Any,
        min_confidence: float,
        *typed: Any,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask again without the filter of a chip, and clear the field of that filter."""
        page = self._pages.whose(owner, name)
        turns = self._pages.turns(page)
        found = transcript.find_chip(turns, str(pressed.address))
        if found is None:
            panel = transcript.sources_panel(self._engine, turns)
            yield transcript.messages(turns), panel, page.name, *typed
            return
        turn, chip = found
        left = chip.removed_from(TypedFilters(*typed))
        yield transcript.pending(turns, turn.question), sources.SEARCHING, page.name, *left
        asked = transcript.ask_without(self._engine, turns, chip, turn, min_confidence)
        yield *self._kept(page, asked), *left

    def _kept(self, page: Whose, turns: list[PageTurn]) -> tuple[Any, ...]:
        """Keep a conversation and show it with its last sources."""
        name, turns, _ = self._pages.keep(page, turns)
        return transcript.messages(turns), transcript.sources_panel(self._engine, turns), name

    def new_topic(self, owner: Any, name: Any) -> list[transcript.Message]:
        """End the topic, and leave the conversation on the page."""
        page = self._pages.whose(owner, name)
        turns = transcript.end_topic(self._pages.turns(page))
        if turns:
            self._pages.keep(page, turns)
        return transcript.messages(turns)

    def act(self, pressed: gr.EventData, owner: Any, name: Any, *typed: Any) -> tuple[Any, ...]:
        """Do what a button or a form of a view asks for, and show what has changed.

        The fields of filters stay as they are, unless another conversation is opened: they are then
        those of its last question.
        """
        values = _values(pressed)
        page, act = self._pages.whose(owner, name), values.get("act", "")
        if self._collections.is_act(act):
            return *self._collected(page, act, values), *typed
        changed = self._pages.change(page, act, values)
        if changed is None:
            changed = Changed(page.name, self._pages.turns(page))
        elif act == "resume" and changed.turns:
            typed = TypedFilters.of(changed.turns[-1].typed)
        address = link(CONVERSATIONS) if act in ("rename", "delete") else ""
        return *self._changed(page, changed, address), *typed

    def _collected(self, page: Whose, act: str, values: dict[str, str]) -> tuple[Any, ...]:
        """Change the collection, and show it as the page's address has it."""
        said = ""
        try:
            self._collections.change(page.owner, act, values)
        except RagError as error:
            said = text(str(error))
        address = values.get("address") or link(COLLECTION)
        changed = Changed(page.name, self._pages.turns(page), said)
        return self._changed(page, changed, address)

    def pin(self, pressed: gr.EventData, owner: Any) -> str:
        """Pin a quotation to the collection, and return the line that says so."""
        mine = self._pages.whose(owner, "").owner
        try:
            count = len(self._collections.change(mine, "pin", _values(pressed)))
        except RagError as error:
            return _said(text(str(error)))
        held = "1 quotation" if count == 1 else f"{count:,} quotations"
        return _said(f'Pinned: <a href="{text(link(COLLECTION))}">the collection</a> has {held}.')

    def clear(self, owner: Any, name: Any) -> tuple[Any, ...]:
        """Delete the page's conversation; the line that says so brings it back."""
        page = self._pages.whose(owner, name)
        return self._changed(page, self._pages.delete(page, page.name), "")

    def _changed(self, page: Whose, changed: Changed, address: str) -> tuple[Any, ...]:
        now = Whose(page.owner, changed.name)
        panel = self._panel(now, changed.turns, address)
        return transcript.messages(changed.turns), panel, changed.name, _said(changed.said)

    def choices(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the outlets and the most frequent speakers as choices of the filters."""
        outlets = [source.name for source in self._engine.sources()[:MAX_CHOICES]]
        speakers = [count.name for count in self._engine.speakers()[:MAX_CHOICES]]
        return _choices(outlets), _choices(speakers)

    def like(self, pressed: gr.LikeData, owner: Any, name: Any) -> None:
        """Record a user's thumb up or down for an answer."""
        turns = self._pages.turns(self._pages.whose(owner, name))
        at = pressed.index // 2 if isinstance(pressed.index, int) else -1
        answer = turns[at].result if 0 <= at < len(turns) else None
        if not isinstance(answer, Answer) or pressed.liked not in (True, False):
            return
        try:
            record_feedback(self._feedback_file, answer, helpful=bool(pressed.liked))
        except ConfigError as error:
            gr.Warning(str(error))

    def export(self, owner: Any, name: Any, style: str, file_format: str) -> str:
        """Return the conversation as a file in a format: md, html or json.

        Its references are in a style: apa, chicago or mla.
        """
        turns = transcript.answered_turns(self._pages.turns(self._pages.whose(owner, name)))
        exported = conversation_export.in_style(turns, file_format, style)
        return _file(f"questions-and-answers.{file_format}", exported)

    def open(self, pressed: gr.EventData, owner: Any, name: Any) -> str:
        """Show the article, the sources or the view that a mark or link leads to."""
        page = self._pages.whose(owner, name)
        return self._panel(page, self._pages.turns(page), str(pressed.address))

    def _panel(self, page: Whose, turns: list[PageTurn], address: str) -> str:
        """Return the panel at an address; "" stands for the sources of the last answer."""
        view = read(address)
        if not address or (view and view.view == SOURCES):
            return transcript.sources_panel(self._engine, turns)
        if view and view.view == CONVERSATIONS:
            return self._pages.listing(page, view)
        if view and view.view == COLLECTION:
            return shown(view, lambda: self._collections.view(page.owner, view))
        if view is not None:
            return open_view(self._engine, view)
        return transcript.open_address(self._engine, turns, address) or sources.EMPTY

    def save(self, pressed: gr.EventData, owner: Any) -> str:
        """Return name and text of the file of a view, as `script.SAVE` reads them."""
        address, file_format = read(str(pressed.address)), str(pressed.format)
        try:
            if address and address.view == COLLECTION:
                mine = self._pages.whose(owner, "").owner
                return _file(*self._collections.export(mine, address, file_format))
            saved = address and export_view(self._engine, address, file_format)
        except RagError as error:
            gr.Warning(str(error))
            return ""
        return _file(*saved) if saved else ""

    def rebuild(self) -> Iterator[str]:
        """Update the index from its folder, and yield the progress."""
        yield from progress.watch(lambda report: self._engine.rebuild(report=report))

    def refreshed(self) -> tuple[Any, ...]:
        """Return heading and examples after a rebuild."""
        return self.about(), self.examples()

    def add_files(self, files: list[str]) -> tuple[str, None]:
        """Add dropped files to the folder, and report the outcome for each."""
        paths = [Path(file) for file in files or ()]
        return render.lines(uploads.add_files(paths, self._engine.info().corpus)), None


def _values(pressed: gr.EventData) -> dict[str, str]:
    """Return what a button or a form sent; values that are no text are left out."""
    try:
        sent = json.loads(str(pressed.values))
    except (ValueError, RecursionError):
        return {}
    given = sent.items() if isinstance(sent, dict) else ()
    texts = {name: value for name, value in given if isinstance(value, str)}
    # Half of a surrogate pair can be sent, but not written.
    return {name: value.encode("utf-8", "replace").decode() for name, value in texts.items()}


def _said(words: str) -> str:
    return f'<p class="said" role="status">{words}</p>' if words else ""


def _file(name: str, text: str) -> str:
    return json.dumps({"name": name, "text": text})


def _choices(names: list[str]) -> dict[str, Any]:
    """Return names as choices: shown with hidden characters visible, sent back unchanged."""
    update: dict[str, Any] = gr.update(choices=[(printable(name), name) for name in names])
    return update
