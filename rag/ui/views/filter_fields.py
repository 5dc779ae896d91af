"""The fields for dates, outlets and a speaker in the forms of views, and the values in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.engine import Engine
from rag.ui.address import Address
from rag.ui.render import text
from rag.ui.requests import read_filters

MAX_OUTLETS = 500  # in the list; others can be given in an address


def folded(address: Address, names: tuple[str, ...], fields: str) -> str:
    """Return fields that fold away, open where the address has a value for one of their names."""
    is_open = " open" if any(map(address.get, names)) else ""
    return (
        f'<details{is_open}><summary>Filters</summary><div class="fields">{fields}</div></details>'
    )


def dates(address: Address) -> str:
    """Return the fields for the first and the last day of publication."""
    return field(address, "from", "From", hint="2025-04") + field(address, "to", "To", hint="2025")


def outlets(engine: Engine, address: Address) -> str:
    """Return the list of outlets, of which one can be chosen; "" where the articles name none."""
    names = [source.name for source in engine.sources()]
    if not names:
        return ""
    chosen = address.all("source")
    options = "".join(
        f'<option value="{text(name)}"{" selected" if name in chosen else ""}>{text(name)}</option>'
        for name in names[:MAX_OUTLETS]
    )
    return (
        '<label>Outlet <select name="source"><option value="">All</option>'
        f"{options}</select></label>"
    )


def field(address: Address, name: str, label: str, *, hint: str = "") -> str:
    """Return a field for text with its label, filled from an address."""
    return (
        f'<label>{label} <input name="{name}" value="{text(address.get(name))}" '
        f'placeholder="{text(hint)}"></label>'
    )


def choice(address: Address, name: str, options: Mapping[Any, str]) -> str:
    """Return a list to choose an order from; the first is chosen unless the address names one."""
    chosen = address.get(name)
    shown = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{words}</option>'
        for value, words in options.items()
    )
    return f'<select name="{name}" aria-label="Order">{shown}</select>'


def chosen_dates_and_outlets(address: Address) -> dict[str, Any]:
    """Return the dates and outlets of an address as arguments. Raises ConfigError for no date."""
    filters = read_filters(address.get("from"), address.get("to"), address.all("source"))
    return {
        "published_from": filters.published_from,
        "published_to": filters.published_to,
        "sources": filters.sources or None,
    }


def pager(address: Address, offset: int, shown: int, total: int, size: int) -> str:
    """Return links to the pages before and after `shown` rows from number `offset` on."""
    links = []
    if offset > 0:
        before = address.replaced(offset=max(0, offset - size) or None)
        links.append(f'<a rel="prev" href="{text(before)}">‹ Previous {size}</a>')
    if offset + shown < total:
        left = min(size, total - offset - shown)
        after = address.replaced(offset=offset + shown)
        links.append(f'<a rel="next" href="{text(after)}">More: the next {left} ›</a>')
    return f'<p class="pager">{" ".join(links)}</p>' if links else ""
