"""Resolution of a subject to a speaker: a name, the holder of an office, or a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from rag.attribution.mentions import Mention
from rag.attribution.people import WORD, People, lower_words
from rag.attribution.pronouns import Discourse
from rag.attribution.words import Range
from rag.english.function_words import PREPOSITIONS, PRONOUNS
from rag.english.lexicon import MADE, alternation
from rag.english.persons import SUBJECT_GENDERS
from rag.types import SpeakerForm

_PRONOUNS = PRONOUNS | {"one"}
_INCLUDING = re.compile(r",\s+(?:including|among them|(with))\s+")
_AND_OTHERS = re.compile(r"\s+and\s+(others?\b[^\n]{0,80})")
_WHO = re.compile(r"\s+who\b")
_MADE = re.compile(rf"\s{alternation(MADE)}\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker of a statement; `name` is None where it is unclear who is meant."""

    name: str | None
    form: SpeakerForm


UNKNOWN = Speaker(None, "none")


def resolve_speaker(discourse: Discourse, subject: Range) -> Speaker:
    """Return who is meant by a subject, a range of offsets in the text.

    Updates the discourse: names that speak are people's, and pronouns tell a gender.
    """
    people = discourse.people
    words = people.text[slice(*subject)]
    pronoun = words.lower()
    if pronoun in SUBJECT_GENDERS:
        found = discourse.resolve_singular(SUBJECT_GENDERS[pronoun], subject[0])
        return Speaker(found, "pronoun")
    if pronoun in _PRONOUNS:
        return Speaker(_group(discourse, pronoun), "pronoun")
    if speaker := _with_members(discourse, subject):
        return speaker
    if (others := _AND_OTHERS.search(people.text, *subject)) is not None:
        first = resolve_speaker(discourse, (subject[0], others.start()))
        return replace(first, name=first.name and f"{first.name} and {others[1]}")
    end = _end_of_head(people, subject)
    if (named := _head_name(people, subject[0], end)) is not None:
        name = people.name(named)
        if named.person:
            discourse.mark_person(name)
        return Speaker(_joint_names(people, subject[0], named) or name, "name")
    if author := _author(people, subject):
        return Speaker(author, "name")
    holder = _holder(people, people.text[subject[0] : end])
    return Speaker(holder or " ".join(words.split()), "role")


def _group(discourse: Discourse, pronoun: str) -> str | None:
    """Return whom "they" or "it" refers to; "it" is no group in the plural."""
    group = discourse.resolve_group() if pronoun in ("they", "it") else None
    several = group is not None and group.split(",")[0].endswith("s")
    return None if pronoun == "it" and several else group


def _with_members(discourse: Discourse, subject: Range) -> Speaker | None:
    """Return the speaker of "some officials, including Lee", the group with its members."""
    people = discourse.people
    joint = _INCLUDING.search(people.text, *subject)
    if joint is None:
        return None
    who = _WHO.search(people.text, subject[0], joint.start())
    end = who.start() if who else joint.start()
    group = resolve_speaker(discourse, (subject[0], end))
    place = joint.end(), subject[1]
    if joint[1]:  # "with Lee and Orr at their head"
        members: str | None = _full_names(people, *place)
    else:
        members = resolve_speaker(discourse, place).name
    if not (group.name and members):
        return None
    return Speaker(f"{group.name}, including {members}", "role")


def _author(people: People, subject: Range) -> str | None:
    """Return the author of a subject that is a text: "a speech Ann Lee delivered"."""
    made = _MADE.search(people.text, *subject)
    if made is None:
        return None
    before = people.between(subject[0] + 1, made.start())
    if not before or not before[-1].person or before[-1].end != made.start():
        return None
    return people.name(before[-1])


def _end_of_head(people: People, subject: Range) -> int:
    """Return where the first preposition stands: "a spokesman | for Macron"."""
    for word in WORD.finditer(people.text, *subject):
        if word[0].lower() in PREPOSITIONS and word.start() > subject[0]:
            if _inside_name(people, word.start()) or _inside_title(people, word.end()):
                continue
            return word.start()
    return subject[1]


def _inside_title(people: People, at: int) -> bool:
    """Return whether a title continues after the word that ends at an offset: "Secretary of"."""
    i = bisect_left(people.starts, at)
    if i == len(people.mentions):
        return False
    return people.mentions[i].start == at + 1 and bool(people.mentions[i].titles)


def _inside_name(people: People, at: int) -> bool:
    i = bisect_left(people.starts, at) - 1
    return i >= 0 and people.mentions[i].end > at


def _full_names(people: People, start: int, end: int) -> str:
    """Return the people between two offsets who have a title or a first name: "Lee and Orr"."""
    return " and ".join(
        people.name(mention)
        for mention in people.between(start, end)
        if mention.person and (mention.titles or len(mention.words) > 1)
    )


def _head_name(people: People, start: int, end: int) -> Mention | None:
    """Return the name that ends a subject: not Macron in "Macron's aides", "Macron aides"."""
    mentions = people.between(start, end)
    if not mentions:
        return None
    rest = people.text[mentions[-1].end : start + len(people.text[start:end].rstrip(" ,."))]
    return None if any(c.isalnum() for c in rest) else mentions[-1]


def _joint_names(people: People, start: int, last: Mention) -> str | None:
    """Return both names of "Lee and Orr", who say something together."""
    before = people.between(start, last.start)
    if not before or people.text[before[-1].end : last.start] != " and ":
        return None
    return f"{people.name(before[-1])} and {people.name(last)}"


def _holder(people: People, words: str) -> str | None:
    """Return who is meant by "the president", if only one person is called so."""
    if not words.lower().startswith("the "):
        return None
    nouns = lower_words(words)
    holders = people.offices.get(nouns[-1], frozenset()) if nouns else frozenset()
    return next(iter(holders)) if len(holders) == 1 else None
