"""Parses the dates that articles state: exactly, or not at all.

Only a complete date (day, month and a year of four digits) is accepted. The result is the day as
written: a time of day or a time zone next to it does not change it. A numeric date whose day and
month could be swapped (03/04/2025) is rejected. Month names are English.
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
"""A pattern (ignore case) for dates that are unambiguous even in the middle of a line."""

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
    """Return the date in a string that holds only a date, a weekday and a time; otherwise None.

    >>> parse_date("Thursday, March 27, 2025 at 10:30 AM EDT")
    datetime.date(2025, 3, 27)
    >>> parse_date("27/03/2025"), parse_date("03/04/2025")
    (datetime.date(2025, 3, 27), None)
    """
    match = _STATED.fullmatch(" ".join(stated[:100].split()))
    return _date_from(match["date"]) if match else None


def _date_from(written: str) -> date | None:
    numbers = [int(run) for run in re.findall(r"\d+", written)]
    if len(numbers) == 2:
        month = re.search(r"[a-z]{3}", re.sub(r"(?<=\d)(?:st|nd|rd|th)|of", "", written.lower()))
        return _valid(numbers[1], month_number(month[0]), numbers[0]) if month else None
    if len(numbers) == 1:
        return _valid(numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100)
    if re.match(r"\d{4}", written):
        return _valid(*numbers)
    return _unambiguous(*numbers)


def _unambiguous(first: int, second: int, year: int) -> date | None:
    dates = {_valid(year, first, second), _valid(year, second, first)} - {None}
    return dates.pop() if len(dates) == 1 else None


def _valid(year: int, month: int, day: int) -> date | None:
    # Newspapers begin in the 17th century. The upper bound does not depend on the current date, so
    # that a file is parsed the same way on any day.
    if not 1600 <= year < 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
