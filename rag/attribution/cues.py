"""What the words of a cue say about the speech that they mark, besides who speaks."""

from __future__ import annotations

import re

from rag.english.lexicon import ALL_FORMS, Sense

_WORD = re.compile(r"[^\W\d_]+")
_SPOKEN: frozenset[Sense] = frozenset(("say", "ask", "reply", "warn", "accuse", "deny", "promise"))
_ATTITUDES: frozenset[Sense] = frozenset(("think", "want"))
# Words after which a clause is what the sentence around it claims or asks.
_CLAIMED = re.compile(r"\b(?:that|how|why|whether|which|what|who|whom|whose)\s+$", re.I)


def reports_speech(cue: str) -> bool:
    """Return whether a cue says that words were said, rather than thought or done."""
    return not _SPOKEN.isdisjoint(_senses(cue))


def is_reply(cue: str) -> bool:
    """Return whether a cue says that somebody answers: "he replied"."""
    return "reply" in _senses(cue)


def is_claim_of_others(cue: str, before: str) -> bool:
    """Return whether others claim an attitude of the source: "it is plain that Lee wanted to".

    `before` is what stands right before the source. For words that are not quoted.
    """
    senses = _senses(cue)
    claimed = _CLAIMED.search(before) is not None
    return claimed and bool(senses) and _ATTITUDES.issuperset(senses)


def _senses(cue: str) -> set[Sense]:
    words = (word.lower() for word in _WORD.findall(cue))
    return {ALL_FORMS[word].sense for word in words if word in ALL_FORMS}
