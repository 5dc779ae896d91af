"""The people of an article: their names, genders and offices, collected once from the whole text.

`People` is immutable; what changes from sentence to sentence is in `rag.attribution.pronouns`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.attribution.mentions import Entities, Mention, find_names
from rag.attribution.words import Range
from rag.english.function_words import BEFORE_PLACE
from rag.english.lexicon import alternation
from rag.english.persons import BODIES, ROLES, Gender, gender_of_first_name

WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?!s\b))*")
_APPOSITION = re.compile(r",\s+(?:(?:the|a|an|its|his|her|their)\s+)?([^,.;:()“”\"]{3,60})")
_APPOSITION_WORDS = 6  # of an apposition, among which an office is looked for
# The word before a name: "spokesman Ann Lee", "its chair, Ann Lee".
_NOUN_BEFORE = re.compile(r"\b([^\W\d_]+),? $")
_NOUN_LENGTH = 60  # characters before a name in which that word stands
_PLACE = re.compile(rf"\b{alternation(BEFORE_PLACE)}\s$")
_PLACE_LENGTH = 12  # characters before a name, enough for the longest word before a place


@dataclass(frozen=True, slots=True)
class People:
    """What an article states about the people whom it names.

    `mentions` are all names in the order of the text, `starts` their offsets, and `quoted` the
    offsets of those inside quotations. By name: `persons` are known to be people rather than places
    or firms, `genders` has the gender, or None, of each name that may be a person's, and `offices`
    who is called by a noun ("president"). `places` are single words that are names of places.
    """

    text: str
    mentions: Sequence[Mention]
    starts: Sequence[int]
    quoted: frozenset[int]
    entities: Entities
    persons: frozenset[str]
    genders: Mapping[str, Gender | None]
    offices: Mapping[str, frozenset[str]]
    places: frozenset[str]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin between two offsets."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def name(self, mention: Mention) -> str:
        """Return the full name of the person mentioned, or the words of the mention."""
        return self.entities.name(mention)


def find_people(text: str, *, headings: Sequence[Range], quotations: Sequence[Range]) -> People:
    """Collect the people of an article.

    `headings` and `quotations` are ranges of offsets, each in order. Names in headings are found,
    but nothing is concluded from them: their capitals mean nothing.
    """
    mentions = find_names(text)
    headed = _starts_within(mentions, headings)
    running = [m for m in mentions if m.start not in headed]
    entities = Entities(running)
    places = frozenset(m.words[0] for m in running if _is_place(text, entities, m))
    persons: set[str] = set()
    genders: dict[str, Gender | None] = {}
    offices: dict[str, set[str]] = {}
    for mention in running:
        if not mention.person:
            continue
        name = entities.name(mention)
        gender = entities.gender(mention) or _gender_of_single_name(entities, places, mention)
        genders[name] = genders.get(name) or gender
        roles, described = _roles(text, mention)
        if gender or mention.titles or described or _is_last_name(entities, mention):
            persons.add(name)
        for role in roles - BODIES:
            offices.setdefault(role, set()).add(name)
    return People(
        text=text,
        mentions=mentions,
        starts=[m.start for m in mentions],
        quoted=_starts_within(mentions, quotations),
        entities=entities,
        persons=frozenset(persons),
        genders=genders,
        offices={role: frozenset(names) for role, names in offices.items()},
        places=places,
    )


def lower_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without "'s"."""
    return [word.lower() for word in WORD.findall(text)]


def _roles(text: str, mention: Mention) -> tuple[set[str], bool]:
    """Return the roles of a person, and whether there are any and a noun stands beside the name."""
    words = {title.lower() for title in mention.titles}
    apposition = _APPOSITION.match(text, mention.end)
    words |= set(lower_words(apposition[1])[:_APPOSITION_WORDS]) if apposition else set()
    noun = _NOUN_BEFORE.search(text, max(0, mention.start - _NOUN_LENGTH), mention.start)
    words |= {noun[1].lower()} if noun else set()
    roles = words & ROLES
    return roles, bool(roles and (apposition or noun))


def _is_last_name(entities: Entities, mention: Mention) -> bool:
    return len(mention.words) == 1 and entities.has_last_name(mention.words[0])


def _is_place(text: str, entities: Entities, mention: Mention) -> bool:
    """Return whether a single word stands where the name of a place does: "in Oskerby"."""
    if len(mention.words) > 1 or mention.titles or _is_last_name(entities, mention):
        return False
    before = text[max(0, mention.start - _PLACE_LENGTH) : mention.start]
    return _PLACE.search(before) is not None


def _gender_of_single_name(
    entities: Entities, places: frozenset[str], mention: Mention
) -> Gender | None:
    """Return the gender of a person who is called by nothing but a first name."""
    first, *others = mention.words
    if others or first in places or entities.has_last_name(first):
        return None
    return gender_of_first_name(first)


def _starts_within(mentions: Sequence[Mention], ranges: Sequence[Range]) -> frozenset[int]:
    """Return the offsets of the mentions that begin inside ranges, which are in order."""
    starts = [start for start, _ in ranges]
    nearest = ((m.start, bisect_right(starts, m.start) - 1) for m in mentions)
    return frozenset(at for at, i in nearest if i >= 0 and at < ranges[i][1])
