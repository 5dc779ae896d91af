"""Statements of a speaker: ordered, searched for words, and read page by page.

Only the passages of the statements that are returned are read, unless words are searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rag.english.analyzer import analyze, question_terms
from rag.index.said import ArticleFacts, SaidRow
from rag.index.store import Store, StoredPassage
from rag.statements import Statement, StatementOrder

_READ_AT_ONCE = 200  # statements, whose passages with their vectors are in memory together


@dataclass(frozen=True, slots=True)
class Said:
    """A statement before its passages are read: what identifies it, and the ids of these."""

    document: int
    start: int
    end: int
    cue: str
    speaker: str
    passages: tuple[int, ...]


def distinct(rows: Iterable[SaidRow]) -> list[Said]:
    """Return the statements in rows, of which those that passages share have several."""
    passages: dict[tuple[int, int, int, str, str], list[int]] = defaultdict(list)
    for passage_id, *statement in rows:
        passages[tuple(statement)].append(passage_id)  # type: ignore[index]
    return [Said(*statement, tuple(ids)) for statement, ids in passages.items()]


def ordered(
    said: Iterable[Said], order: StatementOrder, facts: Mapping[int, ArticleFacts]
) -> list[Said]:
    """Return statements in an order; those of articles without a date come last in time."""
    found = sorted(
        said, key=lambda s: (facts[s.document].path, facts[s.document].record, s.start, s.end)
    )
    if order == "newest":
        found.sort(key=lambda s: facts[s.document].published or date.min, reverse=True)
    elif order == "oldest":
        found.sort(key=lambda s: facts[s.document].published or date.max)
    return found


def read_page(
    store: Store, said: Sequence[Said], words: str, offset: int, top: int | None
) -> tuple[int, list[Statement]]:
    """Return how many statements have all the words, and `top` of these from `offset` on.

    A word counts in any of its forms, in the statement or in a sentence that the statement is in.
    """
    terms = frozenset(question_terms(words))
    end = None if top is None else offset + top
    if not terms:
        return len(said), list(_read(store, said[offset:end]))
    found: list[Statement] = []
    total = 0
    for statement in _read(store, said):
        if terms <= set(analyze(_searched(statement))):
            if total >= offset and (end is None or total < end):
                found.append(statement)
            total += 1
    return total, found


def _searched(statement: Statement) -> str:
    whole = [*statement.sentences, statement.attribution.content]
    return "\n".join(span.text for span in whole)


def _read(store: Store, said: Iterable[Said]) -> Iterator[Statement]:
    """Yield statements with their sentences, in the order given."""
    rest = iter(said)
    while some := list(islice(rest, _READ_AT_ONCE)):
        ids = sorted({passage_id for one in some for passage_id in one.passages})
        stored = {passage.passage_id: passage for passage in store.passages(ids)}
        for one in some:
            yield _statement(one, [stored[passage_id] for passage_id in one.passages])


def _statement(said: Said, stored: Sequence[StoredPassage]) -> Statement:
    attribution = next(
        a
        for a in stored[0].passage.attributions
        if (a.content.start, a.content.end, a.cue, a.speaker)
        == (said.start, said.end, said.cue, said.speaker)
    )
    sentences = tuple(
        s
        for one in stored
        for s in one.passage.sentences
        if s.start < said.end and said.start < s.end
    )
    return Statement(attribution, sentences)
