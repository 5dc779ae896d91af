"""An article in the panel as it was opened from an answer, at a cited sentence."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Document
from rag.ui.article_text import (
    Window,
    article,
    body_of,
    place_link,
    speakers_link,
    stepper,
    tools,
)
from rag.ui.marking import Mark
from rag.ui.render import text
from rag.ui.views.frame import frame


def view(
    document: Document,
    marks: Sequence[Mark],
    shown: Window,
    *,
    address: str,
    quotation: str | None,
    cited: Sequence[Mark] = (),
) -> str:
    """Return an article with its marks; the copy button copies `quotation`, if there is one.

    `address` is the address that was opened; the links to more text repeat it. `cited` are the
    citations of the answer in all its articles, in the order in which one steps through them.
    """
    here = next((mark.span for mark in marks if mark.here), None)
    opened = place_link(document, here)
    body = article(
        document,
        f'<nav><a href="#back">Back to the answer</a>{_overview(address)}{_others(cited)}'
        f"{tools(document, here)}{speakers_link(document, here)}{_copy(quotation)}</nav>",
        body_of(document, marks, shown),
        earlier=_more_address(address, shown, "earlier") if shown.start > 0 else "",
        later=_more_address(address, shown, "later") if shown.end < document.length else "",
    )
    return frame("Article", opened, body)


def _copy(quotation: str | None) -> str:
    if quotation is None:
        return ""
    return (
        f'<span class="tools"><button type="button" class="copy" data-copy="{text(quotation)}">'
        'Copy quotation with citation</button> <span class="copied" role="status"></span></span>'
    )


def _overview(address: str) -> str:
    if address.startswith("#doc-"):
        return ""
    return f'<a href="#all-{address.split("-")[1]}">All sources</a>'


def _others(cited: Sequence[Mark]) -> str:
    """Return links to the citations before and after the opened one, of all articles."""
    at = next((i for i, mark in enumerate(cited) if mark.here), None)
    if at is None or len(cited) == 1:
        return ""
    return stepper(
        f"Citation {at + 1} of {len(cited)}",
        cited[at - 1].address if at > 0 else "",
        cited[at + 1].address if at + 1 < len(cited) else "",
    )


def _more_address(address: str, shown: Window, where: str) -> str:
    return f"#{where}-{shown.start}-{shown.end}-{address.removeprefix('#')}"
