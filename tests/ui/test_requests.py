"""What browsers and programs send, read as a question and filters."""

from __future__ import annotations

from datetime import date

import pytest

from rag.config import MAX_QUESTION_LENGTH
from rag.errors import ConfigError
from rag.types import Filters
from rag.ui.requests import narrowing, read_filters, within_limit


def test_a_question_within_the_limit_is_left_as_it_is() -> None:
    """The longest question that is read is not touched, and nothing is said of it."""
    longest = "x" * MAX_QUESTION_LENGTH
    assert within_limit(f"  {longest} ") == (longest, None)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("why " * 1_000, ("why " * 500).strip()),
        ("x" * 2_001, "x" * 2_000),
        ("a" * 1_999 + " bcd", "a" * 1_999),
        ("a" * 2_000 + " b", "a" * 2_000),
    ],
)
def test_a_longer_question_is_cut_between_words_and_says_so(question: str, read: str) -> None:
    """No more than the limit is left, no word is cut that need not be, and the notice counts."""
    words, notice = within_limit(question)
    assert words == read
    assert notice is not None
    assert f"{len(question.strip()):,}" in notice and f"first {len(read):,} were" in notice


def test_filters_are_read_as_they_are_typed() -> None:
    """A month counts from its first day or to its last; empty fields filter nothing."""
    filters = read_filters("2025-03", " 2025-04 ", ["Oskerby Courier", " "], " Ann Lee ")
    assert filters == Filters("Ann Lee", date(2025, 3, 1), date(2025, 4, 30), ("Oskerby Courier",))
    assert read_filters("", None, [], " ") == Filters()


def test_what_is_no_date_is_said() -> None:
    """The message names the field and shows how dates are written."""
    with pytest.raises(ConfigError, match="the last day is 'soon': use a date like 2025-04-05"):
        read_filters("", "soon")


def test_only_what_is_set_is_put_on_top() -> None:
    """Fields that are empty leave what the question names in force."""
    assert set(narrowing(Filters()).values()) == {None}
    assert narrowing(Filters(sources=("The Post",)))["sources"] == ("The Post",)
