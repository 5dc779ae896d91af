"""Which names of an article are those of organisations, by the words beside them.

"Lindvax" looks like a last name. "The company Lindvax", "Lindvax shares" and "Lindvax, which" tell
that it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.attribution.mentions import Mention
from rag.english.lexicon import alternation
from rag.english.persons import ALSO_SURNAMES, BODIES, FIRMS_OWN
from rag.english.word_lists import gender_of_first_name

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
    people = {mention.words for mention in mentions if _is_certain(text, mention)}
    last = {words[-1] for words in people}
    bodies = {
        mention.words
        for mention in mentions
        if mention.person and mention.words[-1] not in last and _is_body(text, mention)
    }
    return [
        replace(m, person=False) if m.person and _is_named_so(m, bodies, people) else m
        for m in mentions
    ]


def _is_named_so(
    mention: Mention, bodies: Iterable[tuple[str, ...]], people: Iterable[tuple[str, ...]]
) -> bool:
    """Return whether a name is that of a body, or begins with it: "Lindvax Europe"."""
    if mention.words in bodies:
        return True
    return mention.words[:1] in bodies and mention.words not in people and not mention.titles


def _is_certain(text: str, mention: Mention) -> bool:
    """Return whether a mention is clearly that of a person."""
    if not mention.person:
        return False
    known = len(mention.words) > 1 and gender_of_first_name(mention.words[0]) is not None
    known = known and mention.words[-1] not in ALSO_SURNAMES
    return bool(mention.titles) or known or _WHO.match(text, mention.end) is not None


def _is_body(text: str, mention: Mention) -> bool:
    """Return whether the words beside a name say that it is an organisation's."""
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    if len(mention.words) > 1 and mention.words[-1] in ALSO_SURNAMES and _THE.search(before):
        return True
    return bool(_BODY_BEFORE.search(before) or _AFTER.match(text, mention.end))
