"""From a question and filters to the query that is searched."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from rag.index.view import IndexView
from rag.question.filters import (
    includes,
    merged,
    narrowings,
    require_range,
    require_sources,
    without,
)
from rag.question.spelling import correct
from rag.question.understand import require_question, understand
from rag.types import Filters, Query


def build_query(
    question: str,
    filters: Filters | None,
    view: IndexView,
    *,
    is_word: Callable[[str], bool],
    speaks: Callable[[str], bool],
) -> Query:
    """Return what a question asks of an index.

    Without `filters`, those that the question names hold; with them, these and no others. Words
    that name a filter in force are not searched for; those of another one are. `is_word` returns
    whether a word is one of the language, `speaks` whether a speaker of a name is quoted.

    Raises QuestionError for a question that is empty or too long and for an outlet that the index
    does not have, ConfigError for a range of dates that ends before it begins.
    """
    require_question(question)
    named = narrowings(question, view.outlets)
    narrowed = Filters()
    for narrowing in named:
        narrowed = merged(narrowed, narrowing.filters)
    chosen = narrowed if filters is None else filters
    text = without(question, [n for n in named if includes(chosen, n.filters)])
    query = _understood(text, view, is_word, speaks)
    if filters is None:
        chosen = replace(narrowed, speaker=query.speaker)
    return _with_filters(query, chosen, view.outlets)


def _understood(
    text: str, view: IndexView, is_word: Callable[[str], bool], speaks: Callable[[str], bool]
) -> Query:
    """Return what a text asks, corrected; kept, because a follow-up asks it with other filters."""
    key = text, is_word, speaks
    (query,) = view.queries.get(
        [key],
        lambda missing: {
            key: correct(
                understand(text, speaks), view.terms, view.store, is_word=is_word, speaks=speaks
            )
        },
    )
    return query


def _with_filters(query: Query, filters: Filters, outlets: Collection[str]) -> Query:
    """Replace the filters of a query; a speaker that it did not name is asked about all of it."""
    require_range(filters)
    topic = query.topic
    if filters.speaker is None:
        topic = None
    elif topic is None and filters.speaker != query.speaker:
        topic = query.text
    named = replace(filters, sources=require_sources(filters.sources, outlets))
    return replace(query, topic=topic, filters=named)
