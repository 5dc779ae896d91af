"""Who is meant by the subject of a statement: a name, somebody's office, or a pronoun.

Pronouns go to whom the nearest sentence with anybody fitting is about: the only one whom it names,
its subject, or the one who speaks in it; where two may be meant, to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution.names import Mention, People
from rag.english.function_words import LEADS, PREPOSITIONS
from rag.english.persons import (
    BODIES,
    ROLES,
    Gender,
    gender_of_first_name,
)
from rag.types import SpeakerForm

_GENDERS: dict[str, Gender] = {"he": "male", "she": "female"}
_OTHERS = frozenset("they it i we you who one".split())
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?!s\b))*")
_APPOSITION = re.compile(r",\s+(?:(?:the|a|an|its|his|her|their)\s+)?([^,.;:()“”\"]{3,60})")
# The word before a name: "spokesman Ann Lee", "its chair, Ann Lee".
_CALLED = re.compile(r"\b([^\W\d_]+),? $")
_INCLUDING = re.compile(r",\s+(?:including|among them|(with))\s+")
_MADE = re.compile(r"\s(?:delivered|gave|wrote|sent|published|posted)\b")
_AND_OTHERS = re.compile(r"\s+and\s+(others?\b[^\n]{0,80})")
_WHO = re.compile(r"\s+who\b")
# After "with Lee": Lee does something there. "With Lee asking for it", "with Lee — who …— asking".
_DOING = re.compile(r"(?:\s*[,—–]\s*who\b[^,—–\n]{1,80}[,—–])?\s+[^\W\d_]+ing\b")
# What stands right before the name of a place rather than of a person.
_PLACE = re.compile(
    r"\b(?:in|across|throughout|outside|inside|near|downtown|central|northern|southern|eastern|western)"
    r"\s$"
)
_LONGEST_PLACE_WORD = 12
_ASIDE = 60  # characters before a name in which a preposition may stand
REMEMBERED = 3  # sentences back that a pronoun may point


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: `name` is None where nobody is clearly meant."""

    name: str | None
    form: SpeakerForm


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Whom a sentence names, whom it is about, and who speaks in it.

    `beside` are those named who do or suffer something themselves: not Lee in "Lee's bridge" or in
    "the bridge of Lee". "He" after "Lee met Orr" may be both. `unclear` is the pronoun that nobody
    was found for.
    """

    names: set[str]
    beside: set[str]
    subject: str | None
    spoke: str | None
    unclear: Gender | None = None

    def about(self, fitting: set[str], last: str | None) -> str | None:
        """Return who of several is meant: the subject, or the one who spoke `last`."""
        if self.spoke in fitting:
            return self.spoke
        if self.subject not in fitting:
            return last if last in fitting else None
        alone = fitting & self.beside <= {self.subject}
        return self.subject if last == self.subject or (alone and last not in fitting) else None


class Cast:
    """The people of an article, and who was spoken of last.

    `headings` are the places of titles, whose capitals mean nothing.
    """

    def __init__(
        self, text: str, mentions: Sequence[Mention], headings: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._read_to = 0
        self._quotes: Sequence[tuple[int, int]] = ()
        self._quote_starts: Sequence[int] = ()
        self._starts = [m.start for m in mentions]
        headed = [a for a, b in headings]
        running = [m for m in mentions if not _within(m.start, headings, headed)]
        self._people = People(running)
        self._persons: set[str] = set()  # those who are known to be one: not a place, a firm
        self._genders: dict[str, Gender | None] = {}
        self._offices: dict[str, set[str]] = {}  # by the noun, who holds it
        self._places = {m.words for m in running if self._is_place(m)}
        for mention in running:
            if mention.person:
                self._note(mention)
        self._unclear: Gender | None = None
        self._read: deque[_Sentence] = deque(maxlen=REMEMBERED)
        self._spoke: tuple[Speaker, int] | None = None  # who spoke last, how many sentences ago

    def _is_place(self, mention: Mention) -> bool:
        """Say if a single word stands where a place does: "in Oskerby"."""
        if len(mention.words) > 1 or mention.titles or self._people.has_last(mention.words[0]):
            return False
        before = self._text[max(0, mention.start - _LONGEST_PLACE_WORD) : mention.start]
        return _PLACE.search(before) is not None

    def _note(self, mention: Mention) -> None:
        name = self._people.name(mention)
        gender = self._people.gender(mention) or self._given(mention)
        self._genders[name] = self._genders.get(name) or gender
        shared = len(mention.words) == 1 and self._people.has_last(mention.words[0])
        if gender or mention.titles or shared:
            self._persons.add(name)
        described = _APPOSITION.match(self._text, mention.end)
        words = {t.lower() for t in mention.titles}
        words |= {w.lower() for w in _WORD.findall(described[1])[:6]} if described else set()
        called = _CALLED.search(self._text, max(0, mention.start - _ASIDE), mention.start)
        words |= {called[1].lower()} if called else set()
        if (described or called) and words & ROLES:
            self._persons.add(name)
        for word in words & ROLES - BODIES:
            self._offices.setdefault(word, set()).add(name)

    def _given(self, mention: Mention) -> Gender | None:
        """Return what a first name alone tells: of one who is called by nothing else."""
        (first, *others) = mention.words
        if others or mention.words in self._places or self._people.has_last(first):
            return None
        return gender_of_first_name(first)

    def speaker(self, subject: tuple[int, int] | None) -> Speaker:
        """Return who is meant by the words between two places of the text."""
        if subject is None:
            return Speaker(None, "none")
        words = self._text[slice(*subject)]
        low = words.lower()
        if low in _GENDERS:
            return Speaker(self._resolve(_GENDERS[low], subject[0]), "pronoun")
        if low in _OTHERS:
            group = self._same_group() if low in ("they", "it") else None
            several = group is not None and group.split(",")[0].endswith("s")
            return Speaker(None if low == "it" and several else group, "pronoun")
        if (together := _INCLUDING.search(self._text, *subject)) is not None:
            who = _WHO.search(self._text, subject[0], together.start())
            some = self.speaker((subject[0], who.start() if who else together.start()))
            place = together.end(), subject[1]
            one = self._full_names(*place) if together[1] else self.speaker(place).name
            if some.name and one:
                return Speaker(f"{some.name}, including {one}", "role")
        if (others := _AND_OTHERS.search(self._text, *subject)) is not None:
            named_first = self.speaker((subject[0], others.start()))
            both = named_first.name and f"{named_first.name} and {others[1]}"
            return replace(named_first, name=both)
        end = self._end_of_head(subject)
        named = self._head(subject[0], end)
        if named is not None:
            name = self._people.name(named)
            if named.person:
                self._persons.add(name)
            return Speaker(self._joint(subject[0], named) or name, "name")
        if author := self._author(subject):
            return Speaker(author, "name")
        return Speaker(
            self._holder(self._text[subject[0] : end]) or " ".join(words.split()), "role"
        )

    def _author(self, subject: tuple[int, int]) -> str | None:
        """Return who wrote or gave what is said to speak: "a speech Ann Lee delivered"."""
        made = _MADE.search(self._text, *subject)
        if made is None:
            return None
        i = bisect_left(self._starts, made.start()) - 1
        if i < 0 or (author := self._mentions[i]).start <= subject[0] or not author.person:
            return None
        return self._people.name(author) if author.end == made.start() else None

    def _end_of_head(self, subject: tuple[int, int]) -> int:
        """Return where the first preposition stands: "a spokesman | for Macron"."""
        for word in _WORD.finditer(self._text, *subject):
            if word[0].lower() in PREPOSITIONS and word.start() > subject[0]:
                if self._inside_name(word.start()) or self._inside_title(word.end()):
                    continue
                return word.start()
        return subject[1]

    def _inside_title(self, at: int) -> bool:
        """Say if a name with its titles goes on after a word: "Secretary of | State Ann Lee"."""
        i = bisect_left(self._starts, at)
        return i < len(self._mentions) and (
            self._mentions[i].start == at + 1 and bool(self._mentions[i].titles)
        )

    def _full_names(self, start: int, end: int) -> str:
        """Return the people between two places who have a title or a first name: "Lee and Orr"."""
        i = bisect_left(self._starts, start)
        names = []
        while i < len(self._mentions) and self._mentions[i].start < end:
            mention = self._mentions[i]
            if mention.person and (mention.titles or len(mention.words) > 1):
                names.append(self._people.name(mention))
            i += 1
        return " and ".join(names)

    def _inside_name(self, at: int) -> bool:
        i = bisect_left(self._starts, at) - 1
        return i >= 0 and self._mentions[i].end > at

    def _head(self, start: int, end: int) -> Mention | None:
        """Return the name that ends a subject: not Macron in "Macron's aides", "Macron aides"."""
        stripped = len(self._text[start:end].rstrip(" ,.")) + start
        i = bisect_left(self._starts, start)
        last = None
        while i < len(self._mentions) and self._mentions[i].start < end:
            last = self._mentions[i]
            i += 1
        if last is None:
            return None
        rest = self._text[last.end : stripped]
        return last if not any(c.isalnum() for c in rest) else None

    def _joint(self, start: int, last: Mention) -> str | None:
        """Return both names of "Lee and Orr", who say something together."""
        i = bisect_left(self._starts, last.start) - 1
        if i < 0 or (first := self._mentions[i]).start < start:
            return None
        if self._text[first.end : last.start] != " and ":
            return None
        return f"{self._people.name(first)} and {self._people.name(last)}"

    def _holder(self, words: str) -> str | None:
        """Return who is meant by "the president", if one person alone is called so."""
        if not words.lower().startswith("the "):
            return None
        nouns = [w.lower() for w in _WORD.findall(words)]
        holders = self._offices.get(nouns[-1], set()) if nouns else set()
        return next(iter(holders)) if len(holders) == 1 else None

    def _resolve(self, gender: Gender, at: int) -> str | None:
        sentence = self._sentence(self._read_to, at, None)
        here = {n for n in sentence.names if self._fits(n, gender)}
        found = self._of_before(gender)
        if here:
            found = next(iter(here)) if len(here) == 1 else sentence.about(here, None)
        self._unclear = gender if found is None else None
        if (
            found is not None
            and self._genders.get(found) is None
            and not self._people.shared(found)
        ):
            self._genders[found] = gender  # "he" once, "he" throughout
        return found

    def _of_before(self, gender: Gender) -> str | None:
        """Return who is meant by a pronoun whose own sentence names nobody before it."""
        last = self._spoke[0].name if self._spoke else None
        last = last if last is not None and self._fits(last, gender) else None
        for sentence in reversed(self._read):
            named = {*sentence.names, sentence.spoke} - {None}
            fitting = {n for n in named if n is not None and self._fits(n, gender)}
            if sentence.unclear == gender:
                return None
            if len(fitting) == 1:
                (only,) = fitting
                aside = only not in {*sentence.beside, sentence.spoke, sentence.subject}
                return None if aside and last not in (None, only) else only
            if fitting:
                return sentence.about(fitting, last)
        return last

    def _fits(self, name: str, gender: Gender) -> bool:
        if (name,) in self._places or name not in self._persons:
            return False
        return self._genders.get(name) in (None, gender)

    def _same_group(self) -> str | None:
        """Return who spoke in the sentence before, if it is no single person."""
        if self._spoke is None or self._spoke[1] > 1 or self._spoke[0].name in self._genders:
            return None
        return self._spoke[0].name

    def _sentence(self, start: int, end: int, spoke: str | None) -> _Sentence:
        """Describe what stands outside quotations between two places."""
        i = bisect_left(self._starts, start)
        names, beside = set(), set()
        while i < len(self._mentions) and self._mentions[i].start < end:
            mention = self._mentions[i]
            if mention.person and not self._is_quoted(mention.start):
                names.add(self._people.name(mention))
                if not self._is_aside(mention):
                    beside.add(self._people.name(mention))
            i += 1
        return _Sentence(names, beside, self._subject(start, end), spoke)

    def _is_aside(self, mention: Mention) -> bool:
        """Say if somebody is only named with something else: "Lee's", "for former mayor Lee"."""
        if self._text[mention.end : mention.end + 2] in ("'s", "’s"):
            return True
        before = self._text[max(0, mention.start - _ASIDE) : mention.start]
        words = [w.lower() for w in _WORD.findall(before.rsplit(",")[-1])]
        while words and (words[-1] in ROLES or words[-1] in LEADS):
            words.pop()
        if words and words[-1] == "with" and _DOING.match(self._text, mention.end):
            return False
        return bool(words) and words[-1] in PREPOSITIONS

    def _subject(self, start: int, end: int) -> str | None:
        """Return whom a sentence begins with: "Lee …", "But Lee …", "On Monday, Lee …"."""
        i = bisect_left(self._starts, start)
        if i >= len(self._mentions) or (first := self._mentions[i]).start >= end:
            return None
        if not first.person or self._is_quoted(first.start):
            return None
        if self._text[first.end : first.end + 2] in ("'s", "’s"):
            return None
        before = self._text[start : first.start].strip()
        led = all(w.lower() in LEADS or w.lower() in ROLES for w in _WORD.findall(before))
        return self._people.name(first) if led or before.endswith(",") else None

    def _is_quoted(self, at: int) -> bool:
        return _within(at, self._quotes, self._quote_starts)

    def paragraph_begins(self, quotes: Sequence[tuple[int, int]]) -> None:
        """Take in where the quotations of the next paragraph are: whom they name, others name."""
        self._quotes = quotes
        self._quote_starts = [start for start, _ in quotes]

    def sentence_read(self, start: int, end: int, spoke: Speaker | None) -> str | None:
        """Remember whom a sentence named and who spoke in it; return whom it is about."""
        sentence = self._sentence(start, end, spoke.name if spoke else None)
        begins = _WORD.search(self._text, start, end)
        if begins and begins[0] in ("He", "She"):
            subject = self._of_before(_GENDERS[begins[0].lower()])
            sentence = replace(sentence, subject=subject)
            if subject:
                sentence.names.add(subject)
        self._read.append(replace(sentence, unclear=self._unclear))
        self._unclear = None
        self._read_to = end
        if spoke is not None and spoke.name is not None:
            self._spoke = spoke, 0
        elif self._spoke is not None:
            self._spoke = (
                (self._spoke[0], self._spoke[1] + 1) if self._spoke[1] < REMEMBERED else None
            )
        return sentence.subject


def _within(at: int, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Say if a place lies in one of the spans, which come in order with their starts."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < spans[i][1]
