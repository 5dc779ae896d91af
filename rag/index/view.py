"""One generation of an index, as a question sees it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class IndexView:
    """The rows, search indexes and names of one generation; valid inside a snapshot of its store.

    `outlets` and `speakers` are the names in the index, ordered.
    """

    store: Store
    vectors: VectorIndex
    terms: TermIndex
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]
