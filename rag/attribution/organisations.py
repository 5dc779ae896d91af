"""Which names of an article are those of organisations, by the words beside them.

"Lindvax" looks like a last name. "The company Lindvax", "Lindvax shares" and "Lindvax, which" tell
that it is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rag.attribution.mentions import Mention
from rag.english.lexicon import alternation
from rag.english.persons import ALSO_SURNAMES, BODIES, FIRMS_OWN
from rag.english.word_lists import gender_of_first_name, is_place

_BEFORE = 40  # characters, enough for "the pharmaceutical company"
_BODY_BEFORE = re.compile(rf"\b(?:the|an?|its|by)\s+(?:[\w-]+\s+)?{alternation(BODIES)}\s$", re.I)
_AFTER = re.compile(
    rf",\s+which\b|(?:['’]s?)?\s+{alternation(FIRMS_OWN)}\b"
    rf"|,\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,2}}{alternation(BODIES)}(?=[,.;]|\s+(?:that|which|in|based)\b)"
)
_THE = re.compile(r"\b[Tt]he\s$")  # "the Orton Bridge", unlike Ann Bridge
_WHO = re.compile(r",\s+(?:who|\d\d)\b")


def mark_organisations(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, with `person` False for those of names that organisations have.

    A name that has a title or a first name of one gender is a person's, and so is one before "who".
    """
    likely = {m.words for m in mentions if m.person and not m.titles and _is_body(text, m)}
    people = {m.words for m in mentions if m.person and _is_certain(text, m, likely)}
    last = {words[-1] for words in people}
    bodies = {words for words in likely if words[-1] not in last and words not in people}
    return [
        replace(m, person=False) if m.person and _is_named_so(m, bodies, people) else m
        for m in mentions
    ]


def full_names(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the names of organisations that one word of theirs stands for: "Lindvax Europe".

    It is the first word of one longer name alone, no place's name, and clearly an organisation's.
    """
    longer: dict[str, set[str]] = defaultdict(set)
    short = (m for m in mentions if len(m.words) == 1 and not m.person)
    alone = {m.words[0] for m in short if _is_body(text, m)}
    for mention in mentions:
        if not mention.person and len(mention.words) > 1 and mention.words[0] in alone:
            longer[mention.words[0]].add(mention.name)
    return {
        word: next(iter(names))
        for word, names in longer.items()
        if len(names) == 1 and not is_place(word) and not word.isupper()
    }


def _is_named_so(
    mention: Mention, bodies: AbstractSet[tuple[str, ...]], people: AbstractSet[tuple[str, ...]]
) -> bool:
    """Return whether a name is that of a body, or begins with it: "Lindvax Europe"."""
    if mention.words in bodies:
        return True
    return mention.words[:1] in bodies and mention.words not in people and not mention.titles


def _is_certain(text: str, mention: Mention, bodies: AbstractSet[tuple[str, ...]]) -> bool:
    """Return whether a mention is clearly that of a person; bodies are likely organisations."""
    first = mention.words[0]
    given = len(mention.words) > 1 and gender_of_first_name(first) is not None
    given = given and (first,) not in bodies and mention.words[-1] not in ALSO_SURNAMES
    return bool(mention.titles) or given or _WHO.match(text, mention.end) is not None


def _is_body(text: str, mention: Mention) -> bool:
    """Return whether the words beside a name say that it is an organisation's."""
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    if len(mention.words) > 1 and mention.words[-1] in ALSO_SURNAMES and _THE.search(before):
        return True
    return bool(_BODY_BEFORE.search(before) or _AFTER.match(text, mention.end))
