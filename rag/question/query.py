"""From a question and filters to the query that is searched."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from rag.english.analyzer import analyze
from rag.english.interrogatives import MARKS
from rag.english.other_languages import is_other_language
from rag.english.tenure import without_present
from rag.index.view import IndexView
from rag.question.filters import (
    find_outlet,
    includes,
    merged,
    narrowings,
    require_range,
    require_sources,
    without,
)
from rag.question.letter_case import in_case
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
    read = read_question(question, view, is_word=is_word, speaks=speaks)
    if read.out_of_scope:
        return _with_filters(read, filters or Filters(), view.outlets)
    named = narrowings(read.text, view.outlets)
    narrowed = Filters()
    for narrowing in named:
        narrowed = merged(narrowed, narrowing.filters)
    chosen = narrowed if filters is None else filters
    text = without(read.text, [n for n in named if includes(chosen, n.filters)])
    query = read
    if text != read.text:
        query = replace(understand(text, speaks), corrections=read.corrections)
    outlet = query.speaker and find_outlet(query.speaker, view.outlets)
    if filters is None and outlet and not speaks(query.speaker or ""):
        narrowed = merged(narrowed, Filters(sources=(outlet,)))
        about = understand(query.topic or query.text, speaks)
        query = replace(about, corrections=read.corrections)
    if filters is None:
        chosen = replace(narrowed, speaker=query.speaker)
    return _with_filters(query, chosen, view.outlets)


def read_question(
    question: str,
    view: IndexView,
    *,
    is_word: Callable[[str], bool],
    speaks: Callable[[str], bool],
) -> Query:
    """Return a question as it is read, with its spelling and its letter case corrected.

    What was read is kept, because a follow-up asks the same with other filters. The arguments, and
    what is raised, are those of `build_query`.
    """
    require_question(question)
    key = question, is_word, speaks
    (query,) = view.queries.get(
        [key], lambda missing: {key: _read(question, view, is_word, speaks)}
    )
    return query


def _read(
    question: str, view: IndexView, is_word: Callable[[str], bool], speaks: Callable[[str], bool]
) -> Query:
    query = understand(question, speaks)
    if _names_outlet(query.text, view) and not speaks(query.text.strip(MARKS)):
        return replace(query, out_of_scope="outlet")
    if query.out_of_scope is None and is_other_language(query.text, _known_to(view)):
        return replace(query, out_of_scope="language")
    if query.out_of_scope:
        return query
    corrected = correct(query, view.terms, view.store, is_word=is_word, speaks=speaks)
    read = in_case(corrected, view, is_word)
    text = without_present(read.text)
    if text == read.text:
        return read
    return replace(understand(text, speaks), corrections=read.corrections)


def _names_outlet(text: str, view: IndexView) -> bool:
    """Return whether a text is the name of an outlet, and nothing else."""
    name = text.strip(MARKS)
    return find_outlet(name, view.outlets) is not None


def _known_to(view: IndexView) -> Callable[[str], bool]:
    """Return whether articles have a word, as a function."""
    return lambda word: any(map(view.terms.document_frequency, analyze(word)))


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
