"""The authors of an article, from its byline: people and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.english.persons import (
    ALSO_SURNAMES,
    FORMS_OF_ADDRESS,
    NAME_SUFFIXES,
    PARTICLES,
    is_organisation,
)
from rag.english.word_lists import is_first_name

_BETWEEN = re.compile(r"\s*[,;&]\s*(?:and\s+|&\s*)?|\s+and\s+")
_BY = re.compile(r"by\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or an organisation, which has no `given` name; `suffix` is "Jr." and the like."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """The name with the last name first: "Lee, Ann, Jr."."""
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def plain(self) -> str:
        """The name in its natural order: "Ann Lee Jr."."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


def authors(byline: str | None, outlet: str | None) -> tuple[Author, ...]:
    """Return the authors that a byline names; the outlet's own name is an organisation.

    >>> [a.inverted for a in authors("Ann van Lee and Bo Orr Jr.", "The Post")]
    ['van Lee, Ann', 'Orr, Bo, Jr.']
    >>> [a.inverted for a in authors("Lee, Ann", None) + authors("Reuters Staff", "Reuters")]
    ['Lee, Ann', 'Reuters Staff']
    """
    named = _BY.sub("", byline or "", count=1) if _BY.match(byline or "") else byline or ""
    if outlet and named.casefold() == outlet.casefold():
        return (Author(named),)
    names = [name for name in _BETWEEN.split(named.strip()) if name]
    if len(names) == 2 and "," in named and all(_is_word(name) for name in names):
        return (Author(names[0], names[1]),)
    joined: list[str] = []
    for name in names:
        if joined and name.rstrip(".") in NAME_SUFFIXES:
            joined[-1] += f" {name}"
        else:
            joined.append(name)
    return tuple(_author(name) for name in joined)


def _is_word(name: str) -> bool:
    return re.fullmatch(r"[^\W\d_][\w’'-]+", name) is not None and name[0].isupper()


def _author(name: str) -> Author:
    words = name.split()
    while len(words) > 2 and words[0].rstrip(".") in FORMS_OF_ADDRESS:
        words = words[1:]
    suffix = words.pop() if len(words) > 2 and words[-1].rstrip(".") in NAME_SUFFIXES else ""
    if not _is_person(words):
        return Author(name)
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return Author(" ".join(words[first:]), " ".join(words[:first]), suffix)


def _is_person(words: list[str]) -> bool:
    """Return whether words are the name of a person: each has a capital, none names a body."""
    if not 2 <= len(words) <= 6 or words[0] == "The" or words[-1] in _GROUPS:
        return False
    if not all(word[0].isupper() or word in PARTICLES for word in words):
        return False
    surname = words[-1] in ALSO_SURNAMES and is_first_name(words[0])
    return surname or not is_organisation(" ".join(words))


# Last words of bylines for many people.
_GROUPS = frozenset("Staff Editors Editor Desk Team Newsroom Reporters Correspondents".split())
