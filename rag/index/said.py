"""Reads who says what in which article, without reading the articles' passages."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Outlet and day (YYYY-MM-DD) of an article, None where unknown, and its first place."""

    source: str | None
    published: str | None
    path: str
    record: int


def article_facts(store: Store) -> dict[int, ArticleFacts]:
    """Return the outlet, the day and the first place of each article with an attribution."""
    rows = store.rows(
        "SELECT document, source, published, path, ifnull(record, 0) "
        "FROM documents JOIN places USING (document) WHERE document IN "
        "(SELECT document FROM passages JOIN attributions USING (passage_id)) "
        "ORDER BY path DESC, record DESC"
    )
    return {row[0]: ArticleFacts(*row[1:]) for row in rows}  # the last row is the first place


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
