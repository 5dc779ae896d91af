"""Filters in SQL, and searches restricted to the passages that they allow."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.retrieve import retrieve
from rag.engine.state import OpenIndex
from rag.index import derived, filtering
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.question.understand import understand
from rag.types import Filters
from tests.support import hash_vector, jsonl, open_small

RARE = "The ferry sank off the point."
MANY = [f"Name {n}" for n in range(40_000)]  # more than SQLite's limit of 32,766 variables


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two hundred notes on ferries from one outlet, one from another, one without a date."""
    many = [
        {
            "text": f"The ferry {n} sank off the ferry point.",
            "source": "A",
            "published": "2025-01-01",
        }
        for n in range(200)
    ]
    rare = [
        {"text": RARE, "source": "B", "published": "2025-02-01"},
        {"text": "The ferry.", "source": "B"},
    ]
    return open_small(tmp_path_factory.mktemp("within"), {"a.jsonl": jsonl(*many, *rare)})


def test_outlets_are_counted(store: Store) -> None:
    """Each outlet has its number of articles; those without a date are counted separately."""
    assert filtering.sources(store) == [("A", 200), ("B", 2)]
    assert (filtering.undated(store, ()), filtering.undated(store, ["A"])) == (1, 0)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 202),
        (Filters(published_from=date(2025, 2, 1)), 1),
        (Filters(published_to=date(2025, 1, 1)), 200),
        (Filters(published_from=date(2025, 1, 2), published_to=date(2025, 1, 31)), 0),
        (Filters(sources=("B",)), 2),
    ],
)
def test_passages_within(store: Store, filters: Filters, count: int) -> None:
    """Both days are included, and an article without a date is in no range."""
    assert len(filtering.passages_matching(store, filters)) == count


def test_a_rare_passage_is_found_if_it_is_allowed(store: Store) -> None:
    """A passage that ranks below two hundred others is found if they are not allowed."""
    allowed = filtering.passages_matching(store, Filters(published_from=date(2025, 2, 1)))
    query = understand("ferry point sank")
    with OpenIndex(store).view() as view:
        found = retrieve(view, query, hash_vector(query.text), allowed=allowed)
    assert [f.passage.text for f in found] == [RARE]
    assert found[0].bm25 > 0


def test_passages_of_some_articles(store: Store) -> None:
    """The passages of exactly these articles are returned; an unknown article has none."""
    some = {d.doc_id for d in store.documents() if d.source == "B"}
    ids = filtering.passages_of_articles(store, some | {"gone"})
    assert {p.passage.text for p in store.passages(sorted(ids))} == {RARE, "The ferry."}
    assert filtering.passages_of_articles(store, set()) == set()


def test_any_number_of_names(store: Store) -> None:
    """Articles, speakers and outlets may be more than an SQL statement can have variables."""
    rare = filtering.passages_matching(store, Filters(sources=("B",)))
    some = {d.doc_id for d in store.documents() if d.source == "B"}
    assert filtering.passages_of_articles(store, some | set(MANY)) == rare
    assert filtering.passages_matching(store, Filters(sources=(*MANY, "B"))) == rare
    assert filtering.undated(store, [*MANY, "B"]) == 1
    assert filtering.passages_by_speakers(store, MANY) == set()


def test_no_allowed_passages_give_no_hits(store: Store) -> None:
    """With no allowed passage nothing is found, and neither index pads its hits."""
    state = derived.load(store, store.folder)
    assert state.vectors.search(hash_vector("ferry"), 5, set()) == []
    assert state.terms.search(["ferri"], 5, set()) == []


def test_bm25_finds_a_low_ranked_allowed_passage() -> None:
    """The last of many passages is found if only it is allowed."""
    index = TermIndex.build([(n, "ferry " * (500 - n)) for n in range(400)])
    assert [i for i, _ in index.search(["ferri"], 2, {399})] == [399]
