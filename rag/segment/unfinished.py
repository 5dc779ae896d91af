"""Marks behind which a sentence goes on, though a capital follows them."""

from __future__ import annotations

import re

from rag.english.calendar import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS

# A phrase that begins a sentence and has no verb yet: "On Monday at 5 a.m. Mr. Smith left."
_OPENING_TIME = re.compile(
    rf"""[“"'‘(]? (?: (?: at|by|around|about|before|after|since|until|till|from|between|on|and|to
    | just|shortly|only|early|late|nearly|almost|exactly|roughly|approximately|the|that|same|next
    | following|morning|day|night|evening|yesterday|today|tomorrow|[ap]\.m\.
    | {"|".join((*WEEKDAYS, *MONTHS))} | (?:{"|".join(MONTH_ABBREVIATIONS)})\.?
    | \d{{1,4}} (?:st|nd|rd|th)? (?:[:.]\d\d)? ) [,\s]+ ){{1,12}} [ap]\.m\.""",
    re.VERBOSE | re.IGNORECASE,
)

# The end of a short quotation behind a mark in it, and the beginning of what follows in lower case.
_TITLE_LENGTH = 60
_TITLE_REST = re.compile(
    rf"""[^“”"\n]{{0,{_TITLE_LENGTH}}}? (?P<close> [”"] | (?<=[?!])’ ) [,;]? \s+ [a-z]""",
    re.VERBOSE,
)
_OPENING_OF = {"”": "“", "’": "‘", '"': '"'}


def is_opening_time(text: str, start: int, end: int) -> bool:
    """Return whether a sentence has nothing but a time of day so far, and so must go on.

    >>> text = "On Monday at 5 a.m. Mr. Smith left."
    >>> is_opening_time(text, 0, 19), is_opening_time(text, 3, 19), is_opening_time(text, 0, 23)
    (True, True, False)
    """
    return _OPENING_TIME.fullmatch(text, start, end) is not None


def is_inside_title(text: str, start: int, mark: int, end: int) -> bool:
    """Return whether a mark stands in a short quotation in the middle of a sentence.

    The sentence begins at `start` and goes on in lower case behind the quotation, as in: released
    “Stop! Stop! Now!” in May. The mark is at `mark` and ends at `end`.
    """
    rest = _TITLE_REST.match(text, end)
    before = text[max(start, mark - _TITLE_LENGTH) : mark]
    opening = before.rfind(_OPENING_OF[rest["close"]]) if rest else -1
    if not rest or opening < 0 or rest["close"] in before[opening + 1 :]:
        return False
    if rest["close"] == '"' and text.count('"', start, mark) % 2 == 0:
        return False
    return any(map(str.isalnum, text[start : mark - len(before) + opening]))
