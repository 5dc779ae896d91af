"""The frame around a view, and the parts that several views share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.ui.address import Address
from rag.ui.render import text

_HEADING = re.compile(r"<h([1-6])[ >]")


def frame(label: str, address: Address | str, body: str) -> str:
    """Return a view's HTML as the panel's contents; `label` is its name for screen readers.

    `address` becomes the address of the browser's window; "" leaves it bare.
    """
    first = _HEADING.search(body)
    # The page's heading is of level 1: articles, of level 3, need one between, if only to be heard.
    skips = first is not None and int(first[1]) > 2
    heading = f'<h2 class="unseen">{text(label)}</h2>' if skips else ""
    return (
        f'<div class="panel" tabindex="0" role="region" aria-label="{text(label)}" '
        f'data-address="{text(str(address))}">{heading}{body}</div>'
    )


def save_buttons(formats: Mapping[str, str], address: Address) -> str:
    """Return a button for each file format in which a view can be saved."""
    buttons = "".join(
        f'<button type="button" class="save" data-format="{text(file_format)}" '
        f'data-address="{text(str(address))}">Save as {text(name)}</button> '
        for file_format, name in formats.items()
    )
    return f'<p class="tools saves">{buttons}</p>'


def failure(message: str) -> str:
    """Return the one line that says why a view cannot be shown."""
    return f'<div class="failure"><p>{text(message)}</p></div>'
