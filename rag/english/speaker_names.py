"""Which names mean the same speaker, and which last names are shared by several."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from rag.english.persons import (
    FORMS_OF_ADDRESS,
    NAME_SUFFIXES,
    PARTICLES,
    TITLES_IN_COMPARISON,
    gender_of_titles,
)
from rag.english.word_lists import Gender, gender_of_first_name, is_first_name, is_person_noun

OF = re.compile(r"\b(?:of|for|from|at|in|with|to)\b")  # what parts "mayor" from "of Oskerby"
_TOGETHER = re.compile(r"(?<=\w) and (?=[A-Z]|others?\b)|, including ")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_NICKNAME = re.compile(r"\s[“\"‘(][^“”\"‘’()]+[”\"’)]")
_SUFFIXES = frozenset(suffix.lower() for suffix in NAME_SUFFIXES)
_NOT_NAMES = frozenset("The A An Some Several Many Most Both His Her Their Its One Other".split())
_INSIDE_NAMES = PARTICLES | {"of", "the", "for", "and"}
KEPT = 2**12  # names, and pairs of them, whose comparison is remembered: about 1 MB


@lru_cache(maxsize=KEPT)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name for comparison: without capitals, accents, titles and "Jr."."""
    words = _plain_words(name)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    kept = (w for i, w in enumerate(words) if w not in TITLES_IN_COMPARISON or (i and len(w) == 1))
    return tuple(kept) or words


def _plain_words(name: str) -> tuple[str, ...]:
    plain = name.replace("’", "'").removesuffix("'s")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain.casefold()))


def name_suffix(name: str) -> str:
    """Return what tells a son from his father of the same name: "jr"."""
    last = _plain_words(name)[-1:]
    return last[0] if last and last[0] in _SUFFIXES else ""


def without_nickname(name: str) -> str:
    """Return a name without a nickname in marks: of “Arvid “Red” Lomax”, “Arvid Lomax”."""
    return _NICKNAME.sub("", name)


@lru_cache(maxsize=KEPT)
def without_title(name: str) -> str:
    """Return a name without what its bearer is: of "County Engineer Ann Lee", "Ann Lee"."""
    words = name.split()
    titles = (i + 1 for i, word in enumerate(words[:-1]) if _is_title(word.rstrip(".")))
    named = " ".join(words[max(titles, default=0) :])
    return named if is_name(name) and named[:1].isupper() else name


def _is_title(word: str) -> bool:
    """Return whether a word stands before a name: "Owner", unlike "Baker" in "Ann Baker Lee"."""
    return word[:1].isupper() and (
        word in FORMS_OF_ADDRESS or (is_person_noun(word) and not is_first_name(word))
    )


@lru_cache(maxsize=KEPT)
def is_name(speaker: str) -> bool:
    """Return whether a speaker is a name, rather than a noun: "Lee", unlike "The mayor"."""
    first, *others = speaker.split() or [""]
    return (
        first[:1].isupper()
        and first not in _NOT_NAMES
        and all(w in _INSIDE_NAMES or not w.lstrip('“"‘(')[:1].islower() for w in others)
    )


@lru_cache(maxsize=KEPT)
def is_common_noun(speaker: str) -> bool:
    """Return whether a speaker is a noun with no name in it: "the company", "a former clerk".

    In each article it means somebody else.
    """
    first, *others = speaker.split() or [""]
    owned = first.endswith(("'s", "’s", "s’", "s'")) and first[0].isupper()
    return not is_name(speaker) and not owned and not any(w[:1].isupper() for w in others)


@lru_cache(maxsize=KEPT)
def gender_of_name(name: str) -> Gender | None:
    """Return the gender that a title or a first name states: of "Mr. Lee", "Ann Lee"."""
    words = [word.rstrip(".") for word in name.split()]
    stated = gender_of_titles(words[:-1])
    if len(stated) == 1:
        return next(iter(stated))
    plain = name_words(name)
    return gender_of_first_name(plain[0]) if len(plain) > 1 and is_name(name) else None


@lru_cache(maxsize=KEPT)
def same_speaker(asked: str, speaker: str | None) -> bool:
    """Return whether a name asked about means the speaker of an attribution.

    A last name is enough in the question, and in an article that gives no other. "The mayor" is
    whoever is called so; "Macron" does not mean a spokesman for Macron. Of several who speak
    together each is meant: "Ann Lee and Bo Orr", "officials, including Ann Lee". The very words of
    a speaker always mean that speaker.
    """
    if speaker is None:
        return False
    if asked.strip().casefold() == speaker.casefold():
        return True
    words: tuple[tuple[str, ...], ...]
    words = name_words(asked), name_words(without_nickname(asked))
    untitled = without_title(asked)
    if untitled != asked and " " in untitled:  # "Captain Lee" may be another than the only Lee
        words = (*words, name_words(untitled))
    return any(
        bool(asked_words) and _is_called(asked, asked_words, one)
        for asked_words in dict.fromkeys(words)
        for one in _TOGETHER.split(speaker)
    )


def _is_called(asked: str, asked_words: tuple[str, ...], speaker: str) -> bool:
    """Return whether a name asked about, and its words, mean one speaker."""
    speaker_words = _compared(speaker)
    if not speaker_words or asked_words[-1] != speaker_words[-1]:
        return False
    named = is_name(speaker)
    if named and not _may_be_one(asked, speaker, min(len(asked_words), len(speaker_words))):
        return False
    if set(asked_words) <= set(speaker_words) or (named and len(speaker_words) == 1):
        return True
    # "Ann B. Lee" may be called "Ann Lee" elsewhere.
    alike = asked_words[0] == speaker_words[0] and named
    return alike and {w for w in asked_words if len(w) > 1} <= set(speaker_words)


def _may_be_one(asked: str, speaker: str, words: int) -> bool:
    """Return whether neither genders nor "Jr." tell two people of one name apart.

    `words` is the number of the shorter name's. Who asks may leave out "Jr.", and a last name alone
    needs none.
    """
    suffix = name_suffix(asked)
    if words > 1 and suffix and suffix != name_suffix(speaker):
        return False
    return words > 1 or {gender_of_name(asked), gender_of_name(speaker)} != {"male", "female"}


def _compared(speaker: str) -> tuple[str, ...]:
    """Return the words that one speaker is compared by: of "the mayor of Oskerby", "mayor"."""
    return name_words(speaker if is_name(speaker) else OF.split(speaker)[0])


def shared_last_names(names: Iterable[str]) -> frozenset[str]:
    """Return the last names that several speakers share, as `name_words` returns them."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name_words(name)
        if len(words) > 1 and is_name(name):
            bearers[words[-1]].add(f"{words[0]} {name_suffix(name)}")
    return frozenset(last for last, first in bearers.items() if len(first) > 1)


def _last(words: Sequence[str]) -> str:
    return words[-1] if words else ""


class SpeakerNames:
    """The names of all speakers of an index, found by their last words.

    The words of each name are taken once, when a name is first looked up; a look-up compares only
    the names with the same last word.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)

    @cached_property
    def _by_last_word(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)  # each name once, in order
        for name in self.names:
            parts = _TOGETHER.split(name)
            for words in (name_words(name), *map(_compared, parts)):
                found[_last(words)][name] = None
        return {last: list(names) for last, names in found.items()}

    @cached_property
    def shared_last_names(self) -> frozenset[str]:
        """The last names that several speakers share, as `name_words` returns them."""
        return shared_last_names(self.names)

    def meant_by(self, name: str) -> list[str]:
        """Return those of the speakers' names that a name may mean, in order."""
        alike = self._by_last_word.get(_last(name_words(name)), ())
        return [speaker for speaker in alike if same_speaker(name, speaker)]

    def speaks(self, name: str) -> bool:
        """Return whether a name may mean a speaker."""
        return bool(self.meant_by(name))

    def is_person(self, name: str) -> bool:
        """Return whether a name means a speaker with a longer name: "Lee" is Ann Lee.

        "Russia" is nothing else.
        """
        return any(len(name_words(full)) > 1 for full in self.meant_by(name))
