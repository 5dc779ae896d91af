"""Everybody who speaks in the articles: a table that is searched, sorted and opened."""

from __future__ import annotations

import json

from rag.engine import Engine
from rag.errors import RagError
from rag.statements import (
    PEOPLE_ORDERS,
    PeopleOrder,
    Person,
    people_csv,
    people_markdown,
    people_rows,
)
from rag.ui.address import Address, link
from rag.ui.render import text
from rag.ui.views.filter_fields import chosen_dates_and_outlets, dates, outlets, pager
from rag.ui.views.frame import failure, frame, save_buttons

PAGE = 50  # people shown at once
SHOWN_OUTLETS = 3  # of a person; the others are counted
FORMATS = {"csv": "CSV", "md": "Markdown", "json": "JSON"}
MARK = "\ufeff"  # by which spreadsheets know that a CSV file is in UTF-8

# The columns; those with an order are sorted by it, the last of them in this direction.
_COLUMNS: tuple[tuple[str, PeopleOrder | None, str], ...] = (
    ("Person", "name", "ascending"),
    ("Statements", "statements", "descending"),
    ("Quoted", None, ""),
    ("Articles", None, ""),
    ("Last", "latest", "descending"),
)


def view(engine: Engine, address: Address) -> str:
    """Return the people of an address in a table.

    Values: `words` of the name, `from`, `to`, `source`, `order` ("statements", "name", "latest"),
    `offset`.
    """
    try:
        body = _table(_people(engine, address), address)
    except RagError as error:
        body = failure(str(error))
    return frame(
        "People",
        address,
        f'<section class="listing people">{_form(engine, address)}{body}</section>',
    )


def export(engine: Engine, address: Address, file_format: str) -> tuple[str, str]:
    """Return name and text of a file of all people of an address. Raises RagError."""
    found = _people(engine, address)
    if file_format == "csv":
        return "people.csv", MARK + people_csv(found)
    if file_format == "md":
        return "people.md", people_markdown(found)
    return "people.json", json.dumps(people_rows(found), ensure_ascii=False, indent=2) + "\n"


def _people(engine: Engine, address: Address) -> list[Person]:
    return engine.people(
        address.get("words"), order=_order(address), **chosen_dates_and_outlets(address)
    )


def _order(address: Address) -> PeopleOrder:
    return next((o for o in PEOPLE_ORDERS if o == address.get("order")), "statements")


def _form(engine: Engine, address: Address) -> str:
    order = f'<input type="hidden" name="order" value="{_order(address)}">'
    return (
        f'<form class="ask" role="search" data-view="people">{order}<div class="words">'
        f'<input name="words" type="search" value="{text(address.get("words"))}" '
        'aria-label="Words of the name" placeholder="Name"><button>Show</button></div>'
        f'<div class="fields">{dates(address)}{outlets(engine, address)}</div></form>'
    )


def _table(found: list[Person], address: Address) -> str:
    if not found:
        return '<p class="count" role="status">Nobody like this is quoted.</p>'
    offset = min(address.number("offset"), (len(found) - 1) // PAGE * PAGE)
    shown = found[offset : offset + PAGE]
    counted = "1 person" if len(found) == 1 else f"{len(found):,} people"
    if len(shown) < len(found):
        counted += f"; shown: {offset + 1:,} to {offset + len(shown):,}"
    headings = "".join(_heading(address, *column) for column in _COLUMNS)
    rows = "".join(_row(person, address) for person in shown)
    return (
        f'<p class="count" role="status">{counted}</p><table><thead><tr>{headings}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{pager(address, offset, len(shown), len(found), PAGE)}"
        f"{save_buttons(FORMATS, address)}"
    )


def _heading(address: Address, name: str, order: PeopleOrder | None, direction: str) -> str:
    """Return the heading of a column, which sorts by it where people can be sorted so."""
    if order is None:
        return f'<th scope="col">{name}</th>'
    if order == _order(address):
        arrow = "↑" if direction == "ascending" else "↓"
        sign = f' <span aria-hidden="true">{arrow}</span>'
        return f'<th scope="col" aria-sort="{direction}">{name}{sign}</th>'
    target = address.replaced(order=order, offset=None)
    return f'<th scope="col"><a href="{text(target)}">{name}</a></th>'


def _row(person: Person, address: Address) -> str:
    """Return the row of a person, whose statements open under the same filters."""
    filters = {name: address.all(name) for name in ("from", "to", "source")}
    opened = link("person", name=person.name, **filters)
    outlets = ", ".join(source.name for source in person.sources[:SHOWN_OUTLETS])
    others = len(person.sources) - SHOWN_OUTLETS
    more = f" and {others:,} more" if others > 0 else ""
    since = f"since <time>{person.first}</time>" if person.first != person.last else ""
    return (
        f'<tr><th scope="row"><a href="{text(opened)}">{text(person.name)}</a>'
        f'<span class="facts">{text(outlets + more)}</span></th>'
        f"<td>{person.statements:,}</td><td>{person.quoted:,}</td><td>{person.articles:,}</td>"
        f'<td><time>{person.last or ""}</time><span class="facts">{since}</span></td></tr>'
    )
