"""Reads who says what in which article, without reading the articles' passages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rag.index.checksums import VISIBLE
from rag.index.database import LISTED, listed
from rag.index.store import Store


class SaidRow(NamedTuple):
    """A part of a statement: its passage and its article, by number, and what identifies it."""

    passage_id: int
    document: int
    start: int
    end: int
    cue: str
    speaker: str


class ArticleFacts(NamedTuple):
    """Outlet and day of an article, None where unknown, and its first place."""

    source: str | None
    published: date | None
    path: str
    record: int


def article_facts(store: Store) -> dict[int, ArticleFacts]:
    """Return the outlet, the day and the first place of all articles by their numbers.

    Raises IndexCorrupt if a row was altered.
    """
    found: dict[int, ArticleFacts] = {}
    for number, source, day, path, record in store.fact_rows():
        if number not in found:
            published = date.fromisoformat(day) if day else None
            found[number] = ArticleFacts(source, published, path, record or 0)
    return found


def rows_of_speakers(
    store: Store, speakers: Iterable[str], documents: Iterable[int]
) -> list[SaidRow]:
    """Return the rows of attributions to these speakers in these articles, ordered by passage."""
    rows = store.rows(
        "SELECT passage_id, document, attributions.start, attributions.end, cue, speaker "
        "FROM attributions JOIN passages USING (passage_id) "
        f"WHERE speaker IN {LISTED} AND document IN {LISTED} AND {VISIBLE} "
        "ORDER BY document, offset",
        [listed(speakers), listed(documents)],
    )
    return [SaidRow(*row) for row in rows]
