"""The components of the page, in their initial state."""

from __future__ import annotations

import gradio as gr

from rag.citing.cited import STYLES
from rag.corpus.parsers import ARCHIVES, ENDINGS

FORMATS = {"md": "Markdown", "html": "HTML", "json": "JSON"}
PLACEHOLDER = "<p>Every answer is quoted word for word from the articles.</p>"
DATES = "2025-04-05 or 2025"


def chat() -> gr.Chatbot:
    """Return the chat; its messages are sanitized HTML, and Markdown and LaTeX are off."""
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


def question() -> gr.Textbox:
    """Return the text box for questions."""
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


def filters() -> tuple[gr.Textbox, gr.Textbox, gr.Dropdown, gr.Dropdown]:
    """Return the fields of the filters, in the order of `requests.TypedFilters`."""
    with gr.Row():
        first = _date("Published from", "from")
        last = _date("Published to", "to")
    with gr.Row():
        outlets = gr.Dropdown(
            choices=[],
            value=[],
            multiselect=True,
            allow_custom_value=True,
            elem_id="outlets",
            label="Only these outlets",
        )
        speaker = gr.Dropdown(
            choices=[],
            value=None,
            allow_custom_value=True,
            elem_id="speaker",
            label="Only said by",
        )
    return first, last, outlets, speaker


def _date(label: str, name: str) -> gr.Textbox:
    return gr.Textbox(label=label, placeholder=DATES, elem_id=name, max_lines=1, max_length=30)


def confidence_slider(threshold: float) -> gr.Slider:
    """Return the confidence slider, set to the fitted threshold."""
    return gr.Slider(
        0,
        1,
        value=threshold,
        step=0.01,
        elem_id="least",
        label="Refuse below this confidence",
        info=f"Default: {threshold:.2f}. Higher values answer fewer questions, more reliably.",
        buttons=[],
    )


def citation_style() -> gr.Radio:
    """Return the choice of the style in which saved conversations cite."""
    return gr.Radio(
        [(name, style) for style, name in STYLES.items()],
        value=next(iter(STYLES)),
        elem_id="style",
        label="Citation style of saved conversations",
    )


def save_buttons() -> dict[str, gr.Button]:
    """Return a button for each format in which the conversation can be saved."""
    with gr.Row():
        return {
            file_format: gr.Button(f"Save as {name}", size="sm", elem_id=f"save-{file_format}")
            for file_format, name in FORMATS.items()
        }


def upload_area() -> gr.File:
    """Return the area on which articles are dropped."""
    return gr.File(
        label=f"Drop articles here to add them ({' '.join((*ENDINGS, *ARCHIVES))}), then rebuild",
        file_count="multiple",
        file_types=[*ENDINGS, *ARCHIVES],
        elem_id="dropped",
        height=110,
    )
