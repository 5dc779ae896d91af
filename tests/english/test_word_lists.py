"""First names by gender, nouns for people, and names of places."""

from __future__ import annotations

import pytest

from rag.english.word_lists import (
    gender_of_first_name,
    is_first_name,
    is_person_noun,
    is_place,
    is_region,
    may_be_people,
)


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Ann", "female"),
        ("Paola", "female"),
        ("Volodymyr", "male"),
        ("Zoë", "female"),
        ("Andrea", None),
        ("Robin", None),
        ("Oskerby", None),
    ],
)
def test_the_gender_of_a_first_name(name: str, gender: str | None) -> None:
    """Only a name that nine in ten share a gender with states one, with or without accents."""
    assert gender_of_first_name(name) == gender


def test_first_names_of_either_gender_and_of_both() -> None:
    """Names of both genders are first names as well; rare words are none."""
    assert [is_first_name(name) for name in ("Ann", "Robin", "Xi", "Oskerby")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("noun", ["farmer", "Farmers", "spokeswomen", "witnesses", "deputies"])
def test_nouns_for_people(noun: str) -> None:
    """A noun that means a person first of all is recognised in either number."""
    assert is_person_noun(noun)
    assert may_be_people(noun)


@pytest.mark.parametrize("noun", ["source", "teams", "co-founder", "stallholder"])
def test_nouns_that_may_mean_people(noun: str) -> None:
    """Groups may speak, and so may whom a noun means that ends with one for people."""
    assert not is_person_noun(noun)
    assert may_be_people(noun)


@pytest.mark.parametrize("noun", ["phrase", "gap", "index", "fact", "everyone"])
def test_nouns_for_things(noun: str) -> None:
    """No meaning of these is a person or a group."""
    assert not may_be_people(noun)


def test_places() -> None:
    """Countries and states are regions; large cities are places, too."""
    assert is_region("South Korea")
    assert is_region("Ohio")
    assert is_place("Los Angeles")
    assert not is_region("Los Angeles")
    assert not is_place("Oskerby")
