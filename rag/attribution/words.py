"""The words and marks of a sentence, and what can be said of them one by one.

Quotations come masked by U+FFFC, each as one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.english.function_words import (
    AUXILIARIES,
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
)
from rag.english.lexicon import NOUN_PLURALS, VERBS, Verb
from rag.english.persons import ROLES

Range = tuple[int, int]

MASK = "\ufffc"
_TOKEN = re.compile(
    rf"{MASK}+|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I)(?=['’](?:s|re|d|ll|ve)\b)|['’](?:s|re|d|ll|ve)\b|"
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Gov|Lt|Gen|Col|Maj|Sgt|Capt|Rev|St|[A-Z])\.(?=\s)|"
    r"[^\W_]+(?:\.(?=[^\W_]\.)|[-'’][^\W_]+)*|[,;:()\[\]—–―]|(?<=\s)-(?=\s)|\.(?=\s|$)|[?!]"
)
DASHES = frozenset("—–―-")
_MARKS = frozenset(",;:()[]—–―-.?!")

_PLURALS = frozenset("they we i you who people police".split())
BEFORE_PARTICIPLE = frozenset((",", "by", "before", "after", "while"))
QUESTIONED = frozenset(
    "asked pressed questioned".split()
)  # not what is said: "Asked if …, Lee said"
MOST_TOKENS = 400  # of a sentence; what is longer is no prose, and would take long to read
MOST_WORDS = 14  # in a subject
HEARER = 8  # words for the one that is told


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a mark, or a masked quotation, and its place in the sentence."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word without capitals, its apostrophe a plain one."""
        return self.text.lower().replace("’", "'")

    @property
    def quoted(self) -> bool:
        """Whether it stands for a quotation."""
        return self.text[0] == MASK

    @property
    def mark(self) -> bool:
        """Whether it is a mark of punctuation."""
        return self.text in _MARKS

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def read_words(masked: str) -> list[Word]:
    """Return the words and marks of a sentence, its quotations masked."""
    return [Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(masked)]


def extent(tokens: Sequence[Word]) -> Range:
    """Return where words begin and end in the sentence."""
    return tokens[0].start, tokens[-1].end


def agrees(form: str, verb: Verb, subject: Sequence[Word]) -> bool:
    """Say if a form fits its subject.

    The plain form is no verb after one person's name; "demands", "tweets" are none after anything
    but a name, a pronoun or a noun for somebody.
    """
    if form in NOUN_PLURALS:
        last = subject[-1]
        return last.capital or last.low in PRONOUNS or last.low in ROLES
    if form != verb.lemma or any(t.low == "and" for t in subject):
        return True
    ends = (k for k, t in enumerate(subject) if t.mark or t.low == "who" or t.low in PREPOSITIONS)
    head = next((k for k in ends if k), len(subject))
    last_word = subject[head - 1].low
    return last_word in _PLURALS or (last_word.endswith("s") and not last_word.endswith("'s"))


def ends_name(token: Word) -> bool:
    """Say if the words for somebody end before a word."""
    return token.low in CONJUNCTIONS or is_auxiliary(token) or token.low in VERBS


def is_auxiliary(token: Word) -> bool:
    """Say if a word is a verb that no name holds; May and Will are names."""
    return token.low in AUXILIARIES and not token.capital


def opens_clause(rest: Sequence[Word]) -> bool:
    """Say if words are the subject and verb of a clause: "they were", "there remains"."""
    return len(rest) > 2 and rest[0].low in CLAUSE_SUBJECTS and not (rest[1].mark or rest[1].quoted)


def is_aside(rest: Sequence[Word]) -> bool:
    """Say if what follows a verb is a time or a place: "on Monday", not "about 20 people"."""
    if rest[0].low == "about" and len(rest) > 1 and rest[1].text[0].isdigit():
        return False
    if rest[0].low == "there" and opens_clause(rest) and rest[1].low not in PREPOSITIONS:
        return False
    return rest[0].low in PREPOSITIONS or rest[0].text in TIMES


def clause_after(rest: Sequence[Word]) -> int | None:
    """Return where the clause begins in "after the talks he would go"."""
    for k in range(2, len(rest) - 1):
        if rest[k - 1].mark or rest[k - 1].quoted:
            return None
        if rest[k].low in CLAUSE_SUBJECTS and is_auxiliary(rest[k + 1]):
            return k
    return None


def has_letters(tokens: Sequence[Word]) -> bool:
    """Say if there is anything but marks."""
    return any(not t.mark for t in tokens)
