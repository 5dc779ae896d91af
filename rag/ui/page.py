"""The page: where its parts stand, and what happens on which event."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api as api_endpoint

from rag.engine import Engine
from rag.ui import parts, programs, script, sources
from rag.ui.handlers import Handlers
from rag.ui.render import TITLE

WAITING = 32  # questions that may wait for their turn; more are turned away
# Questions answered at the same time; more than there are processors take longer, all of them.
AT_ONCE = min(4, os.cpu_count() or 1)

# Handlers serve this page alone: none is offered as an API, and gradio's overlays stay away.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_UNQUEUED: dict[str, Any] = {**_PRIVATE, "queue": False}
_ASKING: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}


def build_page(
    engine: Engine, feedback_file: Path, *, api: bool = False, uploads: bool = False
) -> gr.Blocks:
    """Make the page of an engine.

    With `api`, programs may ask at the endpoint /ask; with `uploads`, files can be dropped.
    """
    handlers = Handlers(engine, feedback_file)
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        if api:  # before the page's own handlers, which would take its name
            api_endpoint(programs.endpoint(engine), api_name="ask", **_ASKING)
        kept = _Kept(gr.State([]), gr.BrowserState(None, storage_key="rag-conversation"))
        top = _lay_out_top(handlers.about())
        with gr.Row(elem_id="main"):
            left = _lay_out_left(engine.threshold)
            right = _lay_out_right(uploads)
        _connect_questions(handlers, kept, left, right)
        _connect_conversation(handlers, kept, left, right)
        _connect_folder(handlers, top, left, right)
        page.load(handlers.examples, None, left.chat, **_UNQUEUED)
        page.load(handlers.resume, kept.name, [kept.turns, left.chat, right.panel], **_UNQUEUED)
    page.queue(max_size=WAITING, api_open=False)
    return page


@dataclass(frozen=True, slots=True)
class _Kept:
    """The conversation, and the name that the browser knows it by."""

    turns: gr.State
    name: gr.BrowserState


@dataclass(frozen=True, slots=True)
class _Top:
    """What is asked, and the button that renews it."""

    about: gr.HTML
    rebuild: gr.Button
    status: gr.HTML


@dataclass(frozen=True, slots=True)
class _Left:
    """The chat, the question, and under it what a question is asked with."""

    chat: gr.Chatbot
    topic: gr.Button
    question: gr.Textbox
    settings: gr.Accordion
    filters: tuple[Any, ...]
    least: gr.Slider
    saves: dict[str, gr.Button]
    file: gr.Textbox


@dataclass(frozen=True, slots=True)
class _Right:
    """The sources, and the list of the articles."""

    panel: gr.HTML
    folder: gr.Accordion
    dropped: gr.File | None
    listing: gr.HTML


def _lay_out_top(about: str) -> _Top:
    with gr.Row(elem_id="top"):
        said = gr.HTML(about, elem_id="about")
        rebuild = gr.Button("Rebuild index", size="sm", scale=0, elem_id="rebuild")
    return _Top(said, rebuild, gr.HTML("", elem_id="status"))


def _lay_out_left(threshold: float) -> _Left:
    with gr.Column(scale=3, elem_id="left"):
        chat = parts.chat()
        topic = gr.Button("New topic", size="sm", elem_id="topic")
        question = parts.question()
        with gr.Accordion("Filters and saving", open=False, elem_id="settings") as settings:
            filters = parts.filters()
            least = parts.least(threshold)
            saves = parts.saves()
            file = gr.Textbox(visible="hidden", elem_id="file")
    return _Left(chat, topic, question, settings, filters, least, saves, file)


def _lay_out_right(uploads: bool) -> _Right:
    with gr.Column(scale=2, elem_id="right"):
        gr.HTML("<h2>Sources</h2>", elem_id="sources-title")
        panel = gr.HTML(sources.EMPTY, elem_id="sources", js_on_load=script.PANEL)
        with gr.Accordion("Articles", open=False, elem_id="folder") as folder:
            dropped = parts.dropped() if uploads else None
            listing = gr.HTML("")
    return _Right(panel, folder, dropped, listing)


def _connect_questions(handlers: Handlers, kept: _Kept, left: _Left, right: _Right) -> None:
    """Answer what is typed, an example, or a question again without one of its filters."""
    shown: list[Any] = [kept.turns, left.chat, right.panel, kept.name]
    known: list[Any] = [kept.turns, kept.name]
    asked: list[Any] = [left.least, *left.filters]
    quick = {"show_progress_on": left.chat, **_PRIVATE, **_ASKING, "show_progress": "minimal"}
    typed = [*known, left.question, *asked]
    emptied = script.emptied(len(typed))
    left.question.submit(handlers.ask, typed, shown, js=emptied, **quick)
    left.chat.example_select(handlers.ask_example, [*known, *asked], shown, **quick)
    again = [*known, *asked]
    right.panel.submit(handlers.ask_without, again, [*shown, *left.filters], **quick)
    left.chat.clear(handlers.clear, kept.name, shown, **_UNQUEUED)


def _connect_conversation(handlers: Handlers, kept: _Kept, left: _Left, right: _Right) -> None:
    """Open what a mark leads to, end a topic, offer filters, take thumbs, write files."""
    right.panel.click(handlers.open, kept.turns, right.panel, **_UNQUEUED)
    closing = left.topic.click(
        handlers.new_topic, [kept.turns, kept.name], [kept.turns, left.chat], **_UNQUEUED
    )
    closing.then(None, js=script.TO_QUESTION, **_PRIVATE)
    left.settings.expand(handlers.choices, None, list(left.filters[2:]), **_UNQUEUED)
    left.chat.like(handlers.like, kept.turns, None, **_UNQUEUED)
    for form, save in left.saves.items():
        written = partial(handlers.export, form=form)
        saved = save.click(written, kept.turns, left.file, **_UNQUEUED)
        saved.then(None, left.file, None, js=script.save(form), **_PRIVATE)


def _connect_folder(handlers: Handlers, top: _Top, left: _Left, right: _Right) -> None:
    """List the articles, add some, and rebuild the index."""
    right.folder.expand(handlers.listing, None, right.listing, **_UNQUEUED)
    rebuilt = top.rebuild.click(
        handlers.rebuild, None, top.status, concurrency_limit=AT_ONCE, **_PRIVATE
    )
    renewed = [top.about, left.chat, right.listing]
    rebuilt.then(handlers.renewed, None, renewed, **_UNQUEUED)
    if right.dropped is not None:
        taken = [top.status, right.dropped]
        right.dropped.upload(handlers.take_in, right.dropped, taken, **_PRIVATE)
