"""The header of an agency's copy: slug, priority, notes to editors, embargo.

    BC-EU--Harbor Strike, 2nd Ld-Writethru, 420
    Eds: Adds quotes
    ^Port of Rotterdam shut by strike<
    ^By JANE DOE=
    ^Associated Press Writer=
    ROTTERDAM, Netherlands (AP) _ The port was shut.

The lines stay in the article's text; this module keeps them from being read as its headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.calendar import parse_date

_HEADER = re.compile(
    r"""
      (?:[a-z]\d{3,4}\s+)? (?:-+\s*)? (?:[a-z]\s+){0,3} (?:BC|AM|PM|AP|HFR)-{1,2}(?=[A-Z0-9])
      (?: [^\s,]+-[^\s,]*[^,]* | [^,]*,.*(?:\d(?:st|nd|rd|th)?\b|\bLd|\bBjt|ADV|URGENT).* )
    | [a-z0-9]+ (?:[-_/][a-z0-9]+)+ (?:\s*\(?\d{1,4}\)?)?
    | [A-Z0-9]+ (?:[-_/][A-Z0-9]+){2,} (?:\s*\(?\d{1,4}\)?)?
    | \(?Eds?[.:]\s.* | \(?(?i:note\sto\seditors?|editors?['’]?s?\snote):\s.*
    | (?i:slug(?:line)?|keywords?|category|format|word\s?count|dek)\s?:\s.*
    | (?:URGENT|BULLETIN|FLASH|ADVISORY|BREAKING)\W*
    | (?i:(?:news|media|press)\s(?:advisory|release|alert)\W*)
    | (?i:(?:media|press|news)?\s?(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))\s?:.*)
    | (?i:(?:e-?mail|tel(?:ephone)?|phone|mobile|fax)\s?:.*)
    | MEMO\sFOR\sRELEASE\W*
    | (?i:for\s(?:immediate\s)?(?:release|publication))(?:\W.*)?
    | (?i:(?:strictly\s)?embargo(?:ed)?(?::|\s(?:until|till|for)\s).*)
    | (?i:with\sAP\s(?:photos?|graphics?|video)).{0,30}
    """,
    re.VERBOSE,
)
# "KPA-WIRE 0412 URGENT", "SVP 0977": letters and a serial number, which is no year.
_SLUG = re.compile(
    r"(?:[A-Z]{2,6}(?:-[A-Z]{2,8})+ (?!(?:19|20)\d\d\b)\d{3,4}|[A-Z]{2,6} 0\d{2,3}"
    r"|[A-Z]{2,6} \d{3,4}(?= [A-Z]))(?: (?:URGENT|BULLETIN|FLASH|ALERT|SNAP|UPDATE \d|LEAD))?"
)
_AGENCY_MARKS = re.compile(r"\^(.*?)[<=]?\s*")
_WITHIN = 12  # lines
_LONGEST = 120  # code points of a line: a longer one is prose


def without_header(lines: Sequence[str]) -> list[str]:
    """Return the first lines of an article without those of an agency's header.

    >>> without_header(["BC-EU--Strike, 420", "^Port shut<", "", "The port was shut."])
    ['Port shut', '', 'The port was shut.']
    """
    first = [line for line in lines[:_WITHIN] if not is_header(line.strip())]
    plain = [marked[1] if (marked := _AGENCY_MARKS.fullmatch(line)) else line for line in first]
    return [*plain, *lines[_WITHIN:]]


def is_header(line: str) -> bool:
    """Return whether a line belongs to an agency's header.

    >>> is_header("harbor-strike-2"), is_header("PM-elect meets the harbor strikers")
    (True, False)
    """
    if len(line) > _LONGEST or not _HEADER.fullmatch(line):
        return False
    # Slugs are joined by hyphens, as are "2025-06-27" and "27-JUN-2025".
    return any(map(str.isalpha, line)) and parse_date(line) is None


def is_slug(line: str) -> bool:
    """Return whether a line is an agency's serial number, which stands above a headline.

    >>> is_slug("KPA-WIRE 0412 URGENT"), is_slug("HS2 DELAYED"), is_slug("BREXIT-VOTE 2019")
    (True, False, False)
    """
    return _SLUG.fullmatch(line) is not None
