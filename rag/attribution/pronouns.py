"""Pronoun resolution: whom "he", "she", "they" and "it" refer to.

A pronoun refers to a person of the nearest sentence that names a compatible one: the only
compatible person, the subject, or the speaker. Where two may be meant, it is not resolved.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rag.attribution.descriptions import WORD
from rag.attribution.named_in_sentence import (
    DESCRIBED,
    OBJECT_PRONOUN,
    SentenceEntities,
    entities_between,
    gender_of_my_relative,
    hearers,
    is_by_age,
)
from rag.attribution.people import People
from rag.english.persons import PRONOUN_GENDERS, SUBJECT_GENDERS, gender_of_noun
from rag.english.word_lists import Gender

_SUBJECT_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
REMEMBERED = 3  # sentences back to which a pronoun may refer
_INDEFINITE = ("A ", "An ", "a ", "an ")
_MOST_NAMED = 100  # people of an article; among more the only woman is hardly she


class Discourse:
    """What pronoun resolution remembers of an article up to the sentence being read.

    These are the entities of the last sentences, the last speaker, and what was concluded about
    the people on the way: who is a person, and to whom "he" or "she" has referred.
    """

    def __init__(self, people: People) -> None:
        self.people = people
        self._persons = set(people.persons)
        self._genders = dict(people.genders)
        self._recent: deque[SentenceEntities] = deque(maxlen=REMEMBERED)
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
        recent = set(entities_between(self.people, self._read_to, at).names)
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

    def is_hearer(self, name: str | None, start: int, end: int) -> bool:
        """Return whether a sentence begins with a phrase that tells it from somebody named there.

        `end` is the offset where that name ends, and nothing is said by then.
        """
        return name in hearers(self.people, start, end)

    def is_in_focus(self, name: str) -> bool:
        """Return whether a person spoke last, or is whom the last sentence is about."""
        last = self._recent[-1] if self._recent else None
        spoke = self._last_speaker is not None and self._last_speaker[0] == name
        return spoke or (last is not None and name in (last.subject, last.speaker))

    def resolve_singular(self, gender: Gender, at: int) -> str | None:
        """Return whom a "he" or "she" at an offset refers to, or None if that is unclear."""
        here = entities_between(self.people, self._read_to, at)
        others = hearers(self.people, self._read_to, at)
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
        sentence = entities_between(self.people, start, end)
        first = WORD.search(self.people.text, start, end)
        if first and first[0] in ("He", "She"):
            subject = self._antecedent_before(SUBJECT_GENDERS[first[0].lower()])
            named = sentence.names | {subject} if subject else sentence.names
            sentence = replace(sentence, subject=subject, names=named)
        if is_by_age(self.people.text, start, end) and (subject := self._last_subject()):
            names, core = sentence.names | {subject}, sentence.core | {subject}
            sentence = replace(sentence, subject=subject, names=names, core=core)
        if self._topic is None and sentence.subject in self._persons:
            self._topic = sentence.subject
        unresolved = self._unresolved or self._turned_back(start, end, sentence, speaker)
        if not sentence.names and speaker is None:
            unresolved = unresolved or gender_of_my_relative(self.people.text, start, end)
        topic = self._topic_beside(start, end, speaker)
        named = sentence.names | {topic} if topic else sentence.names
        sentence = replace(
            sentence, names=named, speaker=speaker, topic=topic, unresolved=unresolved
        )
        self._named |= sentence.names
        self._recent.append(sentence)
        self._unresolved = None
        self._read_to = end
        if speaker is not None:
            self._last_speaker = speaker, 0
        elif self._last_speaker is not None:
            name, ago = self._last_speaker
            self._last_speaker = (name, ago + 1) if ago < REMEMBERED else None
        return sentence.subject

    def _last_subject(self) -> str | None:
        """Return the person whom the last sentence is about, or who speaks in it."""
        last = self._recent[-1] if self._recent else None
        found = last and (last.subject or last.speaker)
        return found if found in self._persons else None

    def _topic_beside(self, start: int, end: int, speaker: str | None) -> str | None:
        """Return whom the article is about, if a pronoun means that person beside a nameless one.

        That one is named in passing: "A teacher lent her a book. She read it to her sisters."
        """
        if self._topic is None or speaker is None or not speaker.startswith(_INDEFINITE):
            return None
        for pronoun in OBJECT_PRONOUN.finditer(self.people.text, start, end):
            gender = PRONOUN_GENDERS[pronoun[0]]
            if self._antecedent_before(gender) == self._topic:
                return self._topic
        return None

    def _turned_back(
        self, start: int, end: int, sentence: SentenceEntities, speaker: str | None
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
        if name.startswith(f"{DESCRIBED} "):
            return gender_of_noun(name.split()[-1]) in (None, gender)
        return name in self._persons and self._genders.get(name) in (None, gender)
