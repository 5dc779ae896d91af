"""Words of the world: first names by gender, nouns for people, names of places.

`training/make_word_lists.py` made the files beside this one from published data, and names it.
"""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Gender = Literal["male", "female"]
GENDERS: tuple[Gender, ...] = ("female", "male")
KEPT = 2**12  # words that are remembered, with what they are
_LEAST = 6  # letters of a noun that another ends with, and then is one
_PLURALS = (("ies", "y"), ("men", "man"), ("people", "person"), ("es", ""), ("s", ""))


@lru_cache(maxsize=1)
def first_names() -> dict[str, Gender]:
    """Return the gender of each first name of which nine in ten bearers have one gender.

    Names are in lower case, without accents.
    """
    lists = _load("first_names.json")
    return {name: gender for gender in GENDERS for name in lists[gender]}


@lru_cache(maxsize=1)
def _names_of_both() -> frozenset[str]:
    return _load("first_names.json")["both"]


@lru_cache(maxsize=1)
def _nouns() -> tuple[frozenset[str], frozenset[str]]:
    lists = _load("person_nouns.json")
    return lists["person"], lists["other"]


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[str], frozenset[str]]:
    lists = _load("places.json")
    return lists["regions"], lists["cities"]


def is_region(name: str) -> bool:
    """Return whether a name is that of a country, a continent or an American state."""
    return name.replace(" ", "_") in _places()[0]


def is_place(name: str) -> bool:
    """Return whether a name is that of a region or a large city, if perhaps a person's as well."""
    return is_region(name) or name.replace(" ", "_") in _places()[1]


def _load(name: str) -> dict[str, frozenset[str]]:
    data = json.loads(files("rag.english").joinpath(name).read_text("utf-8"))
    return {key: frozenset(" ".join(lines).split()) for key, lines in data.items()}


def plain(word: str) -> str:
    """Return a word in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=KEPT)
def gender_of_first_name(name: str) -> Gender | None:
    """Return the gender of a first name that is nearly always given to one, else None."""
    return first_names().get(plain(name))


def is_first_name(name: str) -> bool:
    """Return whether a name is a common first name, of one gender or both."""
    return plain(name) in first_names() or plain(name) in _names_of_both()


@lru_cache(maxsize=KEPT)
def is_person_noun(word: str) -> bool:
    """Return whether a noun first of all means a person or, in the plural, people: "farmers"."""
    return any(form in _nouns()[0] for form in _singulars(word))


@lru_cache(maxsize=KEPT)
def may_be_people(word: str) -> bool:
    """Return whether one meaning of a noun is a person or a group of people: "source", "team".

    So it is of a noun that ends with such a noun: "stallholder".
    """
    return any(
        form[i:] in nouns
        for nouns in _nouns()
        for form in _singulars(word)
        for i in (0, *range(1, len(form) - _LEAST + 1))
    )


def _singulars(word: str) -> list[str]:
    """Return a noun in lower case, and what may be its singular."""
    low = word.lower()
    last = low.rsplit("-", 1)[-1]  # of "co-founder"
    return [
        form
        for noun in dict.fromkeys((low, last))
        for form in (noun, *(noun.removesuffix(a) + b for a, b in _PLURALS if noun.endswith(a)))
    ]
