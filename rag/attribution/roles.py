"""Who is meant by a noun: the holder of an office ("the chancellor"), a relation ("his deputy")."""

from __future__ import annotations

import re

from rag.attribution.descriptions import WORD, is_role, lower_words
from rag.attribution.people import People
from rag.attribution.pronouns import Discourse
from rag.attribution.source_spans import end_of_head
from rag.attribution.tagged import Range
from rag.english.noun_phrases import is_plural
from rag.english.persons import (
    BODIES,
    DISTINCTIONS,
    DOCUMENTS,
    INDEFINITE,
    POSSESSIVE_GENDERS,
    QUANTITIES,
    ROLES,
    SPEAKING_BODIES,
)
from rag.english.word_lists import may_be_people

_OWNER = re.compile(r"(his|her|their|its|my|our|your)\s+(?=\S)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|this|that)\s+", re.IGNORECASE)
_OF = re.compile(r"of\s+")
_PUBLISHED = re.compile(
    r",?\s(?:to\sbe\s)?(?:published|released|issued|conducted|taken|made)"
    r"\s(?:on|in|by|last|this|earlier|late)\b.*$"
)
_NOUNS = BODIES | DOCUMENTS | ROLES | SPEAKING_BODIES
_NOBODY = frozenset("no none neither few".split())
_FOLLOWING = frozenset("close familiar present privy aware alike involved".split())
_MAX_WORDS = 12  # of a role; more are a clause


def can_speak(people: People, part: Range) -> bool:
    """Return whether a noun phrase may be a speaker: people, bodies and documents may."""
    end = end_of_head(people, part)
    words = lower_words(people.text[part[0] : end])
    if words and words[-1] in QUANTITIES and (of := _OF.match(people.text, end, part[1])):
        return can_speak(people, (of.end(), part[1]))  # "one of the advisers"
    words = words[: _after_noun(words)]
    if not words or words[0] in _NOBODY:
        return False
    noun = words[-1]
    last = WORD.findall(people.text, part[0], end)[len(words) - 1]
    if last[:1].isupper() and len(words) > 1:
        return True  # "the Obama Administration", "several Democrats"
    return noun not in INDEFINITE and _speaks(noun)


def _speaks(noun: str) -> bool:
    """Return whether a noun means people, a body or a document; plurals in "-ies" may."""
    known = noun in _NOUNS or noun.removesuffix("s") in _NOUNS
    return known or noun.endswith("ies") or may_be_people(noun)


def _after_noun(words: list[str]) -> int:
    """Return how many words a noun phrase has without what follows its noun.

    Of "people close to Lee" and of "voters polled in May" that is one.
    """
    for i, word in enumerate(words[1:], 1):
        if (word in _FOLLOWING or word.endswith(("ed", "ing"))) and _speaks(words[i - 1]):
            return i
    return len(words)


def role_name(discourse: Discourse, part: Range) -> str | None:
    """Return the name of the holder of a role, else the words for it; None if unclear.

    "His deputy" is the deputy of somebody, and nobody's name.
    """
    people = discourse.people
    words = people.text[slice(*part)].split()
    if len(words) > _MAX_WORDS:
        words = people.text[part[0] : end_of_head(people, part)].split()[:_MAX_WORDS]
    phrase = " ".join(words)
    if dated := _PUBLISHED.search(phrase):
        phrase = phrase[: dated.start()]  # "a review by the council | published on Monday"
    elif len(words) > 2 and _after_noun([word.lower() for word in words]) == len(words) - 1:
        phrase = " ".join(words[:-1])  # "a poll released | last week"
    owner = _OWNER.match(people.text, *part)
    if owner is None:
        return holder(discourse, part) or phrase
    gender = POSSESSIVE_GENDERS.get(owner[1].lower())
    possessor = discourse.resolve_singular(gender, part[0]) if gender else None
    if possessor is None:
        return None
    found = holder(discourse, (owner.end(), part[1]), not_this=possessor)
    said = people.descriptions.get(found or "", frozenset())
    if found is not None and {owner[1].lower(), *lower_words(possessor)[-1:]} & said:
        return found
    return f"{possessor}’s {phrase.split(' ', 1)[1]}"


def holder(discourse: Discourse, part: Range, not_this: str | None = None) -> str | None:
    """Return who is meant by "the president", if only one person is called so.

    Of several, it is the only one who was just named. The words before the noun must be said of
    that person, too, unless the sentence before is about nobody else: "the French president".
    """
    people = discourse.people
    if end_of_head(people, part) < part[1]:
        return None  # "the mayor of Oskerby"
    article = _ARTICLE.match(people.text, *part)
    phrase = people.text[article.end() if article else part[0] : part[1]]
    words = [] if phrase[phrase.rfind(" ") + 1 :][:1].isupper() else lower_words(phrase)
    if not words or not (article or not_this is not None or "’s " in people.text[slice(*part)]):
        return None
    *before, noun = words
    if is_plural(noun):
        return None
    holders = {
        name
        for name in people.offices.get(noun, ())
        if name != not_this
        and _may_hold(people.descriptions[name] - {noun}, {*before}, discourse.is_alone(name))
    }
    if len(holders) == 1:
        return next(iter(holders))
    return discourse.only_recent(holders, part[0]) if holders else None


def _may_hold(said: frozenset[str], before: set[str], alone: bool) -> bool:
    """Return whether the words before an office fit what is said of one who is called so.

    The vice president is not the president.
    """
    return said & DISTINCTIONS == before & DISTINCTIONS and (alone or before <= said)


def is_one_person(people: People, part: Range) -> bool:
    """Return whether a noun phrase means a single person: "a farmer from Oskerby"."""
    head = people.text[part[0] : end_of_head(people, part)].strip()
    words = lower_words(head)
    return bool(words) and is_role(words[-1]) and words[-1] not in BODIES and not is_plural(head)
