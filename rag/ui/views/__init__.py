"""What the panel beside the chat can show, each view under an address of its own."""

from __future__ import annotations

from collections.abc import Callable

from rag.engine import Engine
from rag.errors import RagError
from rag.ui.address import Address, link
from rag.ui.views import all_people, article, articles, cite, help, person, search
from rag.ui.views.frame import failure, frame

VIEWS: dict[str, Callable[[Engine, Address], str]] = {
    "people": all_people.view,
    "person": person.view,
    "search": search.view,
    "articles": articles.view,
    "cite": cite.view,
    "article": article.view,
    "help": help.view,
}
EXPORTS: dict[str, Callable[[Engine, Address, str], tuple[str, str]]] = {
    "cite": cite.export,
    "people": all_people.export,
    "person": person.export,
}
SOURCES = "sources"  # those of the last answer: what the page shows at first
# Shown by the handlers, which know whose they are.
CONVERSATIONS = "conversations"
COLLECTION = "collection"
# In the order of the page's links.
NAMES = {
    SOURCES: "Sources",
    "people": "People",
    "search": "Search",
    "articles": "Articles",
    COLLECTION: "Collection",
    CONVERSATIONS: "Conversations",
    "help": "Help",
}
UNKNOWN = "The page has no such view: the address may be cut off."


def links() -> str:
    """Return the links to the views."""
    items = " ".join(f'<a href="{link(view)}">{name}</a>' for view, name in NAMES.items())
    return f'<nav aria-label="Views">{items}</nav>'


def open_view(engine: Engine, address: Address) -> str:
    """Return the HTML of the view at an address, or of the line that says why there is none."""
    view = VIEWS.get(address.view)
    if view is None:
        return frame("Not found", "", failure(UNKNOWN))
    return shown(address, lambda: view(engine, address))


def shown(address: Address, view: Callable[[], str]) -> str:
    """Return the HTML of a view, or of the one line that says why it cannot be shown."""
    try:
        return view()
    except RagError as error:
        return frame("Not shown", address, failure(str(error)))


def export_view(engine: Engine, address: Address, file_format: str) -> tuple[str, str] | None:
    """Return name and text of the file of a view, None for a view that cannot be saved.

    Raises RagError for a view that cannot be shown.
    """
    export = EXPORTS.get(address.view)
    return export(engine, address, file_format) if export else None
