"""Whom a sentence names, and as what: as its subject, or only beside another noun.

It is read without quotations. What a pronoun in it refers to is `rag.attribution.pronouns`'.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rag.attribution.descriptions import is_role, lower_words
from rag.attribution.mentions import Mention
from rag.attribution.people import People
from rag.english.function_words import DETERMINERS, LEADS, PREPOSITIONS
from rag.english.lexicon import alternation
from rag.english.persons import BODIES, RELATIVES, gender_of_noun
from rag.english.word_lists import Gender

_BEFORE_NAME = 60  # characters before a name in which a preposition may stand
DESCRIBED = "the"
_THE = re.compile(
    rf"(?:[^,.;:“”\"\n]{{2,40}},\s)?(?:The|{DESCRIBED})\s((?:[\w’'-]+\s){{0,3}}[\w’'-]+)"
)
_POSSESSIVE = ("'s", "’s")
# Whom a sentence means without being about them: "lent her a book", unlike "sold her book".
_AFTER_OBJECT = alternation((DETERMINERS | PREPOSITIONS) - {"her", "his", "its", "their"})
OBJECT_PRONOUN = re.compile(rf"\b(?:him|her(?=\W*$|[,.;:]|\s{_AFTER_OBJECT}\b))\b")
# Who is called by an age was named before: "The 29-year-old from Oskerby finished first".
_BY_AGE = re.compile(r"\W*The \d{1,3}[-‑]year[-‑]old\b")
_MY_RELATIVE = re.compile(
    rf"\W*(?:My|Our)\s(?:\w+\s){{0,2}}({alternation(RELATIVES)})\b(?!['’-]|,? [A-Z])"
)
_BIRTH_NAME = re.compile(r"\b(?:born|née|nee)\s(?:as\s)?$")
_IS = re.compile(r"(?:\s(?:of|in|at|for|from)(?:\s[\w’'-]+){1,3})?\s(?:is|was|remains)\s")
# Words after which the subject of a clause stands: "Oskerby was where Lee began".
_CONJUNCTIONS = frozenset("although because if once though unless when where whereas while".split())
# A phrase in front of a subject that is about the subject: "Asked by", "In a letter to".
_LED = re.compile(r"\W*(?:[A-Z][a-z]+ed\s+(?:\w+ly\s+)?by|(?:In|At|During|After|Before|Along)\s)\b")
_TO_WHOM = re.compile(
    r"\b(?:by|with|to)\s+(?:(?:the|an?|his|her|their|former)\s+)*"
    r"(?:[\w’'-]+\s+){0,2}(?:[\w’'-]+,\s+)?$"
)
# After "with Lee": Lee does something there. "With Lee asking for it", "with Lee — who …— asking".
_DOING = re.compile(r"(?:\s*[,—–]\s*who\b[^,—–\n]{1,80}[,—–])?\s+[^\W\d_]+ing\b")


@dataclass(frozen=True, slots=True)
class SentenceEntities:
    """The people whom a sentence names outside quotations, by name, and their parts in it.

    `core` are those who act or are acted upon: not Lee in "Lee's bridge" or "the bridge of Lee".
    `subject` is whom the sentence begins with, `speaker` who speaks in it, `topic` whom the article
    is about, if a pronoun means that person beside the subject ("a teacher lent her a book"), and
    `unresolved` the gender of a pronoun in it that was not resolved.
    """

    names: AbstractSet[str]
    core: AbstractSet[str]
    subject: str | None
    speaker: str | None = None
    topic: str | None = None
    unresolved: Gender | None = None

    def antecedent(self, compatible: AbstractSet[str], last_speaker: str | None) -> str | None:
        """Return which of several compatible people a pronoun refers to, or None if unclear.

        "He" after "Lee met Orr" may be either. Whom an article is about goes before whom it names
        in passing.
        """
        if self.topic in compatible:
            return self.topic
        if self.speaker in compatible:
            return self.speaker
        if self.subject not in compatible:
            return last_speaker if last_speaker in compatible else None
        alone = compatible & self.core <= {self.subject}
        clear = last_speaker == self.subject or (alone and last_speaker not in compatible)
        return self.subject if clear else None


def entities_between(people: People, start: int, end: int) -> SentenceEntities:
    """Return the people named between two offsets, outside quotations, and their parts."""
    names, core = set[str](), set[str]()
    between = people.between(start, end)
    mentions = [m for m in between if not _is_birth_name(people.text, m)]
    for mention in mentions:
        if mention.person and mention.start not in people.quoted:
            name = people.name(mention)
            names.add(name)
            if not _is_oblique(people.text, mention):
                core.add(name)
    subject = _subject(people, start, mentions[0]) if mentions else None
    if subject is None and (described := _described_subject(people, start, end)):
        subject = described
        names.add(described)
        core.add(described)
    return SentenceEntities(names, core, subject)


def hearers(people: People, start: int, at: int) -> frozenset[str]:
    """Return who is no subject of the clause that begins at an offset, by what stands before it.

    "Asked by Ann Lee whether it rains, she …" and "In a letter to Ann Lee, she …" tell of another.
    """
    before = people.text[start:at]
    if not _LED.match(before):
        return frozenset()
    return frozenset(
        people.name(mention)
        for mention in people.between(start, at)
        if mention.person and _TO_WHOM.search(before[: mention.start - start])
    )


def _described_subject(people: People, start: int, end: int) -> str | None:
    """Return whom a sentence begins with by a noun: "In Oskerby, the chancellor …"."""
    found = _THE.match(people.text, start, end)
    if found is None or found.start(1) in people.quoted:
        return None
    words = found[1].split()
    for i, word in enumerate(words):
        if word.endswith("s") or word in BODIES or not is_role(word):
            continue  # also "the mayor’s", and nouns in the plural
        if word in RELATIVES:
            return None  # "Born in Oskerby, the daughter of a clerk, she …"
        named = people.between(found.start(1), end)[:1]
        end_of_noun = found.start(1) + len(" ".join(words[: i + 1]))
        if named and named[0].person and _IS.fullmatch(people.text, end_of_noun, named[0].start):
            return people.name(named[0])  # "The winner was Ann Lee"
        holders = people.offices.get(word, frozenset())
        phrase = " ".join([DESCRIBED, *words[: i + 1]])
        return next(iter(holders)) if len(holders) == 1 else phrase
    return None


def is_by_age(text: str, start: int, end: int) -> bool:
    """Return whether a sentence is about somebody by an age: "The 29-year-old finished first"."""
    return _BY_AGE.match(text, start, end) is not None


def gender_of_my_relative(text: str, start: int, end: int) -> Gender | None:
    """Return the gender of the writer's relative whom a sentence is about: "My late father …"."""
    relative = _MY_RELATIVE.match(text, start, end)
    return gender_of_noun(relative[1]) if relative else None


def _is_birth_name(text: str, mention: Mention) -> bool:
    """Return whether a name is another one of its bearer: "She was born Ann Lee"."""
    return _BIRTH_NAME.search(text, max(0, mention.start - 12), mention.start) is not None


def _is_oblique(text: str, mention: Mention) -> bool:
    """Return whether a person is only named with another noun: "Lee's", "for former mayor Lee"."""
    if text.startswith(_POSSESSIVE, mention.end):
        return True
    before = text[max(0, mention.start - _BEFORE_NAME) : mention.start]
    words = lower_words(before.rsplit(",")[-1])
    if words[-1:] == ["the"] and not mention.titles:
        return True  # "the Lee report"
    while words and (is_role(words[-1]) or words[-1] in LEADS):
        words.pop()
    if words and words[-1] == "with" and _DOING.match(text, mention.end):
        return False
    return bool(words) and words[-1] in PREPOSITIONS - _CONJUNCTIONS


def _subject(people: People, start: int, first: Mention) -> str | None:
    """Return the name that a sentence begins with: "Lee …", "But Lee …", "On Monday, Lee …".

    `start` is the offset of the sentence, `first` the first name in it.
    """
    if not first.person or first.start in people.quoted:
        return None
    if people.text.startswith(_POSSESSIVE, first.end):
        return None
    before = people.text[start : first.start].strip()
    led = all(word in LEADS or is_role(word) for word in lower_words(before))
    return people.name(first) if led or before.endswith(",") else None
