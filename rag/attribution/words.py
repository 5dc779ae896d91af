"""The words of a sentence, and predicates on single words and runs of words.

Quotations are masked by U+FFFC, and each is one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.english.function_words import (
    AUXILIARIES,
    BETWEEN,
    CLAUSE_SUBJECTS,
    CONJUNCTIONS,
    PLURAL_SUBJECTS,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
)
from rag.english.lexicon import NOUN_PLURALS, VERBS, Verb, alternation
from rag.english.persons import ABBREVIATED_TITLES, ROLES

MASK = "\ufffc"
_TOKEN = re.compile(
    rf"{MASK}+|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I)(?=['’](?:s|re|d|ll|ve)\b)|['’](?:s|re|d|ll|ve)\b|"
    rf"\b(?:{alternation(ABBREVIATED_TITLES)}|[A-Z])\.(?=\s)|"
    r"[^\W_]+(?:\.(?=[^\W_]\.)|[-'’][^\W_]+)*|[,;:()\[\]—–―]|(?<=\s)-(?=\s)|\.(?=\s|$)|[?!]"
)
DASHES = frozenset("—–―-")
_MARKS = frozenset(",;:()[]—–―-.?!")

MAX_SENTENCE_WORDS = 400  # more are no prose, and would take long to analyse
MAX_PHRASE_WORDS = 14  # in the noun phrase of a subject
MAX_HEARER_WORDS = 8  # in the noun phrase of the hearer: "told | reporters in Paris"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a punctuation mark, or a masked quotation, with its offsets in the sentence.

    `low` is the text in lower case with straight apostrophes. `quoted` marks a quotation, `mark` a
    punctuation mark, `capital` a word that begins with a capital.
    """

    text: str
    start: int
    end: int
    low: str
    quoted: bool
    mark: bool
    capital: bool


Words = tuple[Word, ...]
"""The words and marks of a sentence, in order."""

Range = tuple[int, int]
"""A half-open range: of positions in `Words`, or of offsets in the sentence."""


def split_words(masked: str) -> Words:
    """Return the words and marks of a sentence whose quotations are masked."""
    return tuple(
        Word(
            text := m[0],
            m.start(),
            m.end(),
            text.lower().replace("’", "'"),
            text[0] == MASK,
            text in _MARKS,
            text[0].isupper(),
        )
        for m in _TOKEN.finditer(masked)
    )


def offsets(words: Sequence[Word]) -> Range:
    """Return the offsets in the sentence at which a run of words begins and ends."""
    return words[0].start, words[-1].end


def agrees(form: str, verb: Verb, subject: Sequence[Word]) -> bool:
    """Return whether the form of a verb agrees with its subject.

    The plain form is no verb after the name of one person. Forms that are nouns as well ("demands",
    "tweets") are verbs only after a name, a pronoun or a noun for a person.
    """
    if form in NOUN_PLURALS:
        last = subject[-1]
        return last.capital or last.low in PRONOUNS or last.low in ROLES
    if form != verb.lemma or any(word.low == "and" for word in subject):
        return True
    ends = (k for k, w in enumerate(subject) if w.mark or w.low == "who" or w.low in PREPOSITIONS)
    head = next((k for k in ends if k), len(subject))
    noun = subject[head - 1].low
    return noun in PLURAL_SUBJECTS or (noun.endswith("s") and not noun.endswith("'s"))


def ends_name(word: Word) -> bool:
    """Return whether the noun phrase of a speaker ends before a word."""
    return word.low in CONJUNCTIONS or is_auxiliary(word) or word.low in VERBS


def is_auxiliary(word: Word) -> bool:
    """Return whether a word is an auxiliary verb; in capitals, May and Will are names."""
    return word.low in AUXILIARIES and not word.capital


def is_adverbial(word: Word) -> bool:
    """Return whether a word may part a subject from its verb: "has", "also", "repeatedly"."""
    return word.low in BETWEEN or word.low.endswith("ly")


def opens_clause(rest: Sequence[Word]) -> bool:
    """Return whether words begin with the subject and verb of a clause: "they were"."""
    return len(rest) > 2 and rest[0].low in CLAUSE_SUBJECTS and not (rest[1].mark or rest[1].quoted)


def is_time_or_place(rest: Sequence[Word]) -> bool:
    """Return whether the words after a verb begin with a time or a place: "on Monday".

    "About 20 people" and "there was" begin what is said.
    """
    if rest[0].low == "about" and len(rest) > 1 and rest[1].text[0].isdigit():
        return False
    if rest[0].low == "there" and opens_clause(rest) and rest[1].low not in PREPOSITIONS:
        return False
    return rest[0].low in PREPOSITIONS or rest[0].text in TIMES


def clause_after(rest: Sequence[Word]) -> int | None:
    """Return the position at which the clause begins in "after the talks he would go"."""
    for k in range(2, len(rest) - 1):
        if rest[k - 1].mark or rest[k - 1].quoted:
            return None
        if rest[k].low in CLAUSE_SUBJECTS and is_auxiliary(rest[k + 1]):
            return k
    return None


def has_letters(words: Sequence[Word]) -> bool:
    """Return whether there is any word among marks."""
    return any(not word.mark for word in words)
