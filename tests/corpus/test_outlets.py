"""rag.corpus.outlets: names of outlets by their nouns."""

from __future__ import annotations

import pytest

from rag.corpus.outlets import is_definite, outlet_in


@pytest.mark.parametrize(
    "name",
    ["Kalmar Courier", "The Halm Record", "Market Ledger", "BAY TIMES", "Svea News Agency"],
)
def test_outlets(name: str) -> None:
    """A capitalised name with such a noun is an outlet's."""
    assert outlet_in(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "World News",
        "Book Review",
        "Breaking News",
        "Kalmar",
        "Courier",
        "SECTION: NEWS",
        "Ann Poe/Bay Times",
        "Bad News for fishermen",
        "BAD NEWS FOR FISHERMEN",
        "",
    ],
)
def test_other_names(name: str) -> None:
    """Sections, places, credits and headlines are none."""
    assert outlet_in(name) is None


def test_definite_names() -> None:
    """ "The" with a name may be an outlet; a place is none."""
    names = ("The Continental", "The Hague", "The United Kingdom", "The pier", "Halm Ferry")
    assert [is_definite(name) for name in names] == [True, False, False, False, False]
