"""One person's statements: word for word, each with its article; filtered, ordered and saved."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rag.engine import Engine
from rag.errors import RagError
from rag.present import speech_label
from rag.statements import (
    STATEMENT_ORDERS,
    Person,
    Statement,
    StatementOrder,
    Statements,
    dates,
    statement_rows,
    statements_csv,
    statements_markdown,
)
from rag.types import Attribution
from rag.ui.address import Address, link
from rag.ui.article_text import cite_and_pin, place_link
from rag.ui.render import byline, text
from rag.ui.views import filter_fields
from rag.ui.views.all_people import FORMATS, MARK, SHOWN_OUTLETS
from rag.ui.views.filter_fields import choice, chosen_dates_and_outlets, outlets, pager
from rag.ui.views.frame import failure, frame, save_buttons

PAGE = 25  # statements shown at once
ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "article": "By article",
}


def view(engine: Engine, address: Address) -> str:
    """Return the statements of the person of an address.

    Values: `name`; `words`, `from`, `to`, `source`, `order` ("newest", "oldest", "article") and
    `offset`.
    """
    name = address.get("name")
    try:
        found = _found(engine, address, offset=address.number("offset"), top=PAGE)
        facts, body = _facts(found, name), _statements(found, address)
    except RagError as error:
        facts, body = f"<h2>{text(name or 'Nobody')}</h2>", failure(str(error))
    people = f'<p class="up"><a href="{text(link("people"))}">‹ All people</a></p>'
    return frame(
        name or "Person",
        address,
        f'<section class="listing person">{people}{facts}{_form(engine, address)}{body}</section>',
    )


def export(engine: Engine, address: Address, file_format: str) -> tuple[str, str]:
    """Return name and text of a file of all statements of an address. Raises RagError."""
    found = _found(engine, address)
    stem = "-".join(re.findall(r"\w+", found.person.name.casefold()))[:60] or "person"
    if file_format == "csv":
        return f"{stem}.csv", MARK + statements_csv(found.statements)
    if file_format == "md":
        return f"{stem}.md", statements_markdown(found)
    rows = statement_rows(found.statements)
    return f"{stem}.json", json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _found(
    engine: Engine, address: Address, *, offset: int = 0, top: int | None = None
) -> Statements:
    order: StatementOrder = "newest"
    order = next((o for o in STATEMENT_ORDERS if o == address.get("order")), order)
    return engine.statements(
        address.get("name"),
        words=address.get("words"),
        order=order,
        offset=offset,
        top=top,
        **chosen_dates_and_outlets(address),
    )


def _facts(found: Statements, asked: str) -> str:
    """Return the person's name, counts, outlets and dates, and other people of that name."""
    person = found.person
    counted = f"{person.quoted:,} quoted, {person.reported:,} reported, in {_articles(person)}"
    days = f" · {dates(person)}" if person.first else ""
    sources = [f"{source.name} ({source.articles:,})" for source in person.sources[:SHOWN_OUTLETS]]
    others = len(person.sources) - SHOWN_OUTLETS
    more = f" and {others:,} more" if others > 0 else ""
    shown = f"<span>{text(', '.join(sources) + more)}</span>" if sources else ""
    return (
        f'<header class="who"><h2>{text(person.name)}</h2><p>{text(counted + days)}</p>'
        f"<p>{shown}</p>{_namesakes(found.namesakes, asked)}</header>"
    )


def _articles(person: Person) -> str:
    return "1 article" if person.articles == 1 else f"{person.articles:,} articles"


def _namesakes(people: Sequence[str], asked: str) -> str:
    if not people:
        return ""
    links = ", ".join(f'<a href="{text(link("person", name=p))}">{text(p)}</a>' for p in people)
    return f"<p>“{text(asked)}” may mean several people: {links}.</p>"


def _form(engine: Engine, address: Address) -> str:
    name = f'<input type="hidden" name="name" value="{text(address.get("name"))}">'
    return (
        f'<form class="ask" role="search" data-view="person">{name}<div class="words">'
        f'<input name="words" type="search" value="{text(address.get("words"))}" '
        'aria-label="Words of the statements" placeholder="Words of the statements">'
        '<button>Show</button></div><div class="fields">'
        f"{filter_fields.dates(address)}{outlets(engine, address)}"
        f"{choice(address, 'order', ORDERS)}</div></form>"
    )


def _statements(found: Statements, address: Address) -> str:
    if not found.total:
        return '<p class="count" role="status">No statement matches.</p>'
    offset, shown = address.number("offset"), len(found.statements)
    counted = "1 statement" if found.total == 1 else f"{found.total:,} statements"
    if 0 < shown < found.total:
        counted += f"; shown: {offset + 1:,} to {offset + shown:,}"
    quoted = "".join(map(_statement, found.statements))
    return (
        f'<p class="count" role="status">{counted}</p>{quoted}'
        f"{pager(address, offset, shown, found.total, PAGE)}{save_buttons(FORMATS, address)}"
    )


def _statement(statement: Statement) -> str:
    """Return a statement within its sentence, with its label, and the article where it stands."""
    said = statement.attribution
    opened = text(place_link(said.content.document, said.content))
    against = " against" if said.act in ("denied", "opposed") else ""
    return (
        f'<figure class="quotes{against}"><blockquote><p>{_words(statement)}</p>'
        f'</blockquote><figcaption><span class="speaker">— {text(speech_label(said))}{_cue(said)}'
        f'</span> <a href="{opened}">{byline(said.content.document)}</a>'
        f'<span class="tools"><a href="{opened}">Open the article here</a>'
        f"{cite_and_pin(said.content)}</span></figcaption></figure>"
    )


def _words(statement: Statement) -> str:
    """Return the words of a statement, and around them, set apart, the rest of its sentences."""
    words = statement.attribution.content
    read = words.document.body.read
    before = read(min(statement.sentences[0].start, words.start), words.start)
    after = read(words.end, max(statement.sentences[-1].end, words.end))
    return f'{_context(before)}<span class="cited">{text(words.text)}</span>{_context(after)}'


def _context(around: str) -> str:
    return f'<span class="context">{text(around)}</span>' if around.strip() else text(around)


def _cue(said: Attribution) -> str:
    return f" · “{text(said.cue)}”" if said.cue and said.act != "opposed" else ""
