"""What a user does with the collection on the page; each act returns a new collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rag.collection.pinned import Collection
from rag.engine import Engine
from rag.errors import QuestionError
from rag.ui.quoted_place import article_of, words_at

Values = Mapping[str, str]
"""What a button or a form sends: its data and its fields. All of it may be anything."""


def pin(engine: Engine, collection: Collection, values: Values) -> Collection:
    """Add the words at `path`, `record` and `at`, with the `note`, if there is one."""
    article = article_of(engine, values.get("path", ""), values.get("record", ""))
    words = words_at(article, values.get("at", ""))
    return collection.pin(words, values.get("note", ""), engine.said_at(words))


def remove(engine: Engine, collection: Collection, values: Values) -> Collection:
    """Remove the quotation `key`."""
    return collection.remove(values.get("key", ""))


def move(engine: Engine, collection: Collection, values: Values) -> Collection:
    """Move the quotation `key` by one place, up if `by` is "-1"."""
    return collection.move(values.get("key", ""), -1 if values.get("by") == "-1" else 1)


def note(engine: Engine, collection: Collection, values: Values) -> Collection:
    """Replace the note of the quotation `key` by `note`."""
    return collection.note(values.get("key", ""), values.get("note", ""))


ACTS: dict[str, Callable[[Engine, Collection, Values], Collection]] = {
    "pin": pin,
    "remove": remove,
    "move": move,
    "note": note,
}


def changed(engine: Engine, collection: Collection, act: str, values: Values) -> Collection:
    """Return the collection after an act. Raises QuestionError or ConfigError if it cannot be."""
    if act not in ACTS:
        raise QuestionError("the page has no such button: reload it")
    return ACTS[act](engine, collection, values)
