"""Days and months as English writes them: the words that articles' dates and questions share."""

from __future__ import annotations

_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A pattern (ignore case) for the name of a month, or its abbreviation."""

DAY = r"\d{1,2}(?:st|nd|rd|th)?"
"""A pattern (ignore case) for what may be a day of a month."""


def month_number(name: str) -> int:
    """Return the number, 1 to 12, of a month that `MONTH` knows.

    >>> month_number("Sept."), month_number("march")
    (9, 3)
    """
    return _SHORT.index(name[:3].lower()) + 1
