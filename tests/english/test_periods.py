"""Days, months and years in questions."""

from __future__ import annotations

from datetime import date

import pytest

from rag.english.calendar import read_period, read_range
from rag.errors import ConfigError
from rag.question.filters import read_day

MARCH = (date(2025, 3, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("March 2025", MARCH),
        ("2025-03", MARCH),
        ("april 5, 2025", (date(2025, 4, 5), date(2025, 4, 5))),
        ("5th of April 2025", (date(2025, 4, 5), date(2025, 4, 5))),
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("February 2024", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-02-30", None),
        ("2025-13", None),
        ("03/04/2025", None),
        ("last week", None),
        ("march", None),
    ],
)
def test_periods(written: str, period: object) -> None:
    """A day, a month or a year is its first and last day; anything else is nothing."""
    assert read_period(written) == period


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("in March 2025", MARCH),
        ("since March 2025", (MARCH[0], None)),
        ("from March 2025 on", (MARCH[0], None)),
        ("after March 2025", (date(2025, 4, 1), None)),
        ("before March 2025", (None, date(2025, 2, 28))),
        ("until March 2025", (None, MARCH[1])),
        ("up to 2025-03-31", (None, MARCH[1])),
        ("between January 2025 and March 2025", (date(2025, 1, 1), MARCH[1])),
        ("between March 2025 and January 2025", None),
    ],
)
def test_ranges(written: str, allowed: object) -> None:
    """ "Since" and "until" include what they name, "after" and "before" do not."""
    assert read_range(written) == allowed


def test_a_day_that_is_given_is_read_or_refused() -> None:
    """A month is its first or its last day, nothing is nothing, and a wrong one is named."""
    assert read_day("--from", "2025-03", last=False) == MARCH[0]
    assert read_day("--to", "2025-03", last=True) == MARCH[1]
    assert read_day("--to", None, last=True) is None
    with pytest.raises(ConfigError, match="--to is 'soon': use a date like"):
        read_day("--to", "soon", last=True)
