"""Checks a collection of quotations against an index."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path

from rag.answering.speakers import attributions_in
from rag.collection.checking import CheckedPin, check
from rag.collection.pinned import Collection, Pinned
from rag.config import DEFAULT_INDEX
from rag.engine.inspection import in_memory
from rag.errors import IndexCorrupt, IndexStoreError
from rag.index.store import Store
from rag.types import Attribution, Document


def check_collection(collection: Collection, index: Path | str = DEFAULT_INDEX) -> list[CheckedPin]:
    """Return the same as `Engine.check`, without loading the index's model."""
    with closing(Store(Path(index))) as store, store.snapshot():
        return check_stored(collection, store)


def check_stored(collection: Collection, store: Store) -> list[CheckedPin]:
    """Return each quotation as the articles of an open index have it; their texts in memory."""
    known: dict[tuple[str, str, int | None], Document | None] = {}

    def find(pinned: Pinned) -> Document | None:
        key = pinned.doc_id, pinned.path, pinned.record
        if key not in known:
            known[key] = _article(store, pinned)
        return known[key]

    @cache
    def said(doc_id: str) -> list[Attribution]:
        return attributions_in(store, doc_id)

    return check(collection, find, lambda document: said(document.doc_id))


def _article(store: Store, pinned: Pinned) -> Document | None:
    try:
        return in_memory(store.document(pinned.doc_id))
    except IndexCorrupt:
        raise
    except IndexStoreError:
        found = store.document_at(pinned.path, pinned.record)
        return in_memory(found) if found else None
