"""rag.english.calendar: a date is parsed exactly, or not at all."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.english.calendar import WRITTEN_DATE, parse_date

DAY = date(2025, 3, 27)


@pytest.mark.parametrize(
    "stated",
    [
        "2025-03-27",
        "2025/3/27",
        "20250327",
        "2025-03-27T23:30:00Z",
        "2025-03-27T23:30:00.123456+02:00",
        "2025-03-27 10:00:00 UTC",
        "March 27, 2025",
        "Mar. 27 2025",
        "27 March 2025",
        "27th of March, 2025",
        "27-Mar-2025",
        "Thu, 27 Mar 2025 10:00:00 GMT",
        "Thursday, March 27, 2025 at 10:30 AM EDT",
        "10:30 AM EDT, Thu March 27, 2025",
        "  27   March\n2025 ",
        "27/03/2025",
        "03/27/2025",
        "27.3.2025",
    ],
)
def test_dates_that_are_parsed(stated: str) -> None:
    """A complete, unambiguous date is parsed in any form; time and zone do not change the day."""
    assert parse_date(stated) == DAY


@pytest.mark.parametrize(
    "stated",
    [
        "03/04/2025",
        "1/2/25",
        "2025",
        "2025-03",
        "March 2025",
        "March 27",
        "31 February 2025",
        "2025-13-45",
        "27 March 0025",
        "12345678",
        "Updated 27 March 2025",
        "on 27 March 2025 they met",
        "27 Mars 2025",
        "",
    ],
)
def test_dates_that_are_rejected(stated: str) -> None:
    """Incomplete, ambiguous or impossible dates, and sentences that hold a date, give None."""
    assert parse_date(stated) is None


def test_equal_day_and_month_are_not_ambiguous() -> None:
    """05/05/2025 is the fifth of May in any order."""
    assert parse_date("05/05/2025") == date(2025, 5, 5)


@given(st.dates(date(1600, 1, 1), date(2099, 12, 31)))
def test_every_day_of_every_year(day: date) -> None:
    """Every date is parsed from its forms in words."""
    forms = [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()]
    assert [parse_date(form) for form in forms] == [day] * 3
    assert all(re.fullmatch(WRITTEN_DATE, form, re.IGNORECASE) for form in forms)


@given(st.text(max_size=150))
def test_any_string_gives_a_date_or_none(stated: str) -> None:
    """No string makes the parser fail."""
    assert parse_date(stated) is None or isinstance(parse_date(stated), date)
