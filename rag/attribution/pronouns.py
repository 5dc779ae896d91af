"""Pronoun resolution: whom "he", "she", "they" and "it" refer to.

A pronoun refers to a person of the nearest sentence that names a compatible one: the only
compatible person, the subject, or the speaker. Where two may be meant, it is not resolved.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.attribution.descriptions import WORD, is_role, lower_words
from rag.attribution.mentions import Mention
from rag.attribution.people import People
from rag.english.function_words import LEADS, PREPOSITIONS
from rag.english.persons import BODIES, RELATIVES, SUBJECT_GENDERS, gender_of_noun
from rag.english.word_lists import Gender

_SUBJECT_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
REMEMBERED = 3  # sentences back to which a pronoun may refer
_MOST_NAMED = 100  # people of an article; among more the only woman is hardly she
_BEFORE_NAME = 60  # characters before a name in which a preposition may stand
_DESCRIBED = "the"
_THE = re.compile(
    rf"(?:[^,.;:“”\"\n]{{2,40}},\s)?(?:The|{_DESCRIBED})\s((?:[\w’'-]+\s){{0,3}}[\w’'-]+)"
)
_POSSESSIVE = ("'s", "’s")
# A phrase in front of a subject that is about the subject: "Asked by", "In a letter to".
_LED = re.compile(r"\W*(?:[A-Z][a-z]+ed\s+(?:\w+ly\s+)?by|(?:In|At|During|After|Before|Along)\s)\b")
_TO_WHOM = re.compile(
    r"\b(?:by|with|to)\s+(?:(?:the|an?|his|her|their|former)\s+)*"
    r"(?:[\w’'-]+\s+){0,2}(?:[\w’'-]+,\s+)?$"
)
# After "with Lee": Lee does something there. "With Lee asking for it", "with Lee — who …— asking".
_DOING = re.compile(r"(?:\s*[,—–]\s*who\b[^,—–\n]{1,80}[,—–])?\s+[^\W\d_]+ing\b")


@dataclass(frozen=True, slots=True)
class _SentenceEntities:
    """The people whom a sentence names outside quotations, by name, and their parts in it.

    `core` are those who act or are acted upon: not Lee in "Lee's bridge" or "the bridge of Lee".
    `subject` is whom the sentence begins with, `speaker` who speaks in it, and `unresolved` the
    gender of a pronoun in it that was not resolved.
    """

    names: AbstractSet[str]
    core: AbstractSet[str]
    subject: str | None
    speaker: str | None = None
    unresolved: Gender | None = None

    def antecedent(self, compatible: AbstractSet[str], last_speaker: str | None) -> str | None:
        """Return which of several compatible people a pronoun refers to, or None if unclear.

        "He" after "Lee met Orr" may be either.
        """
        if self.speaker in compatible:
            return self.speaker
        if self.subject not in compatible:
            return last_speaker if last_speaker in compatible else None
        alone = compatible & self.core <= {self.subject}
        clear = last_speaker == self.subject or (alone and last_speaker not in compatible)
        return self.subject if clear else None


class Discourse:
    """What pronoun resolution remembers of an article up to the sentence being read.

    These are the entities of the last sentences, the last speaker, and what was concluded about
    the people on the way: who is a person, and to whom "he" or "she" has referred.
    """

    def __init__(self, people: People) -> None:
        self.people = people
        self._persons = set(people.persons)
        self._genders = dict(people.genders)
        self._recent: deque[_SentenceEntities] = deque(maxlen=REMEMBERED)
        self._read_to = 0
        self._unresolved: Gender | None = None  # pronoun of the current sentence
        self._last_speaker: tuple[str, int] | None = None  # and how many sentences ago
        self._topic: str | None = None  # the first person who is the subject of a sentence
        self._named = set[str]()  # in all sentences up to here

    def mark_person(self, name: str, gender: Gender | None = None) -> None:
        """Remember that a name is a person's, because it speaks."""
        self._persons.add(name)
        if gender is not None:
            self._genders[name] = self._genders.get(name) or gender

    def only_recent(self, names: AbstractSet[str], at: int) -> str | None:
        """Return the only one of several people who is named up to an offset in these sentences."""
        recent = set(_entities_between(self.people, self._read_to, at).names)
        for sentence in self._recent:
            recent |= sentence.names | ({sentence.speaker} if sentence.speaker else set())
        found = names & recent
        return next(iter(found)) if len(found) == 1 else None

    def resolve_namesake(self, last_name: str, at: int) -> str | None:
        """Return which of the people who share a last name the article speaks of, if it is clear.

        That is who spoke last, or whom the last sentence is about, if no namesake is named beside.
        """
        bearers = frozenset(self.people.entities.bearers(last_name))
        found = self.only_recent(bearers, at)
        return found if found is not None and self.is_in_focus(found) else None

    def is_in_focus(self, name: str) -> bool:
        """Return whether a person spoke last, or is whom the last sentence is about."""
        last = self._recent[-1] if self._recent else None
        spoke = self._last_speaker is not None and self._last_speaker[0] == name
        return spoke or (last is not None and name in (last.subject, last.speaker))

    def resolve_singular(self, gender: Gender, at: int) -> str | None:
        """Return whom a "he" or "she" at an offset refers to, or None if that is unclear."""
        here = _entities_between(self.people, self._read_to, at)
        others = _hearers(self.people, self._read_to, at)
        compatible = {n for n in here.names - others if self._is_compatible(n, gender)}
        found: str | None
        if len(compatible) == 1:
            (found,) = compatible
        elif compatible:
            found = here.antecedent(compatible, None)
        else:
            found = self._antecedent_before(gender, others)
        self._unresolved = gender if found is None else None
        if found is not None and not self.people.entities.is_shared(found):
            self._genders[found] = self._genders.get(found) or gender  # one gender throughout
        return found

    def resolve_group(self) -> str | None:
        """Return whom "they" or "it" refers to: who spoke one sentence ago, unless a person."""
        if self._last_speaker is None:
            return None
        name, ago = self._last_speaker
        return None if ago > 1 or name in self._genders or name in self._persons else name

    def end_sentence(self, start: int, end: int, speaker: str | None) -> str | None:
        """Remember the sentence between two offsets and its speaker; return its subject."""
        sentence = _entities_between(self.people, start, end)
        first = WORD.search(self.people.text, start, end)
        if first and first[0] in ("He", "She"):
            subject = self._antecedent_before(SUBJECT_GENDERS[first[0].lower()])
            named = sentence.names | {subject} if subject else sentence.names
            sentence = replace(sentence, subject=subject, names=named)
        if self._topic is None and sentence.subject in self._persons:
            self._topic = sentence.subject
        unresolved = self._unresolved or self._turned_back(start, end, sentence, speaker)
        self._named |= sentence.names
        self._recent.append(replace(sentence, speaker=speaker, unresolved=unresolved))
        self._unresolved = None
        self._read_to = end
        if speaker is not None:
            self._last_speaker = speaker, 0
        elif self._last_speaker is not None:
            name, ago = self._last_speaker
            self._last_speaker = (name, ago + 1) if ago < REMEMBERED else None
        return sentence.subject

    def _turned_back(
        self, start: int, end: int, sentence: _SentenceEntities, speaker: str | None
    ) -> Gender | None:
        """Return the gender of a pronoun that may turn back to whom the article is about.

        After what a friend said a new paragraph tells what "she" did: the friend, or the person
        whom the article began with?
        """
        text = self.people.text
        pronoun = _SUBJECT_PRONOUN.search(text, start, end)
        if speaker is not None or pronoun is None or self._last_speaker is None:
            return None
        gender = SUBJECT_GENDERS[pronoun[0].lower()]
        last, _ = self._last_speaker
        here = any(self._is_compatible(name, gender) for name in sentence.names)
        if here or self._topic is None or "\n" not in text[max(0, start - 2) : start]:
            return None
        both = (self._topic, last)
        fitting = {name for name in both if self._is_compatible(name, gender)}
        return gender if len(fitting) > 1 else None

    def is_alone(self, name: str) -> bool:
        """Return whether the last sentence, or who speaks in it, is about one person alone."""
        if not self._recent or not self.is_in_focus(name):
            return False
        return self._recent[-1].names <= {name, *self.people.places}

    def _antecedent_before(
        self, gender: Gender, others: AbstractSet[str] = frozenset()
    ) -> str | None:
        """Return the antecedent of a pronoun before which its own sentence names nobody.

        It is none of the others, whom its sentence tells from whom the pronoun means.
        """
        last = self._last_speaker[0] if self._last_speaker else None
        if last is None or last in others or not self._is_compatible(last, gender):
            last = None
        for sentence in reversed(self._recent):
            if sentence.unresolved == gender:
                return None
            named = sentence.names | ({sentence.speaker} if sentence.speaker else set())
            compatible = {n for n in named - others if self._is_compatible(n, gender)}
            if len(compatible) == 1:
                (only,) = compatible
                oblique = only not in {*sentence.core, sentence.speaker, sentence.subject}
                return None if oblique and last not in (None, only) else only
            if compatible:
                return sentence.antecedent(compatible, last)
        return last or self._only_one(gender)

    def _only_one(self, gender: Gender) -> str | None:
        """Return the only person of a gender whom the article has named so far, if in full."""
        if len(self._named) > _MOST_NAMED:
            return None
        named = {name for name in self._named if self._is_compatible(name, gender)}
        only = next(iter(named)) if len(named) == 1 else ""
        return only if " " in only and self._genders.get(only) == gender else None

    def _is_compatible(self, name: str, gender: Gender) -> bool:
        if name in self.people.places:
            return False
        if name.startswith(f"{_DESCRIBED} "):
            return gender_of_noun(name.split()[-1]) in (None, gender)
        return name in self._persons and self._genders.get(name) in (None, gender)


def _entities_between(people: People, start: int, end: int) -> _SentenceEntities:
    """Return the people named between two offsets, outside quotations, and their parts."""
    names, core = set[str](), set[str]()
    mentions = people.between(start, end)
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
    return _SentenceEntities(names, core, subject)


def _hearers(people: People, start: int, at: int) -> frozenset[str]:
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
        holders = people.offices.get(word, frozenset())
        phrase = " ".join([_DESCRIBED, *words[: i + 1]])
        return next(iter(holders)) if len(holders) == 1 else phrase
    return None


def _is_oblique(text: str, mention: Mention) -> bool:
    """Return whether a person is only named with another noun: "Lee's", "for former mayor Lee"."""
    if text.startswith(_POSSESSIVE, mention.end):
        return True
    before = text[max(0, mention.start - _BEFORE_NAME) : mention.start]
    words = lower_words(before.rsplit(",")[-1])
    while words and (is_role(words[-1]) or words[-1] in LEADS):
        words.pop()
    if words and words[-1] == "with" and _DOING.match(text, mention.end):
        return False
    return bool(words) and words[-1] in PREPOSITIONS


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
