"""The names of months."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from datetime import date

import pytest

from rag.english.calendar import MONTH, month_number, parse_date


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_is_known_by_its_names(number: int) -> None:
    """Whole and abbreviated, in any case, with and without a full stop."""
    for name in (month_name[number], month_abbr[number], f"{month_abbr[number]}."):
        for written in (name, name.upper(), name.lower()):
            assert re.fullmatch(MONTH, written, re.IGNORECASE)
            assert month_number(written) == number


@pytest.mark.parametrize("word", ["marching", "ma", "augustus", "sepia", "decade"])
def test_other_words_are_no_months(word: str) -> None:
    """A word that only begins like a month is none."""
    assert not re.fullmatch(MONTH, word, re.IGNORECASE)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thursday 03/04/2025", date(2025, 4, 3)),
        ("Tue, 04.03.2025", date(2025, 3, 4)),
        ("03/04/2025, Thursday", date(2025, 4, 3)),
        ("Friday 03/04/2025", None),
        ("03/04/2025", None),
        ("Tuesday 31/02/2025", None),
    ],
)
def test_a_weekday_says_which_figure_is_the_month(written: str, day: date | None) -> None:
    """Only one reading may fall on it; without a weekday, such a date is none."""
    assert parse_date(written) == day
