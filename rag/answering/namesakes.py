"""Which names mean the same speaker, and which last names are shared by several.

People who share a last name are never merged: where a last name alone may mean another person than
the one asked about, it means nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from rag.english.persons import TITLES_IN_COMPARISON
from rag.types import Attribution

OF = re.compile(r"\b(?:of|for|from|at|in|with|to)\b")  # what parts "mayor" from "of Oskerby"
_TOGETHER = re.compile(r"(?<=\w) and (?=[A-Z]|others?\b)|, including ")


def same_speaker(asked: str, speaker: str | None) -> bool:
    """Return whether a name asked about means the speaker of an attribution.

    A last name is enough in the question, and in an article that gives no other. "The mayor" is
    whoever is called so; "Macron" does not mean a spokesman for Macron. Of several who speak
    together each is meant: "Ann Lee and Bo Orr", "officials, including Ann Lee".
    """
    if speaker is None:
        return False
    together = _TOGETHER.split(speaker)
    if len(together) > 1:
        return any(same_speaker(asked, one) for one in together)
    named = speaker[:1].isupper()
    asked_words = name_words(asked)
    speaker_words = name_words(speaker if named else OF.split(speaker)[0])
    if not asked_words or not speaker_words or asked_words[-1] != speaker_words[-1]:
        return False
    return set(asked_words) <= set(speaker_words) or (named and len(speaker_words) == 1)


def name_words(name: str) -> list[str]:
    """Return the words of a name for comparison: without capitals, accents and titles."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").removesuffix("'s"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", letters.casefold())
    return [w for w in words if w not in TITLES_IN_COMPARISON] or words


def names_of(name: str, speakers: Iterable[str]) -> list[str]:
    """Return those of the speakers' names that a name may mean."""
    return [speaker for speaker in speakers if same_speaker(name, speaker)]


def is_person(name: str, speakers: Iterable[str]) -> bool:
    """Return whether a name means a speaker with a longer name: "Lee" is Ann Lee.

    "Russia" is nothing else.
    """
    return any(len(name_words(full)) > 1 for full in names_of(name, speakers))


@lru_cache(maxsize=8)
def _shared(names: tuple[str, ...]) -> frozenset[str]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name_words(name)
        if len(words) > 1 and name[:1].isupper():
            bearers[words[-1]].add(words[0])
    return frozenset(last for last, first in bearers.items() if len(first) > 1)


def shared_last_names(names: Sequence[str]) -> frozenset[str]:
    """Return the last names that several speakers share, as `name_words` returns them."""
    return _shared(tuple(names))


def namesakes(name: str, said: Iterable[Attribution]) -> list[str]:
    """Return the full names that a last name alone may mean, if there are several."""
    wanted = name_words(name)
    full = {a.speaker for a in said if a.speaker and len(name_words(a.speaker)) > 1}
    those = sorted(s for s in full if s[:1].isupper() and name_words(s)[-1:] == wanted)
    return those if wanted and wanted[0] in shared_last_names(those) else []


def is_unclear(asked: str, speaker: str | None, shared: Set[str]) -> bool:
    """Return whether a last name alone may mean a namesake of the person asked about in full."""
    speaker_words = name_words(speaker or "")
    return len(speaker_words) == 1 and speaker_words[0] in shared and len(name_words(asked)) > 1
