"""The calendar in English: names of days and months, and one grammar of dates.

Articles and questions are read by the same grammar, exactly or not at all. Relative dates ("last
week") are not read: a question asked again tomorrow must mean the same. A date in figures whose day
and month could be swapped (03/04/2025) is no date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Period = tuple[date, date]  # the first day and the last
Range = tuple[date | None, date | None]  # None where it is open

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
MONTH_ABBREVIATIONS = tuple("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
WEEKDAY_ABBREVIATIONS = tuple("Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun".split())

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A pattern (ignore case) for the name of a month, or its abbreviation."""

DAY = r"\d{1,2}(?:st|nd|rd|th)?"
"""A pattern (ignore case) for what may be a day of a month."""

_MONTH_FIRST = rf"{MONTH} {DAY},? \d{{4}}"
_DAY_FIRST = rf"{DAY}(?: of)?[ -]{MONTH},?[ -]\d{{4}}"

WRITTEN_DATE = rf"(?:{_MONTH_FIRST}|{_DAY_FIRST}|\d{{4}}-\d{{2}}-\d{{2}})"
"""A pattern (ignore case) for dates that cannot be mistaken for anything else inside a line."""

_YEAR = r"(?:19|20)\d\d"
PERIOD = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?|(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH},?\s+{_YEAR}"
    rf"|{MONTH}\s+(?:{DAY},?\s+)?{_YEAR}|{_YEAR})\b"
)
"""A pattern (ignore case) for a day, a month or a year that `read_period` may read."""

_SINCE = r"(?:in|on|from|of|during|since|after|before|until|till|up\s+to)"
RANGE = (
    rf"(?:(?:between|from)\s+{PERIOD}\s+(?:and|to|until|till)\s+{PERIOD}"
    rf"|{_SINCE}\s+{PERIOD}(?:\s+(?:on|onwards?))?)"
)
"""A pattern (ignore case) for what `read_range` may read: "since March 2025"."""

_ISO = r"\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}"
_COMPACT = r"\d{8}"
_NUMERIC = r"\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)\d{4}"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? "
_ZONE = r"(?: ?(?:\b(?:z|utc|gmt|[a-z]{2,4}t|[ecmp]t)\b|z\b)?(?: ?[+-]\d{2}:?\d{2})?)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?"
_TIME = rf"{_CLOCK}{_ZONE}"
_STATED_DATE = (
    rf"(?:{_TIME},? (?:on )?)?(?P<before>{_WEEKDAY})?"
    rf"(?P<date>{_ISO}|{_COMPACT}|{_MONTH_FIRST}|{_DAY_FIRST}|{_NUMERIC})"
    r"(?:,? (?P<behind>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)?"
    rf"(?:(?:t|,? (?:at )?){_TIME})?"
)
_STATED = re.compile(_STATED_DATE, re.IGNORECASE | re.ASCII)
_STATED_WITHIN = re.compile(rf"(?<![\w/.-]){_STATED_DATE}(?![\w/])", re.IGNORECASE | re.ASCII)
_TIME_ALONE = re.compile(_TIME, re.IGNORECASE | re.ASCII)
_ISO_PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_PERIOD = re.compile(PERIOD, re.IGNORECASE)
_NO_YEAR = re.compile(
    rf"{_SINCE}\s+(?:{MONTH}(?:\s+{DAY})?|(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH})", re.IGNORECASE
)


def month_number(name: str) -> int:
    """Return the number, 1 to 12, of a month that `MONTH` matches.

    >>> month_number("Sept."), month_number("march")
    (9, 3)
    """
    return [month[:3].lower() for month in MONTHS].index(name[:3].lower()) + 1


def parse_date(stated: str) -> date | None:
    """Return the date that an article states: a whole date, with a weekday and a time at most.

    The day is the one that is written: a time of day or a time zone beside it changes nothing.

    >>> parse_date("Thursday, March 27, 2025 at 10:30 AM EDT")
    datetime.date(2025, 3, 27)
    >>> parse_date("27/03/2025"), parse_date("03/04/2025")
    (datetime.date(2025, 3, 27), None)

    A weekday beside such a date says which figure is the month, if it fits only one.

    >>> parse_date("Thursday 03/04/2025"), parse_date("Friday 03/04/2025")
    (datetime.date(2025, 4, 3), None)
    """
    match = _STATED.fullmatch(" ".join(stated[:100].split()))
    if match is None:
        return None
    year, month, *days = _fields(match["date"]) or (0, None)
    if month and days:
        return _publishable(year, month, days[0])
    return _settled(match["date"], match["before"] or match["behind"])


def dates_within(line: str) -> list[tuple[int, int, date | None]]:
    """Return where each whole date of a line begins and ends, and the date; None if it is unclear.

    >>> dates_within("Bay Times, 3 May 2024, 21.40")
    [(11, 28, datetime.date(2024, 5, 3))]
    """
    found = _STATED_WITHIN.finditer(line[:300])
    return [(match.start(), match.end(), parse_date(match[0])) for match in found]


def is_time(written: str) -> bool:
    """Return whether a phrase is a time of day: "21.40", "9:40 pm BST"."""
    return _TIME_ALONE.fullmatch(" ".join(written[:40].split())) is not None


def read_period(written: str) -> Period | None:
    """Return the first and the last day of a day, a month or a year; None for anything else.

    >>> read_period("March 2025")
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    >>> read_period("April 5, 2025") == read_period("2025-04-05") == read_period("5 April 2025")
    True
    """
    text = " ".join(written.lower().split()).removeprefix("the ")
    iso = _ISO_PERIOD.fullmatch(text)
    if iso:
        return _days(*(int(part) for part in iso.groups() if part))
    fields = _fields(text) if _PERIOD.fullmatch(text) else None
    return _days(*fields) if fields else None


def read_range(written: str) -> Range | None:
    """Return the first and the last day that a phrase like "since March 2025" allows.

    >>> read_range("before April 5, 2025")
    (None, datetime.date(2025, 4, 4))
    """
    found = [read_period(match[0]) for match in _PERIOD.finditer(written)]
    known = [period for period in found if period is not None]
    if not known or len(known) < len(found):
        return None
    first, last = known[0][0], known[-1][1]
    words = written.lower().split()
    if words[0] == "since" or words[-1] in ("on", "onward", "onwards"):
        return first, None
    if words[0] in ("until", "till", "up"):
        return None, last
    if words[0] == "after":
        return last + timedelta(days=1), None
    if words[0] == "before":
        return None, first - timedelta(days=1)
    return (first, last) if first <= last else None


def with_year(written: str, year: int) -> str:
    """Return "since March" with a year; anything else as it is.

    >>> with_year("in March", 2025), with_year("in the spring", 2025)
    ('in March 2025', 'in the spring')
    """
    return f"{written} {year}" if _NO_YEAR.fullmatch(written) else written


def _fields(written: str) -> tuple[int, ...] | None:
    """Return year, month and day of a date, as far as it names them; None where it is unclear."""
    low = written.lower()
    figures = [int(run) for run in re.findall(r"\d+", low)]
    # Two letters of "1st" or "of" are no month.
    named = re.search(r"[a-z]{3}", re.sub(r"(?<=\d)(?:st|nd|rd|th)|\bof\b", " ", low))
    if named:
        day, year = (figures[0], figures[-1]) if len(figures) == 2 else (None, figures[-1])
        month = month_number(named[0])
        return (year, month) if day is None else (year, month, day)
    if len(figures) == 1:
        return figures[0] // 10000, figures[0] // 100 % 100, figures[0] % 100
    if re.match(r"\d{4}", low):
        return tuple(figures)
    return _unambiguous(*figures)


def _settled(written: str, weekday: str | None) -> date | None:
    """Return the day of figures that could be swapped which falls on the weekday beside them."""
    figures = [int(run) for run in re.findall(r"\d+", written)]
    if not weekday or len(figures) != 3:
        return None
    first, second, year = figures
    readings = {_publishable(year, first, second), _publishable(year, second, first)} - {None}
    name = weekday[:3].capitalize()
    fitting = [day for day in readings if day and WEEKDAYS[day.weekday()].startswith(name)]
    return fitting[0] if len(fitting) == 1 else None


def _unambiguous(first: int, second: int, year: int) -> tuple[int, int, int] | None:
    readings = {
        (year, month, day)
        for month, day in ((first, second), (second, first))
        if _publishable(year, month, day)
    }
    return readings.pop() if len(readings) == 1 else None


def _publishable(year: int, month: int, day: int) -> date | None:
    # Newspapers begin in the 17th century; the upper end does not depend on today, so that the
    # same file is read alike on any day.
    if not 1600 <= year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None
