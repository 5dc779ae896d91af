"""The people of an article: their names, genders and offices, collected once from the whole text.

`People` is immutable; what changes from sentence to sentence is in `rag.attribution.pronouns`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.attribution.descriptions import Description, describe, is_relative
from rag.attribution.entities import Entities, offices_of
from rag.attribution.mentions import Mention, find_names
from rag.attribution.organisations import full_names, mark_organisations
from rag.attribution.tagged import Range
from rag.english.function_words import BEFORE_PLACE
from rag.english.lexicon import alternation
from rag.english.persons import BODIES, gender_of_noun
from rag.english.word_lists import Gender, gender_of_first_name, is_first_name, is_place

_LINK = re.compile(r"\[([^\[\]\n]+)\](\([^()\s]*\))")  # of Markdown
_OF_PERSON = re.compile(r",\s+(?:who|(?:aged\s+)?\d{1,2}(?=,))\b")  # "Lin Orr, 34, …"
_COMMON = re.compile(r"\b[a-z]{2,}\b")
_PLACE = re.compile(rf"\b{alternation(BEFORE_PLACE)}\s$")
_AT_FIRST = re.compile(r"\b(?:At|From|In|Inside|Near|Outside)\s$")
_PLACE_LENGTH = 12  # characters before a name, enough for the longest word before a place


@dataclass(frozen=True, slots=True)
class People:
    """What an article states about the people whom it names.

    `mentions` are all names in the order of the text, `starts` their offsets, and `quoted` the
    offsets of those inside quotations. By name: `persons` are known to be people rather than places
    or firms, `genders` has the gender, or None, of each name that may be a person's, `offices` who
    is called by a noun ("president"), and `descriptions` the words that describe a person. `places`
    are names of places, `common_words` all words without a capital, `bodies` the names of
    organisations by the one word that stands for them. In `text`, spaces take the
    place of the addresses of Markdown links.
    """

    text: str
    mentions: Sequence[Mention]
    starts: Sequence[int]
    quoted: frozenset[int]
    entities: Entities
    persons: frozenset[str]
    genders: Mapping[str, Gender | None]
    offices: Mapping[str, frozenset[str]]
    descriptions: Mapping[str, frozenset[str]]
    places: frozenset[str]
    common_words: frozenset[str]
    bodies: Mapping[str, str]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin between two offsets."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def name(self, mention: Mention) -> str:
        """Return the full name of the person or body mentioned, or the words of the mention."""
        if not mention.person and len(mention.words) == 1:
            return self.bodies.get(mention.words[0], mention.name)
        return self.entities.name(mention)


def find_people(text: str, *, headings: Sequence[Range], quotations: Sequence[Range]) -> People:
    """Collect the people of an article.

    `headings` and `quotations` are ranges of offsets, each in order. Names in headings are found,
    but nothing is concluded from them, as their capitals mean nothing, except for the first name of
    somebody whom the text has by the last name alone.
    """
    text = _LINK.sub(lambda link: f" {link[1]} {' ' * len(link[2])}", text)
    mentions = mark_organisations(text, find_names(text))
    headed = _starts_within(mentions, headings)
    running = [m for m in mentions if m.start not in headed]
    headlined = _named_only_above(running, [m for m in mentions if m.start in headed])
    described = {m.start: _describe(text, m) for m in running if m.person}
    described |= {m.start: Description() for m in headlined}
    entities = Entities(
        [*headlined, *running],
        lambda m: described[m.start].roles,
        lambda m: is_relative(text, m),
    )
    persons: set[str] = set()
    genders: dict[str, Gender | None] = {}
    words: dict[str, frozenset[str]] = {}
    offices: dict[str, set[str]] = {}
    for mention in running:
        if not mention.person:
            continue
        name, description = entities.name(mention), described[mention.start]
        roles = description.roles | offices_of(mention)
        genders[name] = genders.get(name) or _gender(entities, mention, description)
        known = _is_last_name(entities, mention) or _is_first_name(mention.words[0])
        known = known or _OF_PERSON.match(text, mention.end) is not None
        if genders[name] or mention.titles or roles or known:
            persons.add(name)
        titles = {title.lower() for title in mention.titles}
        words[name] = words.get(name, frozenset()) | description.words | titles | roles
        for role in roles - BODIES:
            offices.setdefault(role, set()).add(name)
    place_starts = {m.start for m in running if _stands_for_place(text, m)}
    return People(
        text=text,
        mentions=mentions,
        starts=[m.start for m in mentions],
        quoted=_starts_within(mentions, quotations),
        entities=entities,
        persons=frozenset(persons),
        genders=genders,
        offices={role: frozenset(names) for role, names in offices.items()},
        descriptions=words,
        common_words=frozenset(_COMMON.findall(text)),
        bodies=full_names(text, [m for m in running if m.start not in place_starts]),
        places=frozenset(m.name for m in running if _is_place(text, entities, m)),
    )


def _named_only_above(running: Sequence[Mention], headed: Sequence[Mention]) -> list[Mention]:
    """Return the full names in headings of people whom the text calls by their last names alone."""
    full = {m.words[-1] for m in running if m.person and len(m.words) > 1}
    alone = {m.words[-1] for m in running if m.person and len(m.words) == 1} - full
    return [
        m
        for m in headed
        if m.person and len(m.words) == 2 and is_first_name(m.words[0]) and m.words[1] in alone
    ]


def _describe(text: str, mention: Mention) -> Description:
    """Return how a person is described; "in Oskerby, the mayor" says nothing about Oskerby."""
    before = text[max(0, mention.start - _PLACE_LENGTH) : mention.start]
    at_place = _stands_for_place(text, mention) or (
        not mention.titles and _AT_FIRST.search(before) is not None
    )
    return Description() if at_place else describe(text, mention)


def _gender(entities: Entities, mention: Mention, description: Description) -> Gender | None:
    """Return the gender that titles, the first name, or a noun beside the name states."""
    if gender := entities.gender(mention):
        return gender
    stated = {gender_of_noun(role) for role in description.roles} - {None}
    if len(stated) == 1:
        return stated.pop()
    # Who is called by a first name alone; a last name of another may be one as well.
    alone = len(mention.words) == 1 and not mention.titles
    if not alone or _is_last_name(entities, mention) or is_place(mention.words[0]):
        return None
    return gender_of_first_name(mention.words[0])


def _is_first_name(word: str) -> bool:
    return gender_of_first_name(word) is not None and not is_place(word)


def _is_last_name(entities: Entities, mention: Mention) -> bool:
    return len(mention.words) == 1 and entities.has_last_name(mention.words[0])


def _is_place(text: str, entities: Entities, mention: Mention) -> bool:
    """Return whether a name stands where that of a place does: "in Oskerby", "in San Orto"."""
    if mention.titles or _is_last_name(entities, mention):
        return False
    if len(mention.words) > 1 and gender_of_first_name(mention.words[0]):
        return False
    return _stands_for_place(text, mention)


def _stands_for_place(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - _PLACE_LENGTH) : mention.start]
    return not mention.titles and _PLACE.search(before) is not None


def _starts_within(mentions: Sequence[Mention], ranges: Sequence[Range]) -> frozenset[int]:
    """Return the offsets of the mentions that begin inside ranges, which are in order."""
    starts = [start for start, _ in ranges]
    nearest = ((m.start, bisect_right(starts, m.start) - 1) for m in mentions)
    return frozenset(at for at, i in nearest if i >= 0 and at < ranges[i][1])
