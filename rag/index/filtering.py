"""Selects passages by the dates and outlets of their articles, and by speaker."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.index.checksums import VISIBLE
from rag.index.database import LISTED, listed
from rag.index.store import Store
from rag.types import Filters


def sources(store: Store) -> list[tuple[str, int]]:
    """Return the name of each outlet and the number of its articles, sorted by name."""
    return [
        (str(name), int(count))
        for name, count in store.rows(
            f"SELECT source, count(*) FROM documents WHERE source IS NOT NULL AND {VISIBLE} "
            "GROUP BY source ORDER BY source"
        )
    ]


def undated(store: Store, outlets: Sequence[str]) -> int:
    """Return the number of articles without a date, of these outlets or, if empty, of all."""
    condition, values = condition_of(Filters(sources=tuple(outlets)))
    rows = store.rows(
        f"SELECT count(*) FROM documents WHERE published IS NULL AND {VISIBLE} AND {condition}",
        values,
    )
    return int(rows[0][0])


def passages_matching(store: Store, filters: Filters) -> set[int]:
    """Return the ids of the passages whose articles match the filters on dates and outlets.

    Both days are included; an article without a date matches no range. An empty list of outlets
    matches all.
    """
    condition, values = condition_of(filters)
    rows = store.rows(
        "SELECT passage_id FROM passages JOIN documents USING (document) "
        f"WHERE {VISIBLE} AND {condition}",
        values,
    )
    return {row[0] for row in rows}


def passages_of_articles(store: Store, doc_ids: Collection[str]) -> set[int]:
    """Return the ids of the passages of these articles."""
    rows = store.rows(
        "SELECT passage_id FROM passages WHERE document IN "
        f"(SELECT document FROM documents WHERE doc_id IN {LISTED}) AND {VISIBLE}",
        [listed(sorted(doc_ids))],
    )
    return {row[0] for row in rows}


def passages_by_speakers(store: Store, names: Sequence[str]) -> set[int]:
    """Return the ids of the passages with a statement of one of these speakers."""
    rows = store.rows(
        "SELECT DISTINCT passage_id FROM attributions JOIN passages USING (passage_id) "
        f"WHERE speaker IN {LISTED} AND {VISIBLE}",
        [listed(names)],
    )
    return {row[0] for row in rows}


def newest_first(store: Store, ids: Collection[int], top: int, offset: int) -> list[int]:
    """Return `top` of some passages' ids from `offset` on, those of the newest articles first.

    Articles without a date come last. Passages of one day are ordered by article and place.
    """
    rows = store.rows(
        "SELECT passage_id FROM json_each(?) JOIN passages ON passage_id = value "
        "JOIN documents USING (document) ORDER BY published DESC, doc_id, offset LIMIT ? OFFSET ?",
        [listed(ids), top, offset],
    )
    return [row[0] for row in rows]


def condition_of(filters: Filters) -> tuple[str, list[str]]:
    """Return an SQL condition on documents and its values; dates are stored as YYYY-MM-DD."""
    conditions, values = ["1"], list[str]()
    if filters.published_from:
        conditions.append("published >= ?")
        values.append(filters.published_from.isoformat())
    if filters.published_to:
        conditions.append("published <= ?")
        values.append(filters.published_to.isoformat())
    if filters.sources:
        conditions.append(f"source IN {LISTED}")
        values.append(listed(filters.sources))
    return " AND ".join(conditions), values
