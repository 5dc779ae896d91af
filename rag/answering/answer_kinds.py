"""What kind of answer a question asks for, and whether a sentence offers one.

Tables and patterns, no model: a question of "how many" wants a number that it doesn't hold itself,
"how much does it cost" an amount of money. To teach it another kind, add a line to `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.english.analyzer import analyze
from rag.english.calendar import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS

_MONTHS = "|".join((*MONTHS, *(rf"{short}\." for short in MONTH_ABBREVIATIONS)))
_DAYS = "|".join(WEEKDAYS)
_YEAR = r"(?:1[0-9]|20)\d\d"
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    "hundred|thousand|million|billion|dozen|dozens|half|third|quarter|once|twice|double"
)
_NUMBER = rf"(?:\d[\d,.]*|\b(?:one|{_NUMBER_WORDS})\b)"
_NAME = r"[A-Z][\w’'-]+"
_SOME_NAME = rf"(?<![.!?“\"] )(?<!^)\b{_NAME}|^{_NAME}\s+{_NAME}"
_TIMES = "second|sec|minute|min|hour|hr|day|week|month|year|decade|centur(?:y|ie)|season|generation"
_LENGTHS = r"met(?:re|er)|kilomet(?:re|er)|centimet(?:re|er)|feet|foot|mile|yard|inch|page|word|km"
_MONEY = "dollar|euro|pound|cent|penny|pence|yen|yuan|rouble|ruble|rupee|franc|krona|krone"
_PAYING = (
    r"costs?|pay|pays|paid|paying|earn\w*|spend\w*|spent|charge\w*|worth|priced?|save[ds]?|"
    r"lend|lent|owe[ds]?|invest\w*|donat\w*|sell|sold|money|fetch\w*|fined?"
)
_AIMS = (
    "avoid|prevent|protect|ensure|help|save|allow|keep|make|get|give|let|stop|reduce|cut|raise|"
    "improve|show|find|learn|see|win|support|defend|meet|pay|deal|cope|fight|increase|gain|create"
)
# Days and months begin with a capital, and are the name of nobody.
_CALENDAR = frozenset(name.lower() for name in (*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS))
NEAR, REACH = 3, 60  # words, and at most letters, from a number to what it counts


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: the questions that ask for it, and what it looks like in a text.

    With `folded`, `offered` is for texts in lower case: several times as fast as to ignore case.
    """

    name: str
    asked: re.Pattern[str]
    offered: re.Pattern[str]
    folded: bool = False

    @property
    def is_amount(self) -> bool:
        """True for what is mostly written in figures, where it is said at all."""
        return self.name in AMOUNTS


def _kind(name: str, asked: str, offered: str, *, folded: bool = False) -> Kind:
    return Kind(name, re.compile(asked, re.IGNORECASE), re.compile(offered), folded)


# The first kind whose question pattern is found is the one that is asked for.
KINDS = (
    _kind(
        "money",
        rf"\bhow much\b.*\b(?:{_PAYING})\b|\bwhat\b.*\bcosts?\b"
        r"|\b(?:at )?what (?:\w+ )?(?:price|salary|fee|cost|budget|profit|reward|fare|wage|rent)\b",
        rf"[$€£¥]\s?\d|{_NUMBER}[ -](?:(?:million|billion|trillion) )?(?i:(?:{_MONEY})s?\b)"
        r"|\b(?:free of charge|for free|nothing)\b",
    ),
    _kind(
        "share",
        r"\b(?:what|which) (?:percentage|percent|per cent|proportion|share)\b",
        r"\d ?%|% ?\d|\bper ?cent\b"
        r"|\b(?:half|thirds?|quarters?|fifths?|tenths?|majority|most|all)\b"
        rf"|{_NUMBER} (?:in|out of) {_NUMBER}",
        folded=True,
    ),
    _kind(
        "duration",
        r"\bhow long (?:did|does|do|has|have|had|will|would|can|could|must|is|was|are|were)\b"
        r"|\bfor how (?:long|many (?:days|weeks|months|years))\b",
        rf"(?i:{_NUMBER}(?:[ -](?:a|\w+))?[ -](?:{_TIMES}|{_LENGTHS})s?\b"
        rf"|\b(?:an?|several|few|couple of) (?:{_TIMES})s?\b)"
        r"|\bsince \w+|\buntil \w+|\bfor (?:years|decades|months|weeks|days|hours|centuries)\b",
    ),
    _kind(
        "weekday",
        r"\b(?:what|which) day\b|\bday of the week\b",
        rf"\b(?:{_DAYS})s?\b|\b(?:{_MONTHS})(?!\w)|(?i:\b(?:yesterday|today|tomorrow)\b)",
    ),
    _kind(
        "number",
        r"\bhow (?:many|much|old|long|far|big|large|tall|high|deep|wide|often|fast|heavy)\b"
        r"|\bwhat (?:number|age|amount|size|distance|percentage)\b"
        r"|\bat what (?:age|rate)\b|\bhow \w+ (?:is|was|are|were|did|does|will)\b",
        rf"(?<![\d,.])(?!{_YEAR}\b)\d+|\b(?:{_NUMBER_WORDS})\b(?!-)",
        folded=True,
    ),
    _kind(
        "date",
        r"\bwhen\b|\b(?:what|which) (?:year|date|month|decade|century|time)\b|\bsince when\b",
        rf"\b{_YEAR}s?\b|\b(?:{_MONTHS})(?!\w)|\b(?:{_DAYS})\b"
        r"|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b"
        r"|(?i:\b(?:yesterday|today|tomorrow|tonight|ago|century|noon|midnight"
        r"|(?:last|next|this) (?:week|month|year|night|spring|summer|autumn|fall|winter))\b)",
    ),
    _kind(
        "place",
        r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|region|street|continent)\b",
        rf"\b(?:in|at|from|near|to|of|on|into|outside|across)\s+(?:the\s+)?{_NAME}"
        r"|(?i:\b(?:north|south|east|west|street|road|city|town|village|river|coast|island|"
        r"hospital|school|station|building|centre|center)\b)",
    ),
    _kind(
        "name",
        r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|name)\b|\bnames? of\b"
        r"|\b(?:what|which) (?:company|companies|firm|bank|club|team|party|newspaper|university|"
        r"agency|organi[sz]ation|countries|states|cities)\b",
        _SOME_NAME,
    ),
    _kind(
        "reason",
        r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|led|reason|made)\b|\bfor what reason\b",
        r"\b(?:because|since|due|so that|in order|therefore|as a result|reason|caused?|"
        r"led to|thanks to|owing|after|following|blamed|blames|amid|means?|meant|"
        rf"to (?:{_AIMS}))\b",
        folded=True,
    ),
)
# On forum posts, sentences that answer have the kind that is asked for in eight of ten cases of
# these, and in four of ten of the others: a date is often left to the heading, a reason to the
# reader.
AMOUNTS = frozenset(("money", "share", "duration", "weekday", "number"))
_COUNTED = re.compile(
    r"\bhow many (?:other |more |different |of (?:the )?(?:\d+ )?)?(\w+)", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
_COUNT = re.compile(rf"(?i:{_NUMBER}|\b(?:no|several|both|a)\b)")


def asked_kind(question: str) -> Kind | None:
    """Return the kind of answer that a question asks for, None for any other question."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)


def offered_words(kind: Kind, text: str) -> tuple[str, ...]:
    """Return the words, in lower case, with which a text offers answers of a kind."""
    found = kind.offered.findall(text.lower() if kind.folded else text)
    if not found:
        return ()
    left_out = _CALENDAR if kind.name == "name" else frozenset[str]()
    words = (word for offer in found for word in _WORDS.findall(offer.lower()) or [offer])
    return tuple(word for word in words if word not in left_out)


def offers(offered: Sequence[str], question_words: frozenset[str]) -> bool:
    """Return whether one of the words that a text offers is not the question's own.

    `offered` is what `offered_words` returns; `question_words` are the lower-case words of the
    question.
    """
    return not question_words.issuperset(offered)


def counted(question: str) -> str | None:
    """Return the term of what is counted, "soldier" of "how many soldiers"; None if nothing is."""
    found = _COUNTED.search(question)
    return next(iter(analyze(found[1])), None) if found else None


def numbers(term: str, text: str) -> bool:
    """Return whether a text has a number just before a word of a term: "3,000 French soldiers"."""
    ends = (found.end() for found in _COUNT.finditer(text))
    return any(term in analyze(text[end : end + REACH])[:NEAR] for end in ends)
