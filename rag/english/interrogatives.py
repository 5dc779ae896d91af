"""Questions in English: the words they are asked with, and their parts.

The patterns recognise; nothing is cut or written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.english.analyzer import PUNCTUATION, is_content

WH = (
    r"how\s+(?:many|much|long|old|far|often|big|high|large|soon)|how\s+come|since\s+when|"
    r"until\s+when|by\s+when|by\s+whom|(?:at|in|on|by|for|from|to|with)\s+(?:what|which|whom)|"
    r"who|whom|whose|what|when|where|why|how|which"
)
AUXILIARY = r"(?:do|does|did|will|would|can|could|shall|should|may|might|must)"
# Auxiliaries, and the forms of "be" and "have", which may be the only verb of a question.
DOES = rf"(?:{AUXILIARY}|is|are|was|were|has|have|had)"
PRONOUNS_OF_PEOPLE = frozenset("he she they him her them".split())

LEADING_WH = re.compile(
    rf"^(?:{WH})(?:['’]s)?\b\s*(?:else\b\s*)?(?:(?:is|was|are|were|has|have|had|{AUXILIARY})\s+)?",
    re.IGNORECASE,
)
WH_ALONE = re.compile(rf"^(?:{WH})(?:['’]s)?\b\s*", re.IGNORECASE)
# What a question may begin with before it asks: "and", "ok, so".
LEAD = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|then|also|well|yes|no|or)\b[\s,]*)+", re.IGNORECASE)
# No capital: "Thornes" is a name, and no verb.
VERB = re.compile(
    r"^(?:[Ii]s|[Ww]as|[Aa]re|[Ww]ere|be|[Dd]o|[Dd]oes|[Dd]id|[Hh]as|[Hh]ave|[Hh]ad|[Cc]an|[Cc]ould|"
    r"[Ww]ill|[Ww]ould|[Ss]hall|[Ss]hould|[Mm]ay|[Mm]ight|[Mm]ust|[a-z]+(?:ed|es))$"
)
NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'.-]*)*")
DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)
# Before a common noun; before a name it is a part of that.
_DETERMINED = re.compile(
    r"(?:The|An?|This|These|Those|His|Her|Its|Their|All|Both|Some|Many|Most|Several|Other)\s+[a-z]"
)
ARTICLE_BEFORE = re.compile(r"\b(?:a|an|the)\s+$", re.IGNORECASE)
TIME_OR_PLACE = re.compile(r"^(?:at|in|on|by|from|until|since)\s", re.IGNORECASE)
# A side that somebody takes: "who is against the merger?".
ABOUT = re.compile(r"^(?:about|on|regarding)\s+", re.IGNORECASE)
SIDE = re.compile(r"^(?:against|behind|opposed\s+to|in\s+favou?r\s+of)\s+", re.IGNORECASE)

MARKS = " ?!.…"  # that a question may end with

# Words that refer to what was spoken of before.
_REFERRING = frozenset(
    "the this that these those he him his she her hers it its they them their there then such "
    "other others another more else again also too".split()
)

_YES_OR_NO = re.compile(rf"^(?P<auxiliary>{DOES})\s+(?P<rest>.+)$", re.IGNORECASE)
_WORDS = rf"(?:(?!{DOES}\b)[\w’'-]+)"
_PARTS = re.compile(
    rf"^(?P<wh>{WH})\s+(?:(?P<noun>{_WORDS}(?:\s+{_WORDS}){{0,3}}?)\s+)?(?P<auxiliary>{DOES})\s+"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """A question with inverted order, in parts.

    "How many beds will the ward have?" has the `wh` "How many", the `noun` "beds", the `auxiliary`
    "will" and the `rest` "the ward have". `wh` is empty in a question of yes or no.
    """

    wh: str
    noun: str
    auxiliary: str
    rest: str


def split_question(question: str) -> QuestionParts | None:
    """Return the parts of a question; None where no auxiliary follows its first words."""
    text = question.strip(MARKS)
    found = _YES_OR_NO.match(text)
    if found:
        return QuestionParts("", "", found["auxiliary"], found["rest"])
    found = _PARTS.match(text)
    if found is None:
        return None
    return QuestionParts(found["wh"], found["noun"] or "", found["auxiliary"], found["rest"])


def has_verb(words: str) -> bool:
    """Return whether words have a verb or begin as a question does."""
    return any(map(VERB.match, words.split())) or bool(LEADING_WH.match(words))


def begins_question(word: str) -> bool:
    """Return whether a word begins a question rather than naming something."""
    return not is_content(word) or bool(VERB.match(word)) or bool(LEADING_WH.match(word))


def names(text: str) -> list[str]:
    """Return the names in a question; a capital alone does not make its first word a name."""
    first = len(text.split()[0]) if text.split() and begins_question(text.split()[0]) else 0
    return [m[0] for m in NAME.finditer(text, first)]


def names_its_subject(question: str) -> bool:
    """Return whether a question refers to nothing but what it names itself.

    "The council" is one that was spoken of, as "they" are; "drought" is any.
    """
    words = question.split()
    return sum(map(is_content, WH_ALONE.sub("", question).split())) > 1 and not any(
        word.strip(PUNCTUATION).lower() in _REFERRING for word in words
    )


def capitalised(words: str) -> str:
    """Return words with a capital, as a question begins."""
    return words[:1].upper() + words[1:]


def within_sentence(phrase: str) -> str:
    """Return a noun phrase as it stands inside a sentence: "a baker" for "A baker".

    The article of a name keeps its capital: "The Hague".
    """
    determined = _DETERMINED.match(phrase)
    return f"{phrase[:1].lower()}{phrase[1:]}" if determined else phrase
