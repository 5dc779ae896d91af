"""How to cite an article, or words of it: reference and quotation in every style."""

from __future__ import annotations

from rag.citing import bibtex, ris
from rag.citing.cited import STYLES, Cited
from rag.engine import Engine
from rag.types import Document, Span
from rag.ui.address import Address, link
from rag.ui.quoted_place import article_of, words_at
from rag.ui.render import byline, text
from rag.ui.views.copying import copy_button, style_links, style_of
from rag.ui.views.frame import frame, save_buttons

_FILES = {"bib": bibtex.entries, "ris": ris.entries}


def view(engine: Engine, address: Address) -> str:
    """Return references and quotations of `path`, `record` and `at`; `style` comes first."""
    what = _cited(engine, address)
    document = what.document if isinstance(what, Span) else what
    first = style_of(address)
    order = [first, *(style for style in STYLES if style != first)]
    body = (
        f'<article class="source citing"><header><h2>Cite</h2><h3>{byline(document)}</h3>'
        f"{style_links(address)}</header>"
        + "".join(_section(engine.cite(what, style)) for style in order)
        + f"{save_buttons({'bib': 'BibTeX', 'ris': 'RIS'}, address)}"
        f'<footer><a href="{text(_article(address))}">Open the article</a></footer></article>'
    )
    return frame("Cite", address, body)


def export(engine: Engine, address: Address, file_format: str) -> tuple[str, str]:
    """Return the reference of the article as a file for reference managers."""
    document = article_of(engine, address.get("path"), address.get("record"))
    file_format = file_format if file_format in _FILES else "bib"
    return f"{bibtex.key(document)}.{file_format}", _FILES[file_format]([document])


def _cited(engine: Engine, address: Address) -> Document | Span:
    document = article_of(engine, address.get("path"), address.get("record"))
    return words_at(document, address.get("at")) if address.get("at") else document


def _section(cited: Cited) -> str:
    name = STYLES[cited.style]
    quotation = (
        f"<dt>Quotation</dt><dd><blockquote>{text(cited.quotation)}</blockquote>"
        f"{copy_button(f'Copy quotation in {name}', cited.quotation)}</dd>"
        if cited.quotation
        else f"<dt>In the text</dt><dd>{text(cited.in_text)} "
        f"{copy_button(f'Copy citation in {name}', cited.in_text)}</dd>"
    )
    return (
        f"<section><h4>{name}</h4><dl>{quotation}<dt>Reference</dt>"
        f'<dd><p class="reference">{cited.reference_html}</p>'
        f"{copy_button(f'Copy reference in {name}', cited.reference)}</dd></dl></section>"
    )


def _article(address: Address) -> str:
    return link(
        "article", path=address.get("path"), record=address.get("record"), at=address.get("at")
    )
