"""Last names that may mean several people.

People who share a last name are never merged: where a last name alone may mean another person than
the one asked about, it means nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from rag.english.speaker_names import name_words, shared_last_names


def namesakes(name: str, speakers: Iterable[str]) -> list[str]:
    """Return those of the speakers' full names that a last name alone may mean, if several."""
    wanted = name_words(name)
    full = {speaker for speaker in speakers if len(name_words(speaker)) > 1}
    those = sorted(s for s in full if s[:1].isupper() and name_words(s)[-1:] == wanted)
    return those if wanted and wanted[0] in shared_last_names(those) else []


def is_unclear(asked: str, speaker: str | None, shared: Set[str]) -> bool:
    """Return whether a last name alone may mean a namesake of the person asked about in full."""
    speaker_words = name_words(speaker or "")
    return len(speaker_words) == 1 and speaker_words[0] in shared and len(name_words(asked)) > 1
