"""The collection: pinned quotations in the user's order, with notes, citations and exports."""

from __future__ import annotations

from rag.collection.checking import NOT_BORNE_OUT, STATES, CheckedPin
from rag.collection.collection_export import FORMATS, Laid
from rag.collection.pinned import Collection, Pinned
from rag.engine import Engine
from rag.index.verify import State
from rag.ui.address import Address, link
from rag.ui.render import byline, text
from rag.ui.views.copying import copy_button, style_links, style_of
from rag.ui.views.frame import frame, save_buttons

ROWS = 50  # quotations shown at once
NAMES = {
    "md": "Markdown",
    "html": "HTML",
    "json": "JSON",
    "csv": "CSV",
    "bib": "BibTeX",
    "ris": "RIS",
}
EMPTY = (
    "Nothing is pinned yet. Pin a quotation of an answer, of a person or of an article, and it is "
    "kept here with its source."
)


def view(engine: Engine, address: Address, collection: Collection) -> str:
    """Return the quotations with their articles, notes and buttons, `ROWS` at a time.

    `style` of the address is the style of the citations, `from` the first quotation shown, from 0.
    """
    count = len(collection)
    if not count:
        return frame("Collection", address, f'<p class="empty">{EMPTY}</p>')
    start = min(address.number("from"), (count - 1) // ROWS * ROWS)
    shown = Collection(collection.quotations[start : start + ROWS])
    laid = Laid(engine.check(shown), style_of(address))
    items = "".join(_item(laid, one, at, count) for at, one in enumerate(laid.checked, start + 1))
    body = (
        f'<div class="collected"><header><h2>{count:,} quotation{"" if count == 1 else "s"}</h2>'
        f"{style_links(address)}{save_buttons(NAMES, address)}</header>"
        f'<ol start="{start + 1}">{items}</ol>{_pages(address, start, count)}</div>'
    )
    return frame("Collection", address, body)


def export(
    engine: Engine, address: Address, collection: Collection, file_format: str
) -> tuple[str, str]:
    """Return the whole collection as a file, in the style of the address."""
    file_format = file_format if file_format in FORMATS else "md"
    laid = Laid(engine.check(collection), style_of(address))
    return f"quotations.{file_format}", FORMATS[file_format](laid)


def _item(laid: Laid, one: CheckedPin, number: int, count: int) -> str:
    pinned = one.pinned
    shown = _quoted(laid, one) if one.holds else _gone(one)
    return (
        f'<li class="source pinned" value="{number}">{shown}{_note(pinned, number)}'
        f'<p class="tools">{_buttons(pinned, number, count)}</p></li>'
    )


def _quoted(laid: Laid, one: CheckedPin) -> str:
    assert one.span is not None
    cited, document, pinned = laid.cited(one), one.span.document, one.pinned
    place = {
        "path": document.path,
        "record": document.places[0].record,
        "at": f"{one.span.start}-{one.span.end}",
    }
    speaker = f'<p class="speaker">{text(one.speaker)}</p>' if one.speaker else ""
    if not one.speaker_holds:
        claim = f"Pinned as “{text(pinned.speaker)}”: {NOT_BORNE_OUT}"
        speaker = f'<p class="unborne">{claim}</p>'
    moved = f'<p class="aside">{text(STATES[one.state].capitalize())}</p>'
    quotation = laid.quotation(one)
    return (
        f"<blockquote>{text(pinned.quoted)} "
        f'<span class="cited">{text(cited.in_text)}</span></blockquote>{speaker}'
        f"{moved if one.state is State.MOVED else ''}"
        f'<p class="facts">{byline(document)}</p>'
        f'<p class="tools"><a href="{text(link("article", **place))}">Open in the article</a> '
        f'<a href="{text(link("cite", **place, style=laid.style))}">Cite</a> '
        f"{copy_button('Copy quotation', quotation)} "
        f"{copy_button('Copy reference', cited.reference)}</p>"
    )


def _gone(one: CheckedPin) -> str:
    return (
        f'<div class="failure"><p><strong>{text(STATES[one.state].capitalize())}</strong>: '
        f"{text(one.pinned.source)} ({text(one.pinned.path)}). The pinned words cannot be quoted."
        "</p></div>"
    )


def _note(pinned: Pinned, number: int) -> str:
    lines = "&#10;".join(text(line) for line in pinned.note.split("\n"))
    return (
        f'<form class="act" data-act="note" data-key="{text(pinned.key)}">'
        f'<label>Note<span class="unseen"> on quotation {number}</span>'
        f'<textarea name="note" rows="2" maxlength="5000">&#10;{lines}</textarea></label>'
        '<button type="submit">Save note</button></form>'
    )


def _buttons(pinned: Pinned, number: int, count: int) -> str:
    buttons = [
        ("move", ' data-by="-1"', "Move up", number == 1),
        ("move", ' data-by="1"', "Move down", number == count),
        ("remove", "", "Remove", False),
    ]
    return " ".join(
        f'<button type="button" class="act" data-act="{act}" data-key="{text(pinned.key)}"{by}'
        f"{' disabled' if disabled else ''}>{label}"
        f'<span class="unseen"> quotation {number}</span></button>'
        for act, by, label, disabled in buttons
    )


def _pages(address: Address, start: int, count: int) -> str:
    """Return the links to the quotations before and after those that are shown."""
    links = []
    if start > 0:
        links.append(
            f'<a href="{text(address.replaced(**{"from": start - ROWS or None}))}">'
            f"Quotations before {start + 1:,}</a>"
        )
    if start + ROWS < count:
        links.append(
            f'<a href="{text(address.replaced(**{"from": start + ROWS}))}">'
            f"Quotations after {start + ROWS:,}</a>"
        )
    return f'<p class="tools more">{" ".join(links)}</p>' if links else ""
