"""Who is meant by the subject of a statement: a name, somebody's office, or a pronoun.

Pronouns go to the one who spoke last, or to the only one whom the last sentence names; where two
may be meant, to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from rag.segment.cues import PREPOSITIONS, ROLES
from rag.segment.names import Gender, Mention, People
from rag.types import SpeakerForm

_GENDERS: dict[str, Gender] = {"he": "male", "she": "female"}
_OTHERS = frozenset("they it i we you who one".split())
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?!s\b))*")
_APPOSITION = re.compile(r",\s+(?:(?:the|a|an|its|his|her|their)\s+)?([^,.;:()“”\"]{3,60})")
REMEMBERED = 3  # sentences back that a pronoun may point


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: `name` is None where nobody is clearly meant."""

    name: str | None
    form: SpeakerForm


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
        for mention in running:
            if mention.person:
                self._note(mention)
        self._named: deque[list[str]] = deque(maxlen=REMEMBERED)  # by sentence, the last one last
        self._spoke: tuple[Speaker, int] | None = None  # who spoke last, how many sentences ago

    def _note(self, mention: Mention) -> None:
        name = self._people.name(mention)
        gender = self._people.gender(mention)
        self._genders[name] = self._genders.get(name) or gender
        if gender or mention.titles:
            self._persons.add(name)
        described = _APPOSITION.match(self._text, mention.end)
        words = {t.lower() for t in mention.titles}
        words |= {w.lower() for w in _WORD.findall(described[1])[:6]} if described else set()
        if described and words & ROLES:
            self._persons.add(name)
        for word in words & ROLES:
            self._offices.setdefault(word, set()).add(name)

    def speaker(self, subject: tuple[int, int] | None) -> Speaker:
        """Return who is meant by the words between two places of the text."""
        if subject is None:
            return Speaker(None, "none")
        words = self._text[slice(*subject)]
        low = words.lower()
        if low in _GENDERS:
            return Speaker(self._resolve(_GENDERS[low], subject[0]), "pronoun")
        if low in _OTHERS:
            return Speaker(self._same_group() if low in ("they", "it") else None, "pronoun")
        end = self._end_of_head(subject)
        named = self._head(subject[0], end)
        if named is not None:
            name = self._people.name(named)
            if named.person:
                self._persons.add(name)
            return Speaker(name, "name")
        return Speaker(
            self._holder(self._text[subject[0] : end]) or " ".join(words.split()), "role"
        )

    def _end_of_head(self, subject: tuple[int, int]) -> int:
        """Return where the first preposition stands: "a spokesman | for Macron"."""
        for word in _WORD.finditer(self._text, *subject):
            if word[0].lower() in PREPOSITIONS and word.start() > subject[0]:
                if self._inside_name(word.start()):
                    continue
                return word.start()
        return subject[1]

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

    def _holder(self, words: str) -> str | None:
        """Return who is meant by "the president", if one person alone is called so."""
        if not words.lower().startswith("the "):
            return None
        nouns = [w.lower() for w in _WORD.findall(words)]
        holders = self._offices.get(nouns[-1], set()) if nouns else set()
        return next(iter(holders)) if len(holders) == 1 else None

    def _resolve(self, gender: Gender, at: int) -> str | None:
        here = [n for n in self._names_between(self._read_to, at) if self._fits(n, gender)]
        found = here[0] if len(set(here)) == 1 else None
        if not here:
            found = self._of_before(gender)
        if found is not None and self._genders.get(found) is None:
            self._genders[found] = gender  # "he" once, "he" throughout
        return found

    def _of_before(self, gender: Gender) -> str | None:
        last = self._spoke[0].name if self._spoke else None
        spoke = last if last is not None and self._fits(last, gender) else None
        for names in reversed(self._named):
            fitting = {n for n in names if self._fits(n, gender)}
            if spoke in fitting:
                return spoke
            if fitting:
                return next(iter(fitting)) if len(fitting) == 1 else None
        return spoke

    def _fits(self, name: str, gender: Gender) -> bool:
        return name in self._persons and self._genders.get(name) in (None, gender)

    def _same_group(self) -> str | None:
        """Return who spoke in the sentence before, if it is no single person."""
        if self._spoke is None or self._spoke[1] > 1 or self._spoke[0].name in self._genders:
            return None
        return self._spoke[0].name

    def _names_between(self, start: int, end: int) -> list[str]:
        i = bisect_left(self._starts, start)
        names = []
        while i < len(self._mentions) and self._mentions[i].start < end:
            if self._mentions[i].person and not self._is_quoted(self._mentions[i].start):
                names.append(self._people.name(self._mentions[i]))
            i += 1
        return names

    def _is_quoted(self, at: int) -> bool:
        return _within(at, self._quotes, self._quote_starts)

    def paragraph_begins(self, quotes: Sequence[tuple[int, int]]) -> None:
        """Take in where the quotations of the next paragraph are: whom they name, others name."""
        self._quotes = quotes
        self._quote_starts = [start for start, _ in quotes]

    def sentence_read(self, start: int, end: int, spoke: Speaker | None) -> None:
        """Remember whom a sentence named, and who spoke in it."""
        named = self._names_between(start, end)
        begins = _WORD.search(self._text, start, end)
        if begins and begins[0] in ("He", "She"):
            meant = self._of_before(_GENDERS[begins[0].lower()])
            named = [meant, *named] if meant else named
        self._named.append(named)
        self._read_to = end
        if spoke is not None and spoke.name is not None:
            self._spoke = spoke, 0
        elif self._spoke is not None:
            self._spoke = (
                (self._spoke[0], self._spoke[1] + 1) if self._spoke[1] < REMEMBERED else None
            )


def _within(at: int, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Say if a place lies in one of the spans, which come in order with their starts."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < spans[i][1]
