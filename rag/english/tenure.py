"""Offices in time: questions for "the current mayor" and for "the former mayor".

An article calls the holder of an office "the mayor", and says "former" of others only. So "current"
adds nothing to a question, and "former" must be borne out.
"""

from __future__ import annotations

import re

from rag.english.persons import TITLES
from rag.english.word_lists import is_person_noun

_PRESENT = r"(?:current|present|present-day|incumbent|sitting|serving)"
_PAST = r"(?:former|formerly|ex|previous|past|late|then|one-time|onetime|erstwhile|retired)"
_ASKED = re.compile(
    rf"^(?:and\s+|so\s+)?who(?:['’]s|\s+(?:is|are|was|were))\s+(?:the|an?|[\w’'-]+['’]s)\s+"
    rf"(?P<time>(?:(?P<present>{_PRESENT})|(?P<past>{_PAST}))[\s-]+)?"
    r"(?P<office>(?:[\w’'-]+\s+){0,2}?(?P<noun>[\w’'-]+))(?=\s+(?:of|for|in|at)\b|[\s?.!]*$)",
    re.IGNORECASE,
)
_IS = re.compile(r"^(?:and\s+|so\s+)?who(?:['’]s|\s+(?:is|are))\b", re.IGNORECASE)
# What stands before an office that somebody held: "former deputy mayor", "who was mayor".
_HELD = re.compile(
    rf"\b(?:{_PAST}[\s-]+(?:[\w’'-]+\s+){{0,2}}|(?:was|were|been|served\s+as)\s+(?:an?\s+|the\s+)?"
    r"(?:[\w’'-]+\s+){0,1})$",
    re.IGNORECASE,
)
_TITLES = frozenset(title.lower() for title in TITLES)


def without_present(question: str) -> str:
    """Return a question for the holder of an office without "current" or the like.

    >>> without_present("Who is the current mayor of Vorden?")
    'Who is the mayor of Vorden?'
    """
    asked = _asked(question)
    if asked is None or not asked["present"] or not _IS.match(question):
        return question
    return question[: asked.start("time")] + question[asked.end("time") :]


def is_other_time(question: str, sentence: str) -> bool:
    """Return whether a sentence speaks of an office that a question asks for at another time only.

    Who is asked for as the "former mayor" is no one called "the mayor"; who "is the mayor" is no
    "former mayor", nor one "who was mayor until 2017".
    """
    asked = _asked(question)
    if asked is None or not (asked["past"] or _IS.match(question)):
        return False
    office = re.compile(rf"\b{re.escape(asked['noun'])}\b", re.IGNORECASE)
    held = [bool(_HELD.search(sentence[: found.start()])) for found in office.finditer(sentence)]
    return bool(held) and (not any(held) if asked["past"] else all(held))


def _asked(question: str) -> re.Match[str] | None:
    asked = _ASKED.match(question)
    if asked is None:
        return None
    noun = asked["noun"].lower()
    return asked if noun in _TITLES or is_person_noun(noun) else None
