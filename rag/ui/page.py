"""The page's layout: which parts there are, and what happens on which event."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api as api_endpoint

from rag.corpus.readers import ENDINGS
from rag.engine import Engine
from rag.ui import programs, script, sources
from rag.ui.handlers import Handlers
from rag.ui.render import TITLE

WAITING = 32  # questions that may wait for their turn; more are turned away
AT_ONCE = 4  # questions answered at the same time
FORMATS = {"md": "Markdown", "html": "HTML", "json": "JSON"}
PLACEHOLDER = "<p>Every sentence of an answer stands in an article, word for word.</p>"


def build_page(
    engine: Engine, feedback_file: Path, *, api: bool = False, uploads: bool = False
) -> gr.Blocks:
    """Lay out the page of an engine.

    With `api`, programs may ask at the endpoint /ask; with `uploads`, files can be dropped.
    """
    handlers = Handlers(engine, feedback_file)
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        if api:  # before the page's own handlers, which would take its name
            api_endpoint(programs.endpoint(engine), api_name="ask", **_ASKING)
        conversation = gr.State([])
        name = gr.BrowserState(None, storage_key="rag-conversation")
        with gr.Row(elem_id="top"):
            about = gr.HTML(handlers.about(), elem_id="about")
            rebuild = gr.Button("Rebuild index", size="sm", scale=0, elem_id="rebuild")
        status = gr.HTML("", elem_id="status")
        with gr.Row(elem_id="main"):
            with gr.Column(scale=3, elem_id="left"):
                chat = _chat()
                question = _question()
                with gr.Accordion("Filters and saving", open=False, elem_id="settings") as settings:
                    speaker = _speaker()
                    least = _least(engine.threshold)
                    with gr.Row():
                        saves = {form: _save(form) for form in FORMATS}
                    file = gr.Textbox(visible="hidden", elem_id="file")
            with gr.Column(scale=2, elem_id="right"):
                gr.HTML("<h2>Sources</h2>", elem_id="sources-title")
                panel = gr.HTML(sources.EMPTY, elem_id="sources", js_on_load=script.PANEL)
                with gr.Accordion("Articles", open=False, elem_id="folder") as folder:
                    dropped = _dropped() if uploads else None
                    listing = gr.HTML("")

        shown: list[Any] = [conversation, chat, panel, question, name]
        asked: list[Any] = [least, speaker]
        quick = {"show_progress_on": chat, **_PRIVATE, **_ASKING, "show_progress": "minimal"}
        question.submit(handlers.ask, [conversation, name, question, *asked], shown, **quick)
        chat.example_select(handlers.ask_example, [conversation, name, *asked], shown, **quick)
        without = [conversation, name, least]
        panel.submit(handlers.ask_without, without, [*shown, speaker], **quick)
        panel.click(handlers.open, conversation, panel, **_UNQUEUED)
        chat.clear(handlers.clear, name, shown, **_UNQUEUED)
        chat.like(handlers.like, conversation, None, **_UNQUEUED)
        settings.expand(handlers.speakers, None, speaker, **_UNQUEUED)
        folder.expand(handlers.listing, None, listing, **_UNQUEUED)
        for form, save in saves.items():
            written = partial(handlers.export, form=form)
            saved = save.click(written, conversation, file, **_UNQUEUED)
            saved.then(None, file, None, js=script.save(form), **_PRIVATE)
        building: dict[str, Any] = {
            "fn": handlers.rebuild,
            "outputs": [status, about, chat, listing],
            "concurrency_limit": AT_ONCE,
            **_PRIVATE,
        }
        rebuild.click(**building)
        if dropped is not None:
            dropped.upload(handlers.take_in, dropped, [status, dropped], **_PRIVATE)
        page.load(handlers.examples, None, chat, **_UNQUEUED)
        page.load(handlers.resume, name, [conversation, chat, panel], **_UNQUEUED)
    page.queue(max_size=WAITING, api_open=False)
    return page


# Handlers serve this page alone: none is offered as an API, and gradio's overlays stay away.
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_UNQUEUED: dict[str, Any] = {**_PRIVATE, "queue": False}
_ASKING: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        placeholder=PLACEHOLDER,
        height="auto",
        buttons=[],
        feedback_options=("Like", "Dislike"),
        render_markdown=False,
        latex_delimiters=[],
        sanitize_html=True,
        allow_tags=False,
        allow_file_downloads=False,
        layout="bubble",
    )


def _question() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        placeholder="Ask a question",
        show_label=False,
        label="Question",
        submit_btn="Ask",
        lines=1,
        max_lines=6,
        autofocus=True,
    )


def _least(threshold: float) -> gr.Slider:
    return gr.Slider(
        0,
        1,
        value=threshold,
        step=0.01,
        elem_id="least",
        label="Refuse below this confidence",
        info=f"As fitted: {threshold:.2f}. Higher answers less, and more surely.",
        buttons=[],
    )


def _speaker() -> gr.Dropdown:
    return gr.Dropdown(
        choices=[],
        value=None,
        allow_custom_value=True,
        elem_id="speaker",
        label="Only what this person said",
    )


def _save(form: str) -> gr.Button:
    return gr.Button(f"Save as {FORMATS[form]}", size="sm", elem_id=f"save-{form}")


def _dropped() -> gr.File:
    return gr.File(
        label=f"Drop articles here to add them ({' '.join(ENDINGS)}), then rebuild",
        file_count="multiple",
        file_types=list(ENDINGS),
        elem_id="dropped",
        height=110,
    )
