"""Whom initials mean that stand before a colon: "AL: We stayed" is what Ann Lee says."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

_INITIALS = re.compile(r"[A-Z]{2,4}")
_BETWEEN_AUTHORS = re.compile(r"\s*[,;&]\s*|\s+and\s+")


def by_initials(label: str, *groups: AbstractSet[str]) -> str | None:
    """Return the name that has a label as its initials, from the first group in which one has.

    None if no name has, if several of a group have, and for what are no initials.
    """
    if not _INITIALS.fullmatch(label):
        return None
    for names in groups:
        found = [name for name in names if label in _initials(name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def authors_named(author: str) -> set[str]:
    """Return the names in the author of an article: "Ann Lee and Bo Orr" are two."""
    return {*filter(None, _BETWEEN_AUTHORS.split(author))}


def _initials(name: str) -> set[str]:
    """Return the initials of a full name: "ALO" and "AL" of Ann Lee-Orr."""
    parts = name.split(), re.split(r"[ -]+", name)
    return {"".join(word[0] for word in words) for words in parts if len(words) > 1}
