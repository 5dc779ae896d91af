"""What kind of answer a question asks for, and whether a sentence offers one.

Tables and patterns, no model: a question of "how many" wants a number that it doesn't hold itself.
To teach it another kind, add a line to `KINDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\."
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    "hundred|thousand|million|billion|dozen|dozens|half|third|quarter|once|twice|double"
)
_NAME = r"[A-Z][\w’'-]+"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: the questions that ask for it, and what it looks like in a text."""

    name: str
    asked: re.Pattern[str]
    offered: re.Pattern[str]


def _kind(name: str, asked: str, offered: str) -> Kind:
    return Kind(name, re.compile(asked, re.IGNORECASE), re.compile(offered))


# The first kind whose question pattern is found is the one that is asked for.
KINDS = (
    _kind(
        "number",
        r"\bhow (?:many|much|old|long|far|big|large|tall|high|often|fast|heavy)\b"
        r"|\bwhat (?:number|percentage|percent|proportion|share|age|price|amount|size|distance)\b"
        r"|\bat what (?:age|price|rate)\b|\bhow \w+ (?:is|was|are|were|did|does|will)\b",
        rf"\d+|(?i:\b(?:{_NUMBER_WORDS})\b)",
    ),
    _kind(
        "date",
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century|time)\b|\bsince when\b",
        rf"\b(?:1[0-9]|20)\d\ds?\b|\b(?:{_MONTHS})(?!\w)|\b(?:{_DAYS})\b"
        r"|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b"
        r"|(?i:\b(?:yesterday|today|tomorrow|tonight|ago|last (?:week|month|year|night)"
        r"|next (?:week|month|year)|century|noon|midnight)\b)",
    ),
    _kind(
        "place",
        r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|region|street|continent)\b",
        rf"\b(?:in|at|from|near|to|of|on|into|outside|across)\s+(?:the\s+)?{_NAME}"
        r"|(?i:\b(?:north|south|east|west|street|road|city|town|village|river|coast|island|"
        r"hospital|school|station|building|centre|center)\b)",
    ),
    _kind(
        "person",
        r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|name)\b|\bname of\b",
        rf"(?<![.!?“\"] )(?<!^)\b{_NAME}|^{_NAME}\s+{_NAME}",
    ),
    _kind(
        "reason",
        r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|led|reason|made)\b|\bfor what reason\b",
        r"(?i:\b(?:because|since|due|so that|in order|therefore|as a result|reason|caused?|"
        r"led to|thanks to|owing|after|following|blamed|amid|to \w+)\b)",
    ),
)


def asked_kind(question: str) -> Kind | None:
    """Return the kind of answer that a question asks for, None for any other question."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)


def offers(kind: Kind, text: str, question_words: frozenset[str]) -> bool:
    """Say if a text offers an answer of a kind with a word that the question lacks.

    `question_words` are the lower-case words of the question.
    """
    for found in kind.offered.finditer(text):
        words = re.findall(r"\w+", found[0].lower())
        if any(word not in question_words for word in words):
            return True
    return False
