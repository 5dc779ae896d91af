"""Lists the articles of an index: chosen, sorted and counted by SQLite, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from rag.index.checksums import VISIBLE
from rag.index.filtering import condition_of
from rag.index.store import Store
from rag.types import Document, Filters

Sort = Literal["title", "date", "outlet", "length", "path"]

SORTS: tuple[Sort, ...] = get_args(Sort)

# A sort key of documents; `path` is the first place of each.
_KEYS = {
    "title": "folded(coalesce(title, path))",
    "date": "published",
    "outlet": "folded(source)",
    "length": "length",
    "path": "path",
}
_FIRST_PLACE = (
    "(SELECT path FROM places WHERE places.document = documents.document "
    "ORDER BY path, record LIMIT 1)"
)
_WORDS = (
    "folded(coalesce(title, '') || ' ' || coalesce(author, '') || ' ' || coalesce(source, '') "
    "|| ' ' || path)"
)
_DOUBTFUL = (
    "(title IS NULL OR source IS NULL OR published IS NULL OR document IN (SELECT document "
    "FROM places GROUP BY document HAVING count(*) > 1 OR count(doubt) > 0))"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Some documents, in order, and the number of all that were chosen."""

    total: int
    documents: list[Document]


def list_documents(
    store: Store,
    filters: Filters,
    *,
    words: str = "",
    doubtful: bool = False,
    sort: Sort = "date",
    descending: bool = False,
    top: int,
    offset: int = 0,
) -> Listed:
    """Return the documents whose title, author, outlet or path have all words, or parts of words.

    Letter case and accents do not count. `filters` choose by date and outlet, `doubtful` what
    misses a fact, has a doubt, or is there more than once. What misses the fact that is sorted by
    comes last.
    """
    condition, values = condition_of(filters)
    for word in words.split():
        condition += f" AND instr({_WORDS}, folded(?))"
        values.append(word)
    if doubtful:
        condition += f" AND {_DOUBTFUL}"
    chosen = (
        f"FROM (SELECT *, {_FIRST_PLACE} AS path FROM documents WHERE {VISIBLE}) WHERE {condition}"
    )
    key, direction = _KEYS[sort], "DESC" if descending else "ASC"
    total = store.rows(f"SELECT count(*) {chosen}", values)[0][0]
    rows = store.rows(
        f"SELECT document {chosen} ORDER BY {key} IS NULL, {key} {direction}, path, document "
        "LIMIT ? OFFSET ?",
        [*values, top, offset],
    )
    numbers = [row[0] for row in rows]
    found = store.documents_of(numbers)
    return Listed(int(total), [found[number] for number in numbers])
