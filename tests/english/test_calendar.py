"""The names of months."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name

import pytest

from rag.english.calendar import MONTH, month_number


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
