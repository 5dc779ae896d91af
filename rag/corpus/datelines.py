"""Datelines, at the beginning of an article's first paragraph: a place, a date, an agency.

BRUSSELS, March 27, 2025 (Reuters) - The ...
Mount Ardle, 21 August 2024 -- The observatory today ...
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.corpus.outlets import outlet_in
from rag.english.calendar import WEEKDAYS, WRITTEN_DATE, parse_date

_AGENCIES = (
    "AAP|AFP|Anadolu|ANI|ANSA|AP|BBC|Bloomberg|CNBC|CNN|dpa|DPA|EFE|IANS|Interfax|Kyodo|NPR|PTI"
    "|Reuters|TASS|UPI|Xinhua|Yonhap"
)
_NAMED = r"[A-Z][\w&-]*(?: [A-Z][\w&-]*){1,4}"
_DASH = r" ?(?:[\u2013\u2014_]|--?)(?:\s|$)"
# "BRUSSELS, March 27, 2025 —", "KYIV (Reuters) - ", "LONDON, England (CNN) -- ", "(CNN) The ..."
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ]{2}[\w.'\u2019/-]*(?:,? [\w.'\u2019/-]+){0,5}?"
    rf"(?:,? (?P<date>(?i:{WRITTEN_DATE})))?"
    rf"(?: \((?:(?P<agency>{_AGENCIES})|(?P<named>{_NAMED}|[A-Z]{{2,5}}(?<!\b[A-Z]{{2}})))\))?"
    rf"{_DASH}|\((?P<opening>{_AGENCIES})\))"
)
# A place in small letters may begin any sentence: the rest must bear the date out.
_PLACE_AND_DAY = re.compile(
    r"[A-Z][\w'\u2019.-]+(?:,? (?:[A-Z][\w'\u2019.-]+|of|on|upon|de|the|la)){0,4}"
    rf",? (?P<date>(?i:{WRITTEN_DATE}))(?: \((?P<named>{_NAMED})\))? ?(?:[\u2013\u2014]|--?|:)\s"
)
_TODAY = re.compile(r"\b(?:today|this (?:morning|afternoon|evening))\b")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline states: the agency and the day, each None where it does not."""

    agency: str | None
    day: date | None


def dateline(line: str, *, is_release: bool = False) -> Dateline | None:
    """Return the dateline at the beginning of a line, or None if there is none.

    `is_release` says that the text calls itself a press release: these have datelines.

    >>> dateline("KALMAR, 3 May 2024 (Svea Press) - The pier is open.").agency
    'Svea Press'
    >>> dateline("Kalmar, 3 May 2024 - the day when the pier sank - was a mild one.")
    """
    match = _DATELINE.match(line)
    if match:
        agency = match["agency"] or match["opening"] or _outlet(match["named"])
        if match["named"] and not agency and not match["date"] and not _is_acronym(match["named"]):
            return None
        return Dateline(agency, _day(match["date"]))
    match = _PLACE_AND_DAY.match(line)
    day = _day(match["date"]) if match else None
    if match and day and (is_release or _bears_out(line[match.end() :], day)):
        return Dateline(_outlet(match["named"]), day)
    return None


def first_dateline(lines: Sequence[str], *, is_release: bool = False) -> Dateline | None:
    """Return the first dateline at the beginning of one of some lines."""
    found = (dateline(line, is_release=is_release) for line in lines)
    return next(filter(None, found), None)


def _outlet(named: str | None) -> str | None:
    return outlet_in(named) if named else None


def _is_acronym(named: str) -> bool:
    return named.isupper() and " " not in named


def _day(written: str | None) -> date | None:
    return parse_date(written) if written else None


def _bears_out(paragraph: str, day: date) -> bool:
    """Return whether a paragraph tells of what happens on a day: "said today", "on Monday"."""
    if not paragraph[:1].isupper():
        return False
    return bool(
        _TODAY.search(paragraph) or re.search(rf"\bon {WEEKDAYS[day.weekday()]}", paragraph)
    )
