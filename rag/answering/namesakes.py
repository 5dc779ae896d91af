"""Last names that may mean several people.

People who share a last name are never merged: where a last name alone may mean another person than
the one asked about, it means nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from rag.english.speaker_names import name_words, shared_last_names
from rag.types import Attribution


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
