"""Finding passages by meaning and by words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rag.answering.retrieve import Found, retrieve, scaled
from rag.engine.state import OpenIndex
from rag.index.store import Store
from rag.question.understand import understand
from tests.support import hash_vector, open_small

ARTICLES: dict[str, str | None] = {
    "bridge.txt": "Bridge\n\nThe old bridge was closed after the flood. Nobody was hurt.",
    "water.txt": "Water\n\nThe price of water rose in the dry summer. The reservoir is low.",
    "twin.txt": "Twin\n\nThe clock was stolen from the museum at night.",
    "twin2.txt": "Twin\n\nThe clock was stolen from the museum at night.\n",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small index."""
    return open_small(tmp_path_factory.mktemp("small"), ARTICLES)


def ask(store: Store, question: str, **options: Any) -> list[Found]:
    """Find the passages for a question."""
    with OpenIndex(store).view() as view:
        return retrieve(view, understand(question), hash_vector(question), **options)


def test_finds_the_passage_that_shares_words_and_meaning(store: Store) -> None:
    """The best passage is that of the article asked about."""
    best = ask(store, "Why was the old bridge closed?")[0]
    assert best.passage.document.path == "bridge.txt"
    assert best.bm25 > 0


def test_cosines_are_those_of_the_sentences(store: Store) -> None:
    """The question's cosine with each sentence is the dot product of their vectors."""
    vector = hash_vector("reservoir")
    for found in ask(store, "reservoir"):
        expected = found.vectors @ vector
        assert np.allclose(found.cosines, expected)


def test_scores_fall(store: Store) -> None:
    """The passages come best first."""
    scores = [found.score for found in ask(store, "the price of water")]
    assert scores == sorted(scores, reverse=True)


def test_equal_scores_are_ordered_by_text(store: Store) -> None:
    """Passages of equal score come in the order of their texts, however few are asked for."""
    found = ask(store, "museum clock stolen")
    tied = [f for f in found if f.score == found[0].score]
    assert len(tied) == 2
    assert [f.prepared.text for f in tied] == sorted(f.prepared.text for f in tied)
    for limit in range(1, len(found)):
        some = ask(store, "museum clock stolen", limit=limit)
        assert [f.passage_id for f in some] == [f.passage_id for f in found[:limit]]


def test_returns_no_more_than_asked_for(store: Store) -> None:
    """Stops at `limit` passages."""
    assert len(ask(store, "the", limit=2)) == 2


def test_words_that_no_article_has_leave_meaning_alone(store: Store) -> None:
    """A question without a known word is still searched by its vector."""
    found = ask(store, "zebra")
    assert found
    assert all(f.bm25 == 0 for f in found)


def test_scaled_divides_by_the_best() -> None:
    """The best becomes 1; values without anything above zero become 0."""
    assert scaled(np.array([1.0, 4.0])).tolist() == [0.25, 1.0]
    assert scaled(np.array([0.0, -1.0])).tolist() == [0.0, 0.0]
    assert scaled(np.array([])).tolist() == []
