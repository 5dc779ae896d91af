"""The names in an article: where they stand, and which of them are one person.

"President Emmanuel Macron" is later "Mr Macron" and "Macron". A last name that two people of the
article share stays what it is, unless a title tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.english.function_words import NO_NAMES
from rag.english.lexicon import VERBS, alternation
from rag.english.persons import (
    ORGANISATIONS,
    PARTICLES,
    TITLES,
    Gender,
    gender_of_first_name,
    gender_of_titles,
)

# A word, with hyphens, apostrophes within, and the full stop of an initial or a short title.
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=[^\W\d_]{3}|[A-Z])|(?<=\w\w)\.(?=[A-Za-z]{2}))*")
_SHORT = frozenset(
    "Del Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Lt Gen Col Maj Sgt Capt Rev St Jr Sr".split()
)
_SUFFIXES = frozenset("Jr Sr II III IV".split())
_SAYS = re.compile(rf"\s+{alternation(f for f, v in VERBS.items() if v.frame == 'clause')}\b")
_MOST_WORDS = 4  # of a name; more are a headline, or a row of names
_SENTENCE_END = '\n.?!:"“”…'
# Endings of a people or a party: "Europeans", "Democrats", "Greens".
_GROUP = re.compile(r"(?:ans|ats|ists|ives|eens|ists|ns|ers|ish|ese|ench|utch)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in the text; `start` counts its titles in, `words` do not."""

    start: int
    end: int
    words: tuple[str, ...]
    titles: frozenset[str]
    person: bool


def find_names(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Return the names between two places of a text, in order.

    A single word with a capital at the beginning of a sentence is one only if it has its capital
    elsewhere, too.
    """
    runs = (_mention(run) for run in _runs(text, start, len(text) if end is None else end))
    mentions = [mention for mention in runs if mention is not None]
    certain = {
        word
        for m in mentions
        if len(m.words) > 1
        or m.titles
        or not _begins_sentence(text, m.start)
        or _SAYS.match(text, m.end)
        for word in m.words
    }
    full = {m.words[-1] for m in mentions if len(m.words) > 1}
    return [
        replace(m, person=False) if len(m.words) == 1 and _is_group(m.words[0], full) else m
        for m in mentions
        if certain.issuperset(m.words)
    ]


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_END


def _is_group(word: str, last_names: set[str]) -> bool:
    return word not in last_names and _GROUP.search(word) is not None


def _runs(text: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """Yield runs of words with capitals that have only a space, or particles, between them."""
    run: list[re.Match[str]] = []
    particles: list[re.Match[str]] = []
    last: re.Match[str] | None = None  # of the run and its particles
    for word in _WORD.finditer(text, start, end):
        beside = last is not None and _beside(text, last, word)
        if beside and word[0] in PARTICLES:
            particles.append(word)
        elif word[0][0].isupper():
            if run and not beside:
                yield run
                run = []
            run += [*(particles if beside else []), word]
            particles = []
        else:
            if run:
                yield run
            run, particles, last = [], [], None
            continue
        last = word
    if run:
        yield run


def _beside(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Say if nothing but a space parts two words, or the full stop of an abbreviation."""
    between = text[before.end() : after.start()]
    if between in (" ", "\u00a0"):
        return True
    return between in (". ", ".") and (len(before[0]) == 1 or before[0] in _SHORT)


def _mention(run: list[re.Match[str]]) -> Mention | None:
    words = list(run)
    while words and words[0][0] in NO_NAMES:
        words.pop(0)
    if not words:
        return None
    bare = [_with_stop(w) for w in words[:-1]] + [words[-1][0]]
    start, end = words[0].start(), words[-1].end()
    titles = max((i + 1 for i, w in enumerate(bare) if w in TITLES), default=0)
    name = [w for w in bare[titles:] if w not in _SUFFIXES]
    if any(w in ORGANISATIONS or _is_acronym(w) for w in (name or bare)):
        return Mention(start, end, tuple(bare), frozenset(), False)
    if not name or all(w in PARTICLES for w in name) or len(name) > _MOST_WORDS:
        return None
    return Mention(start, end, tuple(name), frozenset(bare[:titles]), True)


def _with_stop(word: re.Match[str]) -> str:
    """Return a word with the full stop of an initial: "B." in "Charles B. Lee"."""
    initial = len(word[0]) == 1 and word.string.startswith(".", word.end())
    return f"{word[0]}." if initial else word[0]


def _is_acronym(word: str) -> bool:
    return len(word.rstrip(".")) > 1 and word.isupper() and word not in _SUFFIXES


@dataclass(slots=True)
class _Person:
    number: int
    name: str
    words: tuple[str, ...]
    genders: set[Gender]


class People:
    """Who is named in an article."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_last: dict[str, list[_Person]] = {}
        self._by_first: dict[str, list[_Person]] = {}
        self._by_words: dict[tuple[str, ...], _Person] = {}
        self._by_ends: dict[tuple[str, str], _Person] = {}  # first and last word
        full = [m for m in mentions if m.person and len(m.words) > 1]
        known = {m.words for m in full}
        for mention in full:
            if mention.words[1:] not in known or len(mention.words) < 3:
                self._add(mention)
        for mention in mentions:
            if mention.person and (person := self._find(mention)):
                person.genders |= _genders(mention)

    def _add(self, mention: Mention) -> None:
        first, last = mention.words[0], mention.words[-1]
        if self._full(mention.words):
            return
        person = _Person(len(self._by_words), " ".join(mention.words), mention.words, set())
        self._by_words[mention.words] = person
        self._by_ends.setdefault((first, last), person)
        self._by_last.setdefault(last, []).append(person)
        self._by_first.setdefault(first, []).append(person)

    def name(self, mention: Mention) -> str:
        """Return the full name of one who is mentioned, or what stands there."""
        person = self._find(mention)
        return person.name if person else " ".join(mention.words)

    def gender(self, mention: Mention) -> Gender | None:
        """Return the gender that titles and first names tell, None where they tell none."""
        person = self._find(mention)
        genders = person.genders if person else _genders(mention)
        return next(iter(genders)) if len(genders) == 1 else None

    def has_last(self, word: str) -> bool:
        """Say if a word is the last name of anybody."""
        return word in self._by_last

    def shared(self, name: str) -> bool:
        """Say if a name is a last name that several have."""
        return len(self._by_last.get(name, ())) > 1

    def _full(self, words: tuple[str, ...]) -> _Person | None:
        """Return the first named who is meant by a full name: "Trainer Ann Lee" is Ann Lee."""
        ends = [words[i:] for i in range(len(words) - 1)]
        meant = [self._by_ends.get((words[0], words[-1])), *map(self._by_words.get, ends)]
        return min(filter(None, meant), key=lambda person: person.number, default=None)

    def _find(self, mention: Mention) -> _Person | None:
        if not mention.person:
            return None
        first, last = mention.words[0], mention.words[-1]
        if len(mention.words) > 1:
            return self._full(mention.words)
        same = self._by_last.get(last, [])
        if len(same) > 1:
            wanted = _genders(mention)
            fitting = (p for p in same if p.genders == wanted)
            same = list(islice(fitting, 2)) if wanted else []
        return _only(same) or (_only(self._by_first.get(first, [])) if not same else None)


def _only(people: Sequence[_Person]) -> _Person | None:
    return people[0] if len(people) == 1 else None


def _genders(mention: Mention) -> set[Gender]:
    """Return what a title or, without one, the first name tells."""
    titled = gender_of_titles(mention.titles)
    if titled or len(mention.words) < 2:
        return titled
    gender = gender_of_first_name(mention.words[0])
    return {gender} if gender else set()
