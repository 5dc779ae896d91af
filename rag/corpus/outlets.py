"""Recognises the name of a newspaper, an agency or a broadcaster by its words."""

from __future__ import annotations

import re

from rag.english.word_lists import is_place

_NOUN = (
    r"(?:Advertiser|Agency|Argus|Broadcasting|Bugle|Bulletin|Chronicle|Citizen|Courier|Daily"
    r"|Dispatch|Echo|Enquirer|Examiner|Express|Gazette|Globe|Guardian|Herald|Independent|Inquirer"
    r"|Intelligencer|Journal|Ledger|Magazine|Mail|Mercury|Messenger|Mirror|Monitor|News|Observer"
    r"|Packet|Post|Press|Radio|Record|Recorder|Register|Review|Sentinel|Spectator|Standard|Star"
    r"|Statesman|Sun|Telegraph|Times|Tribune|Weekly|Wire)"
)
_NAMED_BY_NOUN = re.compile(rf"\b{_NOUN}\b")
_ENDS_WITH_NOUN = re.compile(rf".*\b{_NOUN}(?: (?:Agency|Group|Network|Online|Service))?")
_SMALL = frozenset("the of and & for".split())
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
_LIVE = re.compile(r"[ ,]+live(?: ?blog)?\b.*", re.IGNORECASE)


def outlet_in(part: str) -> str | None:
    """Return the outlet that a part of a header is the name of, without "live blog" after it.

    >>> outlet_in("The Kalmar Herald live blog"), outlet_in("World News"), outlet_in("Kalmar")
    ('The Kalmar Herald', None, None)
    """
    name = _LIVE.sub("", part)
    words = name.split()
    if not 1 < len(words) <= _MOST_WORDS or name[-1] in ".,;:!?-\u2026":
        return None
    if not all(word[0].isupper() or word.lower() in _SMALL for word in words):
        return None
    if name.isupper():  # a headline in capitals has such nouns, too: not at its end
        noun = _ENDS_WITH_NOUN.fullmatch(name.title())
    else:
        noun = _NAMED_BY_NOUN.search(name)
    particular = [word for word in words if word.lower() not in _GENERAL | _SMALL]
    own = [word for word in particular if not _NAMED_BY_NOUN.fullmatch(word.title())]
    return name if noun and (own or len(particular) > 1 or words[0].lower() == "the") else None


def is_definite(part: str) -> bool:
    """Return whether a part is "The" with a name, as outlets have: "The Continental".

    >>> is_definite("The Continental"), is_definite("The Hague"), is_definite("The pier")
    (True, False, False)
    """
    words = part.split()
    capitalised = all(word[0].isupper() and word.isalpha() for word in words)
    short = 2 <= len(words) <= 4 and words[0] == "The"
    return capitalised and short and not is_place(part) and not is_place(" ".join(words[1:]))
