"""training.near_quantities: another quantity of the same thing is asked for."""

from __future__ import annotations

import random

import pytest

from training.near_quantities import MEASURES, OtherQuantities

COUNTS = ["How many shops were shut?", "How many red trams are late?", "how many did he sell?"]


@pytest.fixture
def others() -> OtherQuantities:
    """Quantities to exchange, with two nouns that are counted."""
    return OtherQuantities(COUNTS, random.Random(0))


@pytest.mark.parametrize(
    ("question", "old"),
    [
        ("How tall is the mast?", "tall"),
        ("how Wide was it", "Wide"),
        ("What is the height of the mast?", "height"),
    ],
)
def test_another_measure_is_asked(others: OtherQuantities, question: str, old: str) -> None:
    """A word of another measure takes the place of the one that is asked for, as its kind."""
    for _ in range(20):
        found = others.measure(question, "The mast has 30 feet.")
        assert found is not None and found[0] == old
        group = next(group for group in MEASURES if found[1] in group)
        assert old.lower() not in group
        assert (found[1] in ("height", "weight", "price")) <= (old == "height")


def test_what_is_told_is_not_asked(others: OtherQuantities) -> None:
    """A measure that the sentence speaks of may be answered there."""
    told = " ".join(group[0] for group in MEASURES if group[0] != "deep")
    assert others.measure("How tall is it?", told) == ("tall", "deep")
    assert others.measure("How tall is it?", f"{told} deep") is None


@pytest.mark.parametrize("question", ["How long did it last?", "Who is it?", "How much is it?"])
def test_other_questions_stay(others: OtherQuantities, question: str) -> None:
    """ "How long did" asks for a time."""
    assert others.measure(question, "It is.") is None


def test_something_else_is_counted(others: OtherQuantities) -> None:
    """A noun that is counted in another question, unless it stands in the pair."""
    asked = "How many boats were lost?"
    found = {others.count(asked, "Nine boats sank.") for _ in range(20)}
    assert found == {("boats", "shops"), ("boats", "red trams")}
    assert others.count(asked, "Nine boats, a shop and a tram sank.") is None
    assert others.count("When was it lost?", "Nine boats sank.") is None
