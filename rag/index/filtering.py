"""The passages that filters allow: by the dates and outlets of their articles, and by speaker."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.index.checks import VISIBLE
from rag.index.store import Store
from rag.types import Filters


def sources(store: Store) -> list[tuple[str, int]]:
    """Return each outlet with the number of its articles, ordered by name."""
    return [
        (str(name), int(count))
        for name, count in store.rows(
            f"SELECT source, count(*) FROM documents WHERE source IS NOT NULL AND {VISIBLE} "
            "GROUP BY source ORDER BY source"
        )
    ]


def undated(store: Store, outlets: Sequence[str]) -> int:
    """Count the articles without a date, of some outlets or, if none is named, of all."""
    condition, values = _condition(Filters(sources=tuple(outlets)))
    rows = store.rows(
        f"SELECT count(*) FROM documents WHERE published IS NULL AND {VISIBLE} AND {condition}",
        values,
    )
    return int(rows[0][0])


def passages_within(store: Store, filters: Filters) -> set[int]:
    """Return the ids of the passages whose articles pass the filters on dates and outlets.

    Both days are included; an article without a date is in no range. No outlet leaves out nothing.
    """
    condition, values = _condition(filters)
    rows = store.rows(
        "SELECT passage_id FROM passages JOIN documents USING (document) "
        f"WHERE {VISIBLE} AND {condition}",
        values,
    )
    return {row[0] for row in rows}


def passages_of_articles(store: Store, doc_ids: Collection[str]) -> set[int]:
    """Return the ids of the passages of some articles."""
    rows = store.rows(
        "SELECT passage_id FROM passages JOIN documents USING (document) "
        f"WHERE doc_id IN ({','.join('?' * len(doc_ids))}) AND {VISIBLE}",
        sorted(doc_ids),
    )
    return {row[0] for row in rows}


def passages_said_by(store: Store, names: Sequence[str]) -> set[int]:
    """Return the ids of the passages that hold a part of what one of these said."""
    rows = store.rows(
        "SELECT DISTINCT passage_id FROM attributions JOIN passages USING (passage_id) "
        f"WHERE speaker IN ({','.join('?' * len(names))}) AND {VISIBLE}",
        names,
    )
    return {row[0] for row in rows}


def _condition(filters: Filters) -> tuple[str, list[str]]:
    """Return a condition on documents, and its values; dates are kept as YYYY-MM-DD."""
    conditions, values = ["1"], list[str]()
    if filters.published_from:
        conditions.append("published >= ?")
        values.append(filters.published_from.isoformat())
    if filters.published_to:
        conditions.append("published <= ?")
        values.append(filters.published_to.isoformat())
    if filters.sources:
        conditions.append(f"source IN ({','.join('?' * len(filters.sources))})")
        values += filters.sources
    return " AND ".join(conditions), values
