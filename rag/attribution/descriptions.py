"""How an article describes the people whom it names: "the mayor, Ann Lee", "Ann Lee, a farmer"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.attribution.mentions import Mention
from rag.english.function_words import AUXILIARIES, DETERMINERS, PREPOSITIONS
from rag.english.lexicon import ALL_FORMS, alternation
from rag.english.persons import BODIES, POSSESSIVE_GENDERS, RELATIVES, ROLES
from rag.english.word_lists import is_person_noun

WORD = re.compile(r"[^\W\d_](?:[\w-]|['’](?!s\b))*")
_BEFORE = 100  # characters before a name in which its description stands
_MAX_WORDS = 6  # of a description
_BREAK = re.compile(r"[,.;:()“”\"]\s")
_RELATED = RELATIVES | {"lady"}
# After "the mayor, Ann Lee" comes the rest of the sentence's frame, never the name's own verb.
_CLOSED = re.compile(r"[,.;:)”\"\n]|$|\s+(?:said|says|told|added)\b")
_APPOSITION = re.compile(
    r"(?:,\s+\d{1,3})?,\s+(?:(the|a|an|its|his|her|their|[A-Z][\w.-]*['’]s)\s+)?"
    r"([^,.;:()“”\"\n]{3,80})"
)
_BEGINS = frozenset("his her their its my our who whose which and but or also then as".split())
_STOPS = PREPOSITIONS | DETERMINERS | AUXILIARIES | _BEGINS
_OWNED = r"(?:\b(?:his|her|their)|['’]s)\s+(?:[\w-]+\s+){0,2}"
_RELATIVE_BEFORE = re.compile(
    rf"(?:{_OWNED}{alternation(RELATIVES)}|\b{alternation(RELATIVES)}\s+of\s+[^,.\n]{{1,40}}"
    r"|\b[Ff]irst [Ll]ady),?\s$"
)
_RELATIVE_AFTER = re.compile(
    rf",\s+(?:(?:his|her|their|[A-Z][\w.-]*['’]s)\s+(?:[\w-]+\s+){{0,2}}{alternation(RELATIVES)}\b"
    rf"|the\s+{alternation(RELATIVES)}\s+of\b|the\s+(?:former\s+)?[Ff]irst\s+[Ll]ady\b)"
)


@dataclass(frozen=True, slots=True)
class Description:
    """The nouns that say what a person is, and all words that describe the person, in lower case.

    Of "the former mayor, Ann Lee" the role is "mayor", the words are "former" and "mayor"; "his"
    and "her" are kept as well.
    """

    roles: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def lower_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without "'s"."""
    return [word.lower() for word in WORD.findall(text)]


def is_role(noun: str) -> bool:
    """Return whether a noun in lower case means a person by what they are or do."""
    return is_person_noun(noun) or noun in ROLES


def describe(text: str, mention: Mention) -> Description:
    """Return how the words beside a name, apart from its titles, describe the person."""
    before, after = _before(text, mention), _after(text, mention)
    roles = {words[-1] for words in (before, after) if words}
    return Description(frozenset(roles - BODIES), frozenset(before + after))


def is_relative(text: str, mention: Mention) -> bool:
    """Return whether a person is introduced as a relative of another: "his wife, Ann Lee"."""
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    if not _RELATED.isdisjoint(lower_words(before)) and _RELATIVE_BEFORE.search(before):
        return True
    if before.endswith("first ") and "Lady" in mention.titles:
        return True
    return _RELATIVE_AFTER.match(text, mention.end) is not None


def _before(text: str, mention: Mention) -> list[str]:
    """Return the words of a noun phrase that stands before a name: "former council clerk"."""
    line = text[max(0, mention.start - _BEFORE) : mention.start].rpartition("\n")[2]
    *_, tail = _BREAK.split(line.removesuffix(", "))
    comma = line.endswith(", ")
    if comma and not _CLOSED.match(text, mention.end):
        return []
    words = lower_words(tail)[-_MAX_WORDS:] if comma or line.endswith(" ") else []
    if not words or not is_role(words[-1]) or not tail.rstrip().lower().endswith(words[-1]):
        return []
    begin = len(words) - 1
    while begin and words[begin - 1] not in _STOPS and words[begin - 1] not in ALL_FORMS:
        begin -= 1
    owned = begin and words[begin - 1] in POSSESSIVE_GENDERS
    return words[begin - 1 if owned else begin :]


def _after(text: str, mention: Mention) -> list[str]:
    """Return the words of an apposition up to its noun: "chief engineer" of the trust."""
    apposition = _APPOSITION.match(text, mention.end)
    words = lower_words(apposition[2]) if apposition else []
    end = next((i for i, word in enumerate(words) if word in _STOPS), len(words))
    if not apposition or not end or not is_role(words[end - 1]):
        return []
    owner = (apposition[1] or "").lower()
    return [owner, *words[:end]] if owner in POSSESSIVE_GENDERS else words[:end]
