"""Resolution of a source to a speaker: a name, the holder of an office, or a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution.initials import by_initials
from rag.attribution.mentions import Mention
from rag.attribution.people import People
from rag.attribution.pronouns import Discourse
from rag.attribution.roles import can_speak, is_one_person, role_name
from rag.attribution.source_spans import (
    appositive_name,
    end_of_head,
    firm_of,
    head_name,
    joint_names,
    organisation_of,
    parts,
    trimmed,
    with_first_half,
)
from rag.attribution.tagged import Range
from rag.english.function_words import PREPOSITIONS
from rag.english.lexicon import MADE, alternation
from rag.english.noun_phrases import is_plural
from rag.english.persons import INDEFINITE, PRONOUN_GENDERS, QUANTITIES, gender_of_noun
from rag.types import SpeakerForm

_GROUPS = frozenset("they them their theirs themselves it its itself".split())
_RELATIVE = frozenset("who whom whose which that".split())
_OTHER_PRONOUNS = frozenset("i me my we us our you your one".split())
_INCLUDING = re.compile(r",\s+(?:including|among them|(with))\s+")
_AND_OTHERS = re.compile(r"\s+and\s+(others?\b[^\n]{0,80})")
_WHO = re.compile(r"\s+who\b")
_MADE = re.compile(rf"\s{alternation(MADE)}\b")
_COLON = re.compile(r"[*_]{0,3}:")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")  # of Markdown
_ALIAS = re.compile(
    r"\b(?:goes by|known(?: only)? as|call(?:s|ed) (?:him|her)self|identified (?:only )?as)\b"
    r"[^“\"‘A-Z\n]{0,20}[“\"‘]?([A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2})"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker of a statement; `name` is None where it is unclear who is meant."""

    name: str | None
    form: SpeakerForm


UNKNOWN = Speaker(None, "none")


def resolve_speaker(discourse: Discourse, source: Range) -> Speaker:
    """Return who is meant by a source, a range of offsets in the text.

    What cannot speak, such as a phrase or an index, is nobody. Updates the discourse: names that
    speak are people's, and pronouns tell a gender.
    """
    people = discourse.people
    source = with_first_half(people.text, trimmed(people.text, source))
    words = people.text[slice(*source)]
    low = words.lower()
    if low in PRONOUN_GENDERS:
        return Speaker(discourse.resolve_singular(PRONOUN_GENDERS[low], source[0]), "pronoun")
    if low in _GROUPS:
        return Speaker(_group(discourse, low), "pronoun")
    if low in _RELATIVE:
        return Speaker(_named_before(people, source[0], low), "pronoun")
    if low in _OTHER_PRONOUNS:
        return Speaker(None, "pronoun")
    if low in INDEFINITE or not any(c.isalnum() for c in words):
        return UNKNOWN
    return (
        _with_members(discourse, source)
        or _with_others(discourse, source)
        or _noun(discourse, source)
    )


def _group(discourse: Discourse, pronoun: str) -> str | None:
    """Return whom "they" or "it" refers to; "it" is no group in the plural."""
    group = discourse.resolve_group()
    several = group is not None and is_plural(group.split(",")[0])
    return None if pronoun.startswith("it") and several else group


def _named_before(people: People, at: int, pronoun: str) -> str | None:
    """Return whose name stands right before a relative pronoun: "Ann Lee, who".

    After "a friend of Ann Lee, who" it is unclear.
    """
    end = len(people.text[:at].rstrip(" ,—–("))
    before = [m for m in people.between(max(0, end - 80), at) if m.end == end]
    if not before or (pronoun.startswith("who") and not before[0].person):
        return None
    name = people.name(before[0])
    lead = people.text[max(0, before[0].start - 20) : before[0].start].split()
    return None if name in people.places or (lead and lead[-1] in PREPOSITIONS) else name


def _with_members(discourse: Discourse, source: Range) -> Speaker | None:
    """Return the speaker of "some officials, including Lee", the group with its members."""
    people = discourse.people
    joint = _INCLUDING.search(people.text, *source)
    if joint is None:
        return None
    who = _WHO.search(people.text, source[0], joint.start())
    end = who.start() if who else joint.start()
    group = resolve_speaker(discourse, (source[0], end))
    place = joint.end(), source[1]
    if joint[1]:  # "with Lee and Orr at their head"
        members: str | None = _full_names(people, *place)
    else:
        members = resolve_speaker(discourse, place).name
    if not (group.name and members):
        return None
    return Speaker(f"{group.name}, including {members}", "role")


def _with_others(discourse: Discourse, source: Range) -> Speaker | None:
    """Return the speaker of "Ann Lee and others"."""
    others = _AND_OTHERS.search(discourse.people.text, *source)
    if others is None:
        return None
    first = resolve_speaker(discourse, (source[0], others.start()))
    return replace(first, name=first.name and f"{first.name} and {others[1]}")


def _full_names(people: People, start: int, end: int) -> str:
    """Return the people between two offsets who have a title or a first name: "Lee and Orr"."""
    return " and ".join(
        people.name(mention)
        for mention in people.between(start, end)
        if mention.person and (mention.titles or len(mention.words) > 1)
    )


def _noun(discourse: Discourse, source: Range) -> Speaker:
    """Return who is meant by names, or by a noun with its appositions."""
    people = discourse.people
    found = parts(people, source)
    if (firm := firm_of(people, found)) and not head_name(people, found[0]):
        return Speaker(firm, "name")
    if joint := joint_names(people, source):
        return Speaker(" and ".join(_name(discourse, m) for m in joint), "name")
    if (alias := _ALIAS.search(people.text, *source)) is not None:
        discourse.mark_person(alias[1])
        return Speaker(alias[1], "name")
    if not found:
        return UNKNOWN
    if organisation := organisation_of(people, found[0]):
        return Speaker(organisation, "name")
    named = head_name(people, found[0])
    listed = joint_names(people, (found[1][0], source[1])) if len(found) > 1 else []
    if listed and not (named and named.person):  # "two senators, Ann Lee and Bo Orr"
        return Speaker(" and ".join(_name(discourse, m) for m in listed), "name")
    named = named or appositive_name(people, found)
    if named is not None and not _are_some(people, found[0], named):
        return Speaker(_name(discourse, named), "name")
    if author := _author(people, source):
        return Speaker(author, "name")
    return _role(discourse, found)


def _are_some(people: People, part: Range, named: Mention) -> bool:
    """Return whether only some of a group are meant: "some Democrats"."""
    before = people.text[part[0] : named.start].split()
    return not named.person and bool(before) and before[0].lower() in QUANTITIES


def _name(discourse: Discourse, mention: Mention) -> str:
    """Return the name of the person mentioned, and remember that they speak."""
    people = discourse.people
    if len(mention.words) == 1 and mention.words[0].isupper():
        if labelled := _initials_before_colon(people, mention):
            return labelled
        mention = replace(
            mention, words=(people.entities.capitalised(mention.words[0]),), person=True
        )
    name = people.name(mention)
    if not mention.titles and people.entities.is_shared(name):
        name = discourse.resolve_namesake(name, mention.start) or name
    if mention.person:
        discourse.mark_person(name)
    return name


def _initials_before_colon(people: People, mention: Mention) -> str | None:
    """Return whom initials mean that begin a line of a live blog: "AL: It is still raining"."""
    if not _COLON.match(people.text, mention.end):
        return None
    before = people.between(0, mention.start)
    return by_initials(mention.words[0], {people.name(m) for m in before if len(m.words) > 1})


def _author(people: People, source: Range) -> str | None:
    """Return the author of a source that is a text: "a speech Ann Lee delivered"."""
    made = _MADE.search(people.text, *source)
    if made is None:
        return None
    before = people.between(source[0] + 1, made.start())
    if not before or not before[-1].person or before[-1].end != made.start():
        return None
    return people.name(before[-1])


def _role(discourse: Discourse, found: Sequence[Range]) -> Speaker:
    """Return who is meant by a noun: "the chancellor", "a spokesman for Lee"."""
    people, head = discourse.people, found[0]
    if not can_speak(people, head):
        return UNKNOWN
    name = role_name(discourse, head)
    name = name and _EMPHASIS.sub("", name)
    if name is not None and is_one_person(people, head):
        noun = people.text[head[0] : end_of_head(people, head)].split()[-1]
        discourse.mark_person(name, gender_of_noun(noun))
    return Speaker(name, "role")
