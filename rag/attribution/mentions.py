"""The names in an article: where each is mentioned, and which mentions refer to one person.

"President Emmanuel Macron" is later "Mr Macron" and "Macron". A last name that two people of the
article share is not resolved, unless a title tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.english.function_words import NO_NAMES
from rag.english.lexicon import VERBS, alternation
from rag.english.persons import (
    ABBREVIATED_TITLES,
    GROUP_ENDINGS,
    NAME_SUFFIXES,
    ORGANISATIONS,
    PARTICLES,
    TITLES,
    Gender,
    gender_of_first_name,
    gender_of_titles,
)

# A word, with hyphens, apostrophes within, and the full stop of an initial or a short title.
_WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?=[^\W\d_]{3}|[A-Z])|(?<=\w\w)\.(?=[A-Za-z]{2}))*")
_WITH_FULL_STOP = ABBREVIATED_TITLES | {"Del", "Jr", "Sr"}
_SAYS = re.compile(rf"\s+{alternation(f for f, v in VERBS.items() if v.frame == 'clause')}\b")
_MAX_WORDS = 4  # of a name; more are a headline, or a row of names
_SENTENCE_END = '\n.?!:"“”…'


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in the text; `start` is that of its titles, `words` are without them.

    `person` is False for organisations, acronyms and groups of people.
    """

    start: int
    end: int
    words: tuple[str, ...]
    titles: frozenset[str]
    person: bool


def find_names(text: str) -> list[Mention]:
    """Return the names in a text, in order.

    A single capitalised word at the beginning of a sentence is a name only if it is capitalised
    elsewhere, too.
    """
    runs = (_mention(run) for run in _capitalised_runs(text))
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
    last_names = {m.words[-1] for m in mentions if len(m.words) > 1}
    return [
        replace(m, person=False) if len(m.words) == 1 and _is_group(m.words[0], last_names) else m
        for m in mentions
        if certain.issuperset(m.words)
    ]


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_END


def _is_group(word: str, last_names: set[str]) -> bool:
    return word not in last_names and word.endswith(GROUP_ENDINGS)


def _capitalised_runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield runs of capitalised words with only a space, or particles, between them."""
    run: list[re.Match[str]] = []
    particles: list[re.Match[str]] = []
    last: re.Match[str] | None = None  # of the run and its particles
    for word in _WORD.finditer(text):
        adjacent = last is not None and _is_adjacent(text, last, word)
        if adjacent and word[0] in PARTICLES:
            particles.append(word)
        elif word[0][0].isupper():
            if run and not adjacent:
                yield run
                run = []
            run += [*(particles if adjacent else []), word]
            particles = []
        else:
            if run:
                yield run
            run, particles, last = [], [], None
            continue
        last = word
    if run:
        yield run


def _is_adjacent(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Return whether only a space, or the full stop of an abbreviation, parts two words."""
    between = text[before.end() : after.start()]
    if between in (" ", "\u00a0"):
        return True
    return between in (". ", ".") and (len(before[0]) == 1 or before[0] in _WITH_FULL_STOP)


def _mention(run: list[re.Match[str]]) -> Mention | None:
    words = list(run)
    while words and words[0][0] in NO_NAMES:
        words.pop(0)
    if not words:
        return None
    bare = [_with_full_stop(w) for w in words[:-1]] + [words[-1][0]]
    start, end = words[0].start(), words[-1].end()
    titles = max((i + 1 for i, w in enumerate(bare) if w in TITLES), default=0)
    name = [w for w in bare[titles:] if w not in NAME_SUFFIXES]
    if any(w in ORGANISATIONS or _is_acronym(w) for w in (name or bare)):
        return Mention(start, end, tuple(bare), frozenset(), False)
    if not name or all(w in PARTICLES for w in name) or len(name) > _MAX_WORDS:
        return None
    return Mention(start, end, tuple(name), frozenset(bare[:titles]), True)


def _with_full_stop(word: re.Match[str]) -> str:
    """Return a word, an initial with its full stop: "B." in "Charles B. Lee"."""
    initial = len(word[0]) == 1 and word.string.startswith(".", word.end())
    return f"{word[0]}." if initial else word[0]


def _is_acronym(word: str) -> bool:
    return len(word.rstrip(".")) > 1 and word.isupper() and word not in NAME_SUFFIXES


@dataclass(slots=True)
class _Entity:
    """A person who is named in full; `number` counts them in the order of the text."""

    number: int
    name: str
    words: tuple[str, ...]
    genders: set[Gender]


class Entities:
    """The people whom an article names in full; resolves each mention to one of them."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._by_last: dict[str, list[_Entity]] = {}
        self._by_first: dict[str, list[_Entity]] = {}
        self._by_words: dict[tuple[str, ...], _Entity] = {}
        self._by_ends: dict[tuple[str, str], _Entity] = {}  # first and last word
        full = [m for m in mentions if m.person and len(m.words) > 1]
        known = {m.words for m in full}
        for mention in full:
            if mention.words[1:] not in known or len(mention.words) < 3:
                self._add(mention)
        for mention in mentions:
            if mention.person and (entity := self._find(mention)):
                entity.genders |= _genders(mention)

    def _add(self, mention: Mention) -> None:
        first, last = mention.words[0], mention.words[-1]
        if self._find_full(mention.words):
            return
        entity = _Entity(len(self._by_words), " ".join(mention.words), mention.words, set())
        self._by_words[mention.words] = entity
        self._by_ends.setdefault((first, last), entity)
        self._by_last.setdefault(last, []).append(entity)
        self._by_first.setdefault(first, []).append(entity)

    def name(self, mention: Mention) -> str:
        """Return the full name of the person mentioned, or the words of the mention."""
        entity = self._find(mention)
        return entity.name if entity else " ".join(mention.words)

    def gender(self, mention: Mention) -> Gender | None:
        """Return the gender that titles and first names state, or None."""
        entity = self._find(mention)
        genders = entity.genders if entity else _genders(mention)
        return next(iter(genders)) if len(genders) == 1 else None

    def has_last_name(self, word: str) -> bool:
        """Return whether a word is the last name of a person."""
        return word in self._by_last

    def is_shared(self, name: str) -> bool:
        """Return whether a name is the last name of several people."""
        return len(self._by_last.get(name, ())) > 1

    def _find_full(self, words: tuple[str, ...]) -> _Entity | None:
        """Return the first person whom a full name fits: "Trainer Ann Lee" is Ann Lee."""
        ends = [words[i:] for i in range(len(words) - 1)]
        fitting = [self._by_ends.get((words[0], words[-1])), *map(self._by_words.get, ends)]
        return min(filter(None, fitting), key=lambda entity: entity.number, default=None)

    def _find(self, mention: Mention) -> _Entity | None:
        if not mention.person:
            return None
        first, last = mention.words[0], mention.words[-1]
        if len(mention.words) > 1:
            return self._find_full(mention.words)
        same = self._by_last.get(last, [])
        if len(same) > 1:
            wanted = _genders(mention)
            fitting = (entity for entity in same if entity.genders == wanted)
            same = list(islice(fitting, 2)) if wanted else []
        return _only(same) or (_only(self._by_first.get(first, [])) if not same else None)


def _only(entities: Sequence[_Entity]) -> _Entity | None:
    return entities[0] if len(entities) == 1 else None


def _genders(mention: Mention) -> set[Gender]:
    """Return the genders that a title or, without one, the first name states."""
    titled = gender_of_titles(mention.titles)
    if titled or len(mention.words) < 2:
        return titled
    gender = gender_of_first_name(mention.words[0])
    return {gender} if gender else set()
