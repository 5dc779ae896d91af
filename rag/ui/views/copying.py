"""Parts of views that show citations: copy buttons, and the choice of a style."""

from __future__ import annotations

from rag.citing.cited import STYLES
from rag.ui.address import Address
from rag.ui.render import text


def copy_button(label: str, copied: str) -> str:
    """Return a button that copies a text, unchanged."""
    return (
        f'<span class="tools"><button type="button" class="copy" data-copy="{_whole(copied)}">'
        f'{text(label)}</button> <span class="copied" role="status"></span></span>'
    )


def _whole(value: str) -> str:
    """Escape a text for an attribute with its line ends, which entries of BibTeX need."""
    return "&#10;".join(text(line) for line in value.replace("\r\n", "\n").split("\n"))


def style_of(address: Address) -> str:
    """Return the style that an address names, APA for any other."""
    return address.get("style") if address.get("style") in STYLES else "apa"


def style_links(address: Address) -> str:
    """Return the links to a view in each style."""
    current = style_of(address)
    links = " ".join(
        f'<a href="{text(address.replaced(style=key))}"{_current(key == current)}>{name}</a>'
        for key, name in STYLES.items()
    )
    return f'<nav class="styles" aria-label="Citation style">{links}</nav>'


def _current(is_current: bool) -> str:
    return ' aria-current="true"' if is_current else ""
