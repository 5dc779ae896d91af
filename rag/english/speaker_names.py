"""Which names mean the same speaker, and which last names are shared by several."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from rag.english.persons import TITLES_IN_COMPARISON

OF = re.compile(r"\b(?:of|for|from|at|in|with|to)\b")  # what parts "mayor" from "of Oskerby"
_TOGETHER = re.compile(r"(?<=\w) and (?=[A-Z]|others?\b)|, including ")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
KEPT = 2**12  # names, and pairs of them, whose comparison is remembered: about 1 MB


@lru_cache(maxsize=KEPT)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name for comparison: without capitals, accents and titles."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").removesuffix("'s"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = _WORD.findall(letters.casefold())
    return tuple(w for w in words if w not in TITLES_IN_COMPARISON) or tuple(words)


@lru_cache(maxsize=KEPT)
def same_speaker(asked: str, speaker: str | None) -> bool:
    """Return whether a name asked about means the speaker of an attribution.

    A last name is enough in the question, and in an article that gives no other. "The mayor" is
    whoever is called so; "Macron" does not mean a spokesman for Macron. Of several who speak
    together each is meant: "Ann Lee and Bo Orr", "officials, including Ann Lee".
    """
    if speaker is None:
        return False
    asked_words = name_words(asked)
    return bool(asked_words) and any(
        _is_called(asked_words, one) for one in _TOGETHER.split(speaker)
    )


def _is_called(asked_words: tuple[str, ...], speaker: str) -> bool:
    """Return whether the words of a name mean one speaker."""
    speaker_words = _compared(speaker)
    if not speaker_words or asked_words[-1] != speaker_words[-1]:
        return False
    named = speaker[:1].isupper()
    return set(asked_words) <= set(speaker_words) or (named and len(speaker_words) == 1)


def _compared(speaker: str) -> tuple[str, ...]:
    """Return the words that one speaker is compared by: of "the mayor of Oskerby", "mayor"."""
    return name_words(speaker if speaker[:1].isupper() else OF.split(speaker)[0])


def shared_last_names(names: Iterable[str]) -> frozenset[str]:
    """Return the last names that several speakers share, as `name_words` returns them."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name_words(name)
        if len(words) > 1 and name[:1].isupper():
            bearers[words[-1]].add(words[0])
    return frozenset(last for last, first in bearers.items() if len(first) > 1)


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
            for one in _TOGETHER.split(name):
                for last in _compared(one)[-1:]:
                    found[last][name] = None
        return {last: list(names) for last, names in found.items()}

    @cached_property
    def shared_last_names(self) -> frozenset[str]:
        """The last names that several speakers share, as `name_words` returns them."""
        return shared_last_names(self.names)

    def meant_by(self, name: str) -> list[str]:
        """Return those of the speakers' names that a name may mean, in order."""
        alike = (self._by_last_word.get(last, ()) for last in name_words(name)[-1:])
        return [speaker for names in alike for speaker in names if same_speaker(name, speaker)]

    def speaks(self, name: str) -> bool:
        """Return whether a name may mean a speaker."""
        return bool(self.meant_by(name))

    def is_person(self, name: str) -> bool:
        """Return whether a name means a speaker with a longer name: "Lee" is Ann Lee.

        "Russia" is nothing else.
        """
        return any(len(name_words(full)) > 1 for full in self.meant_by(name))
