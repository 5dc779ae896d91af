"""Days, months and years as questions name them: read exactly, or not at all.

Relative ones ("last week") are not read: a question asked again tomorrow must mean the same.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from rag.english.months import DAY, MONTH, month_number
from rag.errors import ConfigError

Period = tuple[date, date]  # the first day and the last
Range = tuple[date | None, date | None]  # None where it is open

_YEAR = r"(?:19|20)\d\d"
PERIOD = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?|(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH},?\s+{_YEAR}"
    rf"|{MONTH}\s+(?:{DAY},?\s+)?{_YEAR}|{_YEAR})\b"
)
"""A pattern (ignore case) for what `read_period` may know."""

RANGE = (
    rf"(?:(?:between|from)\s+{PERIOD}\s+(?:and|to|until|till)\s+{PERIOD}"
    rf"|(?:in|on|from|of|during|since|after|before|until|till|up\s+to)\s+{PERIOD}"
    rf"(?:\s+(?:on|onwards?))?)"
)
"""A pattern (ignore case) for what `read_range` may know: "since March 2025"."""

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_FOUND = re.compile(PERIOD, re.IGNORECASE)
_NO_YEAR = re.compile(
    rf"(?:in|on|from|of|during|since|after|before|until|till|up\s+to)\s+"
    rf"(?:{MONTH}(?:\s+{DAY})?|(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH})",
    re.IGNORECASE,
)


def read_period(written: str) -> Period | None:
    """Return the first and the last day of a day, a month or a year; None for anything else.

    >>> read_period("March 2025")
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    >>> read_period("April 5, 2025") == read_period("2025-04-05") == read_period("5 April 2025")
    True
    """
    text = " ".join(written.lower().split()).removeprefix("the ")
    iso = _ISO.fullmatch(text)
    if iso:
        return _days(*(int(part) if part else None for part in iso.groups()))
    if not re.fullmatch(PERIOD, text):
        return None
    month = re.search(MONTH, text)
    figures = [int(run) for run in re.findall(r"\d+", text)]
    if month is None:
        return None
    day = figures[0] if len(figures) == 2 else None
    return _days(figures[-1], month_number(month[0]), day)


def read_day(name: str, written: str | None, *, last: bool) -> date | None:
    """Return the first or the last day of what was given as `name`; None for nothing.

    Raises ConfigError for what is no date.
    """
    if written is None:
        return None
    period = read_period(written)
    if period is None:
        raise ConfigError(f"{name} is {written!r}: use a date like 2025-04-05, 2025-04 or 2025")
    return period[last]


def _days(year: int | None, month: int | None = None, day: int | None = None) -> Period | None:
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        return first, date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None


def with_year(written: str, year: int) -> str:
    """Return "since March" with a year; anything else as it is.

    >>> with_year("in March", 2025), with_year("in the spring", 2025)
    ('in March 2025', 'in the spring')
    """
    return f"{written} {year}" if _NO_YEAR.fullmatch(written) else written


def read_range(written: str) -> Range | None:
    """Return the first and the last day that a phrase like "since March 2025" allows.

    >>> read_range("before April 5, 2025")
    (None, datetime.date(2025, 4, 4))
    """
    found = [read_period(match[0]) for match in _FOUND.finditer(written)]
    if not found or None in found:
        return None
    first, last = found[0][0], found[-1][1]  # type: ignore[index]  # None is ruled out above
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    words = written.lower().split()
    if words[0] == "since" or words[-1] in ("on", "onward", "onwards"):
        return first, None
    if words[0] in ("until", "till", "up"):
        return None, last
    if words[0] in ("after", "before"):
        return (after, None) if words[0] == "after" else (None, before)
    return (first, last) if first <= last else None
