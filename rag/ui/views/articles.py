"""The table of articles: sorted, searched and opened; what was skipped or is doubtful, and why."""

from __future__ import annotations

from collections.abc import Sequence

from rag.corpus import Skipped
from rag.engine import Engine
from rag.engine.doubtful_articles import known_reasons
from rag.errors import RagError
from rag.index.listing import SORTS, Sort
from rag.present import record
from rag.search_results import Articles
from rag.types import Document
from rag.ui.address import Address, link
from rag.ui.article_text import place_link
from rag.ui.original_files import original_link
from rag.ui.render import text
from rag.ui.views.filter_fields import chosen_dates_and_outlets, dates, folded, outlets, pager
from rag.ui.views.frame import failure, frame

PAGE = 100  # rows shown at once
SKIPPED, DOUBTFUL = "skipped", "doubtful"

# The columns, and whether a first press on a heading sorts from the last value to the first.
_COLUMNS: tuple[tuple[Sort, str, bool], ...] = (
    ("title", "Article", False),
    ("date", "Date", True),
    ("outlet", "Outlet", False),
    ("length", "Characters", True),
)


def view(engine: Engine, address: Address) -> str:
    """Return the articles of an address in a table, or the files that were skipped.

    Values: `words`, `from`, `to`, `source`; `sort` and `down` (from the last value to the first);
    `show`, which is "doubtful" or "skipped"; `offset`.
    """
    skipped = engine.info().skipped
    try:
        if address.get("show") == SKIPPED:
            body = _skipped(skipped, address)
        else:
            body = _table(engine, address)
    except RagError as error:
        body = failure(str(error))
    form = _form(engine, address)
    shown = f'<section class="listing">{form}{_kinds(address, len(skipped))}{body}</section>'
    return frame("Articles", address, shown)


def _form(engine: Engine, address: Address) -> str:
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{text(address.get(name))}">'
        for name in ("sort", "down")
        if address.get(name)
    )
    return (
        f'<form class="ask" role="search" data-view="articles">{kept}<div class="words">'
        f'<input name="words" type="search" value="{text(address.get("words"))}" '
        'aria-label="Words of the title, the author, the outlet or the path" '
        'placeholder="Title, author, outlet or file"><button>Show</button></div>'
        f"{folded(address, ('from', 'to', 'source'), dates(address) + outlets(engine, address))}"
        "</form>"
    )


def _kinds(address: Address, skipped: int) -> str:
    """Return the links to all articles, to doubtful ones, and to what was skipped."""
    kinds = (("", "All"), (DOUBTFUL, "To check"), (SKIPPED, f"Skipped: {skipped:,}"))
    links = "".join(
        f'<a href="{text(link("articles", show=kind))}"'
        f"{' aria-current=true' if address.get('show') == kind else ''}>{name}</a>"
        for kind, name in kinds
    )
    return f'<nav class="kinds" aria-label="Kinds of articles">{links}</nav>'


def _table(engine: Engine, address: Address) -> str:
    sort: Sort = next((s for s in SORTS if s == address.get("sort")), "title")
    found = engine.articles(
        address.get("words"),
        sort=sort,
        descending=bool(address.get("down")),
        top=PAGE,
        offset=address.number("offset"),
        doubtful=address.get("show") == DOUBTFUL,
        **chosen_dates_and_outlets(address),
    )
    if not found.total:
        return '<p class="count" role="status">No article is like this.</p>'
    doubtful = address.get("show") == DOUBTFUL
    rows = "".join(_row(document, doubtful) for document in found.documents)
    headings = "".join(_heading(address, sort, *column) for column in _COLUMNS)
    return (
        f'<p class="count" role="status">{_range(found)}</p><table><thead><tr>{headings}</tr>'
        f"</thead><tbody>{rows}</tbody></table>"
        f"{pager(address, found.offset, len(found.documents), found.total, PAGE)}"
    )


def _range(found: Articles) -> str:
    counted = "1 article" if found.total == 1 else f"{found.total:,} articles"
    if len(found.documents) == found.total:
        return counted
    return f"{counted}; shown: {found.offset + 1:,} to {found.offset + len(found.documents):,}"


def _heading(address: Address, sorted_by: Sort, sort: Sort, name: str, down_first: bool) -> str:
    """Return the heading of a column, which sorts by it, or the other way round."""
    down, here = bool(address.get("down")), sort == sorted_by
    chosen = not down if here else down_first
    target = address.replaced(sort=sort, down=1 if chosen else None, offset=None)
    state = f' aria-sort="{"descending" if down else "ascending"}"' if here else ""
    arrow = f' <span aria-hidden="true">{"↓" if down else "↑"}</span>' if here else ""
    return f'<th scope="col"{state}><a href="{text(target)}">{name}{arrow}</a></th>'


def _row(document: Document, doubtful: bool) -> str:
    place = document.places[0]
    published = document.published.isoformat() if document.published else ""
    reasons = "; ".join(known_reasons(document)) if doubtful else place.doubt or ""
    doubt = f'<span class="doubt">{text(reasons)}</span>' if reasons else ""
    where = text(record(document.path, place.record))
    file = f'<a href="{text(original_link(place))}" target="_blank" rel="noopener">{where}</a>'
    return (
        f'<tr><td><a href="{text(place_link(document, None))}">{text(document.name)}</a>'
        f'<span class="facts">{text(document.author or "")}</span>'
        f'<span class="facts">{file}</span>{doubt}</td>'
        f"<td>{published}</td><td>{text(document.source or '')}</td>"
        f"<td>{document.length:,}</td></tr>"
    )


def _skipped(skipped: Sequence[Skipped], address: Address) -> str:
    if not skipped:
        return '<p class="count" role="status">Nothing was skipped.</p>'
    offset = address.number("offset")
    shown = skipped[offset : offset + PAGE]
    items = "".join(
        f'<li>{text(record(s.path, s.record))}<span class="facts">{text(s.reason)}</span></li>'
        for s in shown
    )
    return (
        f'<p class="count" role="status">{len(skipped):,} files or records could not be read.</p>'
        f"<ul>{items}</ul>{pager(address, offset, len(shown), len(skipped), PAGE)}"
    )
