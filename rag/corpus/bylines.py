"""The names of people in a byline, and the words that name no author: roles, agencies, days."""

from __future__ import annotations

import re

from rag.english.calendar import MONTHS, WEEKDAYS

_LONGEST = 300  # code points of all names of a byline

_PARTICLE = re.compile(
    "af|al|av|bin|bint|da|das|de|del|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|von|y|zu"
)
_NOT_IN_NAMES = re.compile(
    "a|afp|agenc(?:y|ies)|all|an|and|any|ap|associated|bbc|board|bureau|by|cnn|contributors?"
    "|correspondents?|desk|editors?|editorial|guest|in|its|journalists?|network|news|newsroom|of"
    "|office|on|online|our|political|post|press|reporters?|reuters|senior|service|special|staff"
    "|team|the|their|times|to|web|with|writers?|"
    # May is a first name, too.
    + "|".join((*WEEKDAYS, *(month for month in MONTHS if month != "May"))),
    re.IGNORECASE,
)


def byline_names(stated: str) -> str | None:
    """Return the names in a byline if it holds only names of people and their employers.

    >>> byline_names("Jane Doe and Karl van der Berg, CNN"), byline_names("Staff Writer")
    ('Jane Doe, Karl van der Berg', None)
    """
    stated = re.sub(r",? (?=[JS]r\b)", " ", stated)
    stated = re.sub(r" (?:in|for|at) [A-Z].*", "", stated)
    parts = [part.strip() for part in re.split(r",|;|&| and ", stated, flags=re.IGNORECASE)]
    names = [part for part in parts if is_name(part)]
    others = [part for part in parts if part and part not in names]
    if not names or parts[0] != names[0] or not all(map(_is_affiliation, others)):
        return None
    found = ", ".join(" ".join(name.split()) for name in names)
    return found if len(found) <= _LONGEST else None


def is_name(part: str) -> bool:
    """Return whether a phrase has the form of a person's full name.

    >>> is_name("Karl van der Berg"), is_name("Karl"), is_name("Monday Night")
    (True, False, False)
    """
    words = part.split()
    if not 2 <= len(words) <= 5 or _PARTICLE.fullmatch(words[-1]):
        return False
    return all(map(_is_name_word, words)) and words[0][0].isupper()


def without_capitals(names: str) -> str:
    """Return names with those that are wholly in capitals as they are written in a sentence.

    >>> without_capitals("JANE O'NEILL-SMITH, J.K. VAN DER BERG, Ann Poe, MO McKAY")
    "Jane O'Neill-Smith, J.K. van der Berg, Ann Poe, MO McKAY"
    """
    return ", ".join(_in_small(name) if name.isupper() else name for name in names.split(", "))


def _in_small(name: str) -> str:
    first, *rest = name.split(" ")
    small = [word.lower() if _PARTICLE.fullmatch(word.lower()) else _word(word) for word in rest]
    return " ".join([_word(first), *small])


def _word(word: str) -> str:
    """Return a word of a name in small letters but for its beginnings; initials stay as they are.

    "JK" is initials, "JO" a name: these have a vowel.
    """
    letters = word.replace(".", "")
    if "." in word or (len(letters) < 3 and not re.search("[AEIOUY]", letters)):
        return word
    plain = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)
    return re.sub(r"\bMc(?=[a-z]{3})(.)", lambda found: "Mc" + found[1].upper(), plain)


def _is_name_word(word: str) -> bool:
    letters = re.sub(r"[.'\u2019-]", "", word)
    is_capitalised = word[0].isupper() and letters.isalpha() and not _NOT_IN_NAMES.fullmatch(word)
    return is_capitalised or _PARTICLE.fullmatch(word) is not None


def _is_affiliation(part: str) -> bool:
    words = part.lower().split()
    return len(words) == 1 or any(map(_NOT_IN_NAMES.fullmatch, words))
