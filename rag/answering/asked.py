"""From a question and filters to the query, and the passages that its filters allow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import replace
from datetime import date

from rag import present
from rag.index import filtering
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.question.filters import (
    holds,
    merged,
    narrowings,
    require_range,
    require_sources,
    without,
)
from rag.question.spelling import correct
from rag.question.understand import understand
from rag.types import Filters, Query


def read_question(
    question: str,
    filters: Filters | None,
    sources: Collection[str],
    *,
    terms: TermIndex,
    store: Store,
    is_word: Callable[[str], bool],
    speaks: Callable[[str], bool],
) -> Query:
    """Return what a question asks; with `filters`, these hold and not what it names itself.

    Words that name a filter in force are not searched for; those of another one are.
    """
    understand(question)  # too long or empty is said before anything is read
    named = narrowings(question, sources)
    narrowed = Filters()
    for narrowing in named:
        narrowed = merged(narrowed, narrowing.filters)
    chosen = narrowed if filters is None else filters
    text = without(question, [n for n in named if holds(chosen, n.filters)])
    query = correct(understand(text, speaks), terms, store, is_word=is_word, speaks=speaks)
    if filters is None:
        chosen = replace(narrowed, speaker=query.speaker)
    return apply(query, chosen, sources)


def apply(query: Query, filters: Filters, sources: Collection[str]) -> Query:
    """Put filters on a query in the place of those that it has.

    Raises ConfigError for a range of dates that ends before it begins, QuestionError for an outlet
    that the index has not.
    """
    require_range(filters)
    speaker, topic = filters.speaker, query.topic
    if speaker is None:
        topic = None
    elif topic is None and speaker != query.speaker:
        topic = query.text
    named = replace(filters, sources=require_sources(filters.sources, sources))
    return replace(query, topic=topic, filters=named)


def changed(
    filters: Filters,
    *,
    speaker: str | None,
    published_from: date | None,
    published_to: date | None,
    sources: Sequence[str] | None,
) -> Filters:
    """Return filters with those of the values that are given in their places."""
    given = {"speaker": speaker, "published_from": published_from, "published_to": published_to}
    filters = replace(filters, **{name: v for name, v in given.items() if v is not None})  # type: ignore[arg-type]  # the values are of their fields' types
    return filters if sources is None else replace(filters, sources=tuple(sources))


def allowed_passages(
    store: Store,
    query: Query,
    articles: Set[str] | None,
    *,
    speaking_as: Callable[[str], list[str]],
) -> set[int] | None:
    """Return the ids of the passages that a query may cite from; None for all.

    With `articles`, only those of these doc_ids. `speaking_as` gives the names under which somebody
    speaks in the articles.

    A speaker whom the question's words do not name would not be found by them: only passages in
    which that one speaks are searched then.
    """
    allowed = None if articles is None else filtering.passages_of_articles(store, articles)
    if present.articles(query.filters):
        kept = filtering.passages_within(store, query.filters)
        allowed = kept if allowed is None else allowed & kept
    speaker = query.speaker
    if speaker is not None and speaker.casefold() not in query.text.casefold():
        names = speaking_as(speaker)
        said = filtering.passages_said_by(store, names) if names else None
        allowed = said if allowed is None else allowed & said if said is not None else allowed
    return allowed


def scope(store: Store, query: Query) -> str:
    """Say which articles a narrowed query was asked of, for a refusal; "" for all."""
    kept = present.articles(query.filters)
    if not kept:
        return ""
    none = not filtering.passages_within(store, query.filters)
    told = f"there is no article {kept}" if none else f"only articles {kept} were asked"
    dated = query.filters.published_from or query.filters.published_to
    left = filtering.undated(store, query.filters.sources) if dated else 0
    return f"{told}, {_left_out(left)}" if left else told


def _left_out(count: int) -> str:
    return f"{count} without a date {'is' if count == 1 else 'are'} left out"
