"""Lists articles and finds words in an index, with an engine or without its model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.answering.word_matches import find_words
from rag.config import DEFAULT_INDEX
from rag.engine.settings import make_overrides
from rag.errors import ConfigError
from rag.index import filtering
from rag.index.listing import SORTS, Sort, list_documents
from rag.index.store import Store
from rag.index.view import IndexView
from rag.question.filters import require_range, require_sources
from rag.search_results import Articles, Matches, Order
from rag.types import Filters


def find(words: str, index: Path | str = DEFAULT_INDEX, **options: Any) -> Matches:
    """Return the same as `Engine.find`, which has the options, without loading the model."""
    from rag.engine.state import OpenIndex

    with OpenIndex(Store(Path(index))).view() as view:
        return matches_in(view, words, **options)


def articles(words: str = "", index: Path | str = DEFAULT_INDEX, **options: Any) -> Articles:
    """Return the same as `Engine.articles`, which has the options, without loading the model."""
    store = Store(Path(index))
    with store.snapshot():
        return articles_of(store, words, **options)


def matches_in(
    view: IndexView,
    words: str,
    *,
    order: Order = "best",
    top: int = 10,
    offset: int = 0,
    speaker: str | None = None,
    published_from: date | None = None,
    published_to: date | None = None,
    sources: Sequence[str] | None = None,
) -> Matches:
    """Return what `Engine.find` does."""
    overrides = make_overrides(speaker, published_from, published_to, sources)
    filters = overrides.applied_to(Filters())
    return find_words(view, words, filters, order=order, top=top, offset=offset)


def articles_of(
    store: Store,
    words: str,
    *,
    sort: Sort = "date",
    descending: bool = False,
    top: int = 100,
    offset: int = 0,
    doubtful: bool = False,
    published_from: date | None = None,
    published_to: date | None = None,
    sources: Sequence[str] | None = None,
) -> Articles:
    """Return what `Engine.articles` does."""
    if sort not in SORTS:
        raise ConfigError(f"sort is {sort!r}: use one of {', '.join(map(repr, SORTS))}")
    if top < 0 or offset < 0:
        raise ConfigError("top and offset count articles: neither can be below 0")
    filters = make_overrides(None, published_from, published_to, sources).applied_to(Filters())
    require_range(filters)
    outlets = [name for name, _ in filtering.sources(store)]
    filters = replace(filters, sources=require_sources(filters.sources, outlets))
    found = list_documents(
        store,
        filters,
        words=words,
        doubtful=doubtful,
        sort=sort,
        descending=descending,
        top=top,
        offset=offset,
    )
    return Articles(found.total, offset, tuple(found.documents))
