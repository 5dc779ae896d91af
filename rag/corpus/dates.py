"""Dates as articles write them: read exactly, or not at all.

Only a whole date (day, month and four digits of a year) counts, and the day is the one that is
written: a time of day or a time zone beside it changes nothing. A date in figures whose day and
month could be swapped (03/04/2025) is no date. Month names are English.
"""

from __future__ import annotations

import re
from datetime import date

from rag.english.months import DAY, MONTH, month_number

_ISO = r"\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}"
_COMPACT = r"\d{8}"
_MONTH_FIRST = rf"{MONTH} {DAY},? \d{{4}}"
_DAY_FIRST = rf"{DAY}(?: of)?[ -]{MONTH},?[ -]\d{{4}}"
_NUMERIC = r"\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)\d{4}"

WRITTEN_DATE = rf"(?:{_MONTH_FIRST}|{_DAY_FIRST}|\d{{4}}-\d{{2}}-\d{{2}})"
"""A pattern (ignore case) for dates that cannot be mistaken for anything else inside a line."""

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? "
_ZONE = r"(?: ?(?:z|utc|gmt|[a-z]{2,4}t)?(?: ?[+-]\d{2}:?\d{2})?)"
_TIME = rf"\d{{1,2}}[:.]\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?(?: ?[ap]\.?m\.?)?{_ZONE}"
_STATED = re.compile(
    rf"(?:{_TIME},? (?:on )?)?(?:{_WEEKDAY})?"
    rf"(?P<date>{_ISO}|{_COMPACT}|{_MONTH_FIRST}|{_DAY_FIRST}|{_NUMERIC})"
    rf"(?:(?:t|,? (?:at )?){_TIME})?",
    re.IGNORECASE | re.ASCII,
)


def parse_date(stated: str) -> date | None:
    """Return the date that a string states and nothing else beside a weekday and a time.

    >>> parse_date("Thursday, March 27, 2025 at 10:30 AM EDT")
    datetime.date(2025, 3, 27)
    >>> parse_date("27/03/2025"), parse_date("03/04/2025")
    (datetime.date(2025, 3, 27), None)
    """
    match = _STATED.fullmatch(" ".join(stated[:100].split()))
    return _read(match["date"]) if match else None


def _read(written: str) -> date | None:
    figures = [int(run) for run in re.findall(r"\d+", written)]
    if len(figures) == 2:
        month = re.search(r"[a-z]{3}", re.sub(r"(?<=\d)(?:st|nd|rd|th)|of", "", written.lower()))
        return _valid(figures[1], month_number(month[0]), figures[0]) if month else None
    if len(figures) == 1:
        return _valid(figures[0] // 10000, figures[0] // 100 % 100, figures[0] % 100)
    if re.match(r"\d{4}", written):
        return _valid(*figures)
    return _unambiguous(*figures)


def _unambiguous(first: int, second: int, year: int) -> date | None:
    readings = {_valid(year, first, second), _valid(year, second, first)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _valid(year: int, month: int, day: int) -> date | None:
    # Newspapers begin in the 17th century; the upper end does not depend on today, so that the
    # same file is read alike on any day.
    if not 1600 <= year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
