"""Questions and filters as browsers and programs send them."""

from __future__ import annotations

from datetime import date

import pytest

from rag.config import MAX_QUESTION_LENGTH
from rag.errors import ConfigError
from rag.types import Filters
from rag.ui.requests import cut_to_limit, filter_arguments, read_filters


def test_a_question_within_the_limit_is_left_as_it_is() -> None:
    """The longest allowed question is not changed, and there is no notice."""
    longest = "x" * MAX_QUESTION_LENGTH
    assert cut_to_limit(f"  {longest} ") == (longest, None)


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
    """It is cut to the limit, between words where possible, and the notice has both lengths."""
    words, notice = cut_to_limit(question)
    assert words == read
    assert notice is not None
    assert f"{len(question.strip()):,}" in notice and f"first {len(read):,} were" in notice


def test_filters_are_read_as_they_are_typed() -> None:
    """A month begins with its first day or ends with its last; empty fields restrict nothing."""
    filters = read_filters("2025-03", " 2025-04 ", ["Oskerby Courier", " "], " Ann Lee ")
    assert filters == Filters("Ann Lee", date(2025, 3, 1), date(2025, 4, 30), ("Oskerby Courier",))
    assert read_filters("", None, [], " ") == Filters()


def test_an_invalid_date_is_an_error() -> None:
    """The message names the field and shows the formats of dates."""
    with pytest.raises(ConfigError, match="the last day is 'soon': use a date like 2025-04-05"):
        read_filters("", "soon")


def test_only_fields_that_are_set_become_arguments() -> None:
    """Empty fields are None, so that the filters of the question apply."""
    assert set(filter_arguments(Filters()).values()) == {None}
    assert filter_arguments(Filters(sources=("The Post",)))["sources"] == ("The Post",)
