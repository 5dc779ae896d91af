"""Who answers in an interview whose lines have no name: the one person introduced as interviewed.

That is who "spoke to the Gazette", who the title names, or whom the lead is about. Nobody who asks:
not the author, nor to whom a person spoke.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from rag.attribution.mentions import Mention, find_names
from rag.attribution.people import People
from rag.english.persons import SUBJECT_GENDERS
from rag.english.word_lists import gender_of_first_name

_NEAR = 60  # characters between an introduction and a name
_TALKED = (
    r"(?:sp(?:oke|eaks|oken|eaking)|talk(?:s|ed|ing)?|chat(?:s|ted)|[st]at down|sits down)"
    r"\s+(?:\w+\s+)?(?:to|with)"
)
_HE_TALKED = re.compile(rf"\b(he|she)\s+(?:has\s+|recently\s+)?{_TALKED}\b", re.IGNORECASE)
_TALKED_TO = re.compile(rf"\b{_TALKED}\s+(?:[^.,;:\n]{{0,30}}\s)?$", re.IGNORECASE)
_TALKS = re.compile(rf"(?:,[^.\n]{{1,60}},)?\s+(?:has\s+|recently\s+)?{_TALKED}\b")
_ASKS = re.compile(
    r"\b(?:(?:interviewed|asked|questions|conversation|interview)\s+by|words\s+by|\bby)\s+$", re.I
)
_INTRODUCED = re.compile(
    r"\b(?:interview(?:s|ed|ing)?(?:\s+with)?|q\s?&\s?a(?:\s+with)?|conversation\s+with"
    r"|questions?\s+(?:for|to|with)|met|meets?|asks|asked)\s*:?\s+(?:[^.,;:\n]{0,30}\s)?$",
    re.IGNORECASE,
)


def interviewee(
    people: People, end: int, asking: AbstractSet[str | None], title: str, author: str
) -> str | None:
    """Return who answers in an interview that begins at an offset, None if that is unclear.

    `asking` are people whose lines ask; `title` and `author` are the article's.
    """
    lead = [m for m in people.between(0, end) if people.name(m) in people.persons]
    not_asked = asking | _askers(people, lead) | {_by_last_name(people, lead, author)}
    found = dict.fromkeys(people.name(m) for m in lead if people.name(m) not in not_asked)
    if len(found) < 2:
        return next(iter(found), None) or _only_name(title, author)
    titled = {name for name in found if re.search(rf"\b{re.escape(name.split()[-1])}\b", title)}
    introduced = {people.name(m) for m in lead if _is_introduced(people, m)} & found.keys()
    for some in (introduced, titled):
        if len(some) == 1:
            return next(iter(some))
    return _who_talks(people, lead, end, found.keys())


def _askers(people: People, lead: list[Mention]) -> set[str]:
    """Return the people to whom a person spoke, and those who are named as asking."""
    names = {m.end: people.name(m) for m in lead}
    asking = set()
    for mention in lead:
        before = people.text[max(0, mention.start - _NEAR) : mention.start]
        talked = _TALKED_TO.search(before)
        if talked is None:
            asks = _ASKS.search(before) is not None
        else:
            at = mention.start - len(before) + talked.start()
            subject = people.text[:at].rstrip()
            asks = len(subject) in names or _HE_TALKED.search(before) is not None
        if asks:
            asking.add(people.name(mention))
    return asking


def _is_introduced(people: People, mention: Mention) -> bool:
    """Return whether a person is introduced as interviewed: "an interview with Ann Lee"."""
    before = people.text[max(0, mention.start - _NEAR) : mention.start]
    return bool(
        _INTRODUCED.search(before)
        or _TALKED_TO.search(before)
        or _TALKS.match(people.text, mention.end)
    )


def _who_talks(
    people: People, lead: list[Mention], end: int, found: AbstractSet[str]
) -> str | None:
    """Return the first person of a lead in which "she spoke to" somebody, if no other is "she"."""
    pronoun = _HE_TALKED.search(people.text, lead[0].start, end)
    if pronoun is None:
        return None
    wanted = SUBJECT_GENDERS[pronoun[1].lower()]
    known = [name for name in found if people.genders.get(name) == wanted]
    return known[0] if known == [people.name(lead[0])] else None


def _by_last_name(people: People, lead: list[Mention], name: str) -> str | None:
    """Return the person of the lead who has the last name of another name."""
    last = name.split()[-1:] or [""]
    return next((people.name(m) for m in lead if m.words[-1] == last[0]), None)


def _only_name(title: str, author: str) -> str | None:
    """Return the only full name of a person in a title."""
    names = {m.name for m in find_names(title) if len(m.words) == 2 and m.person} - {author}
    known = [name for name in names if gender_of_first_name(name.split()[0])]
    return known[0] if len(known) == 1 else None
