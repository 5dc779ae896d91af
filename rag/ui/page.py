"""The page: its layout, and the handlers of its events."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from gradio.events import api as api_endpoint

from rag.engine import Engine
from rag.ui import parts, programs, script, sources, views
from rag.ui.handlers import Handlers
from rag.ui.page_settings import PageSettings
from rag.ui.render import TITLE, text

WAITING = 32  # questions that may wait in the queue; further ones are rejected
# Questions answered at the same time; with more than there are processors, all take longer.
AT_ONCE = min(4, os.cpu_count() or 1)

# Handlers serve this page only: they are not an API, and gradio shows no overlay of its own.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_UNQUEUED: dict[str, Any] = {**_PRIVATE, "queue": False}
_ASKING: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}


def build_page(engine: Engine, settings: PageSettings) -> gr.Blocks:
    """Build the page of an engine. Raises ConfigError if conversations cannot be kept."""
    handlers = Handlers(engine, settings)
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        if settings.api:  # before the page's own handlers, one of which would take the name "ask"
            api_endpoint(programs.endpoint(engine), api_name="ask", **_ASKING)
            programs.describe(page)
        conversation = _Conversation(
            # By a secret of its own, gradio would make the value unreadable with every restart.
            gr.BrowserState(None, storage_key="rag-owner", secret="rag-owner"),
            gr.Textbox(visible="hidden", elem_id="conversation"),
        )
        top = _lay_out_top(handlers.about())
        if settings.endpoint is not None:
            asking = f"Programs ask at <code>{text(settings.endpoint)}</code>"
            gr.HTML(asking, elem_id="endpoint")
        with gr.Row(elem_id="main"):
            left = _lay_out_left(engine.threshold)
            right = _lay_out_right(settings.uploads)
        _connect_questions(handlers, conversation, left, right)
        _connect_conversation(handlers, conversation, top, left, right)
        _connect_folder(handlers, top, left, right)
        page.load(handlers.examples, None, left.chat, **_UNQUEUED)
        started = page.load(
            handlers.start,
            [*conversation.known, left.file, *left.typed],
            [*conversation.known, left.chat, right.panel, *left.typed],
            js=script.START,
            **_UNQUEUED,
        )
        _keep_settings(left, started.then)
        conversation.name.change(None, conversation.name, js=script.KEEP_NAME, **_PRIVATE)
    page.queue(max_size=WAITING, api_open=False)
    return page


@dataclass(frozen=True, slots=True)
class _Conversation:
    """The secret of the browser, and the name of the conversation that this tab shows."""

    owner: gr.BrowserState
    name: gr.Textbox

    @property
    def known(self) -> list[Any]:
        """The inputs of every handler that needs the conversation."""
        return [self.owner, self.name]


@dataclass(frozen=True, slots=True)
class _Top:
    """The heading, the button that rebuilds the index, its progress, and what has changed."""

    about: gr.HTML
    rebuild: gr.Button
    status: gr.HTML
    said: gr.HTML


@dataclass(frozen=True, slots=True)
class _Left:
    """The chat, the question box, and the settings of questions under it."""

    chat: gr.Chatbot
    topic: gr.Button
    question: gr.Textbox
    settings: gr.Accordion
    filters: tuple[Any, ...]
    confidence: gr.Slider
    style: gr.Radio
    saves: dict[str, gr.Button]
    file: gr.Textbox

    @property
    def typed(self) -> list[Any]:
        """The settings of questions, which a tab keeps."""
        return [*self.filters, self.confidence]


@dataclass(frozen=True, slots=True)
class _Right:
    """The panel, and the area for dropped files."""

    panel: gr.HTML
    dropped: gr.File | None


def _lay_out_top(about: str) -> _Top:
    with gr.Row(elem_id="top"):
        heading = gr.HTML(about, elem_id="about")
        rebuild = gr.Button("Rebuild index", size="sm", scale=0, elem_id="rebuild")
    status, said = gr.HTML("", elem_id="status"), gr.HTML("", elem_id="said")
    return _Top(heading, rebuild, status, said)


def _lay_out_left(threshold: float) -> _Left:
    with gr.Column(scale=3, elem_id="left"):
        chat = parts.chat()
        topic = gr.Button("New topic", size="sm", elem_id="topic")
        gr.HTML('<p role="status"></p>', elem_id="waiting")
        gr.HTML('<p role="alert"></p>', elem_id="gone")
        gr.HTML('<p role="status"></p>', elem_id="too-long")
        question = parts.question()
        with gr.Accordion("Filters and saving", open=False, elem_id="settings") as settings:
            filters = parts.filters()
            confidence = parts.confidence_slider(threshold)
            style = parts.citation_style()
            saves = parts.save_buttons()
            file = gr.Textbox(visible="hidden", elem_id="file")
    return _Left(chat, topic, question, settings, filters, confidence, style, saves, file)


def _lay_out_right(uploads: bool) -> _Right:
    with gr.Column(scale=2, elem_id="right"):
        gr.HTML(views.links(), elem_id="views")
        panel = gr.HTML(sources.EMPTY, elem_id="sources", js_on_load=script.PANEL)
        dropped = None
        if uploads:
            with gr.Accordion("Add articles", open=False, elem_id="folder"):
                dropped = parts.upload_area()
    return _Right(panel, dropped)


def _connect_questions(
    handlers: Handlers, conversation: _Conversation, left: _Left, right: _Right
) -> None:
    """Connect typed questions, examples and chips of filters."""
    shown: list[Any] = [left.chat, right.panel, conversation.name]
    known = conversation.known
    settings: list[Any] = [left.confidence, *left.filters]
    options = {"show_progress_on": left.chat, **_PRIVATE, **_ASKING, "show_progress": "minimal"}
    typed, untyped = [*known, left.question, *settings], [*known, *settings]
    clear = script.clear_question(len(typed))
    left.question.submit(handlers.ask, typed, shown, js=clear, **options)
    left.chat.example_select(handlers.ask_example, untyped, shown, **options)
    again = right.panel.submit(handlers.ask_without, untyped, [*shown, *left.filters], **options)
    _keep_settings(left, again.then)
    _keep_settings(left, partial(gr.on, [setting.change for setting in left.typed]))


def _keep_settings(left: _Left, after: Callable[..., Any]) -> None:
    """Let the tab keep the settings of questions, and name them in their heading, after an event.

    A field says itself that it has changed only once it was shown.
    """
    keep = script.keep_settings(left.confidence.value)
    after(fn=None, inputs=left.typed, outputs=None, js=keep, **_PRIVATE)


def _connect_conversation(
    handlers: Handlers, conversation: _Conversation, top: _Top, left: _Left, right: _Right
) -> None:
    """Connect links and buttons of views, new topics, choices of filters, feedback and exports."""
    known = conversation.known
    right.panel.click(handlers.open, known, right.panel, **_UNQUEUED)
    changed = [left.chat, right.panel, conversation.name, top.said]
    acted = right.panel.input(
        handlers.act, [*known, *left.filters], [*changed, *left.filters], **_UNQUEUED
    )
    _keep_settings(left, acted.then)
    left.chat.clear(handlers.clear, known, changed, **_UNQUEUED)
    ended = left.topic.click(handlers.new_topic, known, left.chat, **_UNQUEUED)
    ended.then(None, js=script.TO_QUESTION, **_PRIVATE)
    left.settings.expand(handlers.choices, None, list(left.filters[2:]), **_UNQUEUED)
    left.chat.like(handlers.like, known, None, **_UNQUEUED)
    for file_format, save in left.saves.items():
        export = partial(handlers.export, file_format=file_format)
        exported = save.click(export, [*known, left.style], left.file, **_UNQUEUED)
        exported.then(None, left.file, None, js=script.SAVE, **_PRIVATE)
    right.panel.select(handlers.pin, conversation.owner, top.said, **_UNQUEUED)
    saved = right.panel.download(handlers.save, conversation.owner, left.file, **_UNQUEUED)
    saved.then(None, left.file, None, js=script.SAVE, **_PRIVATE)


def _connect_folder(handlers: Handlers, top: _Top, left: _Left, right: _Right) -> None:
    """Connect the rebuild and dropped files."""
    rebuilt = top.rebuild.click(
        handlers.rebuild, None, top.status, concurrency_limit=AT_ONCE, **_PRIVATE
    )
    refreshed = [top.about, left.chat]
    rebuilt.then(handlers.refreshed, None, refreshed, **_UNQUEUED)
    if right.dropped is not None:
        added = [top.status, right.dropped]
        right.dropped.upload(handlers.add_files, right.dropped, added, **_PRIVATE)
