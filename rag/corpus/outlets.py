"""Recognises the name of a newspaper, an agency or a broadcaster by its words."""

from __future__ import annotations

import re

from rag.english.word_lists import is_place

# Nouns of newspapers alone, and those that name sections and much else, too: "World News".
_OWN_NOUN = (
    "Advertiser|Argus|Bugle|Chronicle|Courier|Enquirer|Examiner|Gazette|Herald|Inquirer"
    "|Intelligencer|Ledger|Mercury|Messenger|Recorder|Sentinel|Telegraph|Tribune"
)
_NOUN = (
    rf"(?:{_OWN_NOUN}|Agency|Broadcasting|Bulletin|Citizen|Daily|Dispatch|Echo|Express|Globe"
    r"|Guardian|Independent|Journal|Magazine|Mail|Mirror|Monitor|News|Observer|Packet|Post|Press"
    r"|Radio|Record|Register|Review|Spectator|Standard|Star|Statesman|Sun|Times|Weekly|Wire)"
)
_NAMED_BY_NOUN = re.compile(rf"\b{_NOUN}\b")
_NAMED_BY_OWN_NOUN = re.compile(rf"\b(?:{_OWN_NOUN})\b")
_ENDS_WITH_NOUN = re.compile(rf".*\b{_NOUN}(?: (?:Agency|Group|Network|Online|Service))?")
_OF_AN_OUTLET = re.compile(
    rf"(?:The|Radio) .*|.*\b{_NOUN}(?: (?:Agency|Association|Digital|Extra|Group|International"
    r"|Media|Network|Newspapers?|Online|Plus|Service|Today|Weekend)"
    r"|,? (?:of|and|&) .*)?"
)
_SMALL = frozenset("the of and & for".split())
_NOT_IN_OUTLETS = re.compile(
    r"^(?:by|for|from|in|via|with)\b|[:/\d]|[.,;!?\u2026-]$", re.IGNORECASE
)
_MOST_WORDS = 6
# Words of sections: "World News" and "Book Review" are no outlets.
_GENERAL = frozenset(
    """
    all arts book books breaking business city consumer court crime culture daily education
    entertainment environment family film finance food foreign health home international latest
    legal letters life lifestyle live local market markets media money music national news opinion
    our people politics press property review reviews science society sport sports stock tech
    technology theatre top traffic travel tv uk us weather week weekly world year
    """.split()
)
_PLACE = re.compile(r" \([A-Z][\w ,-]+\)$")
_LIVE = re.compile(r"[ ,]+live(?: ?blog)?\b.*", re.IGNORECASE)


def outlet_in(part: str) -> str | None:
    """Return the outlet that a part of a header is the name of, without "live blog" or a place.

    >>> outlet_in("The Kalmar Herald live blog"), outlet_in("World News"), outlet_in("Kalmar")
    ('The Kalmar Herald', None, None)
    """
    name = _PLACE.sub("", _LIVE.sub("", part))
    words = name.split()
    if not 1 < len(words) <= _MOST_WORDS or _NOT_IN_OUTLETS.search(name):
        return None
    if not all(word[0].isupper() or word.lower() in _SMALL for word in words):
        return None
    if name.isupper():  # a headline in capitals has such nouns, too: not at its end
        noun = _ENDS_WITH_NOUN.fullmatch(name.title())
    else:
        noun = _NAMED_BY_NOUN.search(name)
    return name if noun and _is_particular(words) else None


def ends_as_an_outlet(name: str) -> bool:
    """Return whether a name with an outlet's noun is no headline that begins with one.

    >>> ends_as_an_outlet("KALMAR POST"), ends_as_an_outlet("Post Office Shuts")
    (True, False)
    """
    return _OF_AN_OUTLET.fullmatch(name.title() if name.isupper() else name) is not None


def _is_particular(words: list[str]) -> bool:
    """Return whether the words of a name with an outlet's noun are no section's: "World News"."""
    if words[0].lower() == "the" or _NAMED_BY_OWN_NOUN.search(" ".join(words).title()):
        return True
    named = [word for word in words if word.lower() not in _GENERAL | _SMALL]
    return len(named) > 1 or any(not _NAMED_BY_NOUN.fullmatch(word.title()) for word in named)


def is_definite(part: str) -> bool:
    """Return whether a part is "The" with a name, as outlets have: "The Continental".

    >>> is_definite("The Continental"), is_definite("The Hague"), is_definite("The pier")
    (True, False, False)
    """
    words = part.split()
    capitalised = all(word[0].isupper() and word.isalpha() for word in words)
    short = 2 <= len(words) <= 4 and words[0] == "The"
    return capitalised and short and not is_place(part) and not is_place(" ".join(words[1:]))
