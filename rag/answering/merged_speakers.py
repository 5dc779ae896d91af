"""The one name under which everything that a person says in an index is counted.

"Trump" and "Mr. Trump" of one article are the Donald Trump of another, if the index has one full
name that fits, and the article itself does not speak of him under both, or say who he is. People
who share a last name are never merged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from rag.english.persons import FORMS_OF_ADDRESS, TITLES
from rag.english.speaker_names import (
    gender_of_name,
    is_name,
    name_suffix,
    name_words,
    without_nickname,
    without_title,
)
from rag.english.word_lists import is_person_noun

Row = tuple[int, str]
"""The number of a document, and a speaker in it."""

_Key = tuple[str, str, str]  # first and last word of a full name, and its suffix


class MergedSpeakers:
    """The names of speakers, by document and by what the document calls them.

    `text_of` returns the text of a document by its number; it is read only where a last name alone
    may mean somebody whom another article names in full.
    """

    def __init__(self, rows: Sequence[Row], text_of: Callable[[int], str]) -> None:
        self._text_of = text_of
        times = Counter(speaker for _, speaker in rows)
        self._documents: dict[str, set[int]] = defaultdict(set)
        for document, speaker in rows:
            self._documents[speaker].add(document)
        self._words = {name: _words(name) for name in times if is_name(name)}
        self._spelling = _one_spelling(times, self._words)
        self._bearers: dict[str, set[str]] = defaultdict(set)
        for name, words in self._words.items():
            if len(words) > 1:
                self._bearers[words[-1]].add(self._spelling[name])
        self._known: dict[tuple[int, str], str] = {}

    def name(self, document: int, speaker: str) -> str:
        """Return the name under which the index counts a speaker of a document."""
        key = document, speaker
        if key not in self._known:
            self._known[key] = self._merged(document, speaker)
        return self._known[key]

    def _merged(self, document: int, speaker: str) -> str:
        words = self._words.get(speaker, ())
        if len(words) != 1:
            return self._spelling[speaker]
        bearers = self._bearers.get(words[0], set())
        if len(bearers) > 1 and (office := _office(speaker)):
            bearers = {name for name in bearers if self._holds_office(office, name)}
        full = next(iter(bearers)) if len(bearers) == 1 else None
        if full is None or {gender_of_name(full), gender_of_name(speaker)} == {"male", "female"}:
            return self._spelling[speaker]
        if office := _office(speaker):
            return full if self._holds_office(office, full) else self._spelling[speaker]
        apart = self._names_both(document, full) or self._introduces(document, full)
        return self._spelling[speaker] if apart else full

    def _names_both(self, document: int, full: str) -> bool:
        """Return whether a document that leaves a last name open has the full name as well."""
        first, last = full.split()[0], full.split()[-1]
        both = rf"\b{re.escape(first)}\s(?:[^\s]+\s){{0,2}}{re.escape(last)}\b"
        return re.search(both, self._text_of(document)) is not None

    def _introduces(self, document: int, full: str) -> bool:
        """Return whether a document says who a last name is: "Orr, a dentist from Oskerby".

        One that means a person known from elsewhere does not.
        """
        last = re.escape(full.split()[-1])
        said = rf"\b{last},\s+(?:an?|the|who|of|from|whose|his|her|their|\d\d)\b"
        return re.search(said, self._text_of(document)) is not None

    def _holds_office(self, title: str, full: str) -> bool:
        """Return whether an article calls the person of a full name by a title.

        "President Lee" may be another than the Ann Lee whom no article calls president.
        """
        held = rf"\b{re.escape(title)}\s+{re.escape(full.split()[0])}\b"
        named = (name for name, spelling in self._spelling.items() if spelling == full)
        documents = set[int]().union(*(self._documents[name] for name in named))
        return any(re.search(held, self._text_of(document)) for document in documents)


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name without nickname, and without what its bearer is."""
    return name_words(without_title(without_nickname(name)))


def _office(speaker: str) -> str:
    """Return the office before a last name, "" for none: of "Commissioner Lee"."""
    title = speaker.split()[-2:-1]
    bare = title[0].rstrip(".") if title else ""
    office = bare in TITLES - FORMS_OF_ADDRESS or (bare[:1].isupper() and is_person_noun(bare))
    return title[0] if office and name_words(speaker)[-1:] else ""


def _one_spelling(times: Counter[str], words_of: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Map each speaker to the most frequent spelling of the same words or the same full name.

    `words_of` are the words of those speakers that are names.
    """
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    people: dict[_Key, list[str]] = defaultdict(list)
    for name in sorted(times, key=lambda name: (-times[name], name)):
        words = words_of.get(name, ())
        if len(words) > 1:
            people[words[0], words[-1], name_suffix(name)].append(name)
        else:
            alike[tuple(name.casefold().split())].append(name)
    merged = {name: names[0] for names in alike.values() for name in names}
    for names in people.values():
        if len(names) == 1:
            merged[names[0]] = names[0]
            continue
        chain = _is_chain(frozenset(words_of[name]) for name in names)
        merged |= {name: names[0] if chain else name for name in names}
    return merged


def _is_chain(names: Iterable[frozenset[str]]) -> bool:
    """Return whether of any two names one has all words of the other: no two middle names."""
    ordered = sorted(names, key=len)
    return all(a <= b for a, b in pairwise(ordered))
