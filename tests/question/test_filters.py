"""Which words of a question become a filter, and which never do."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import ConfigError, QuestionError
from rag.question.filters import (
    find_source,
    narrowings,
    only_filters,
    require_range,
    require_sources,
    without,
)
from rag.types import Filters

OUTLETS = ("Oskerby Courier", "The Brackwater Post", "London Post", "Tessmouth Mercury")
MARCH = Filters(published_from=date(2025, 3, 1), published_to=date(2025, 3, 31))
SINCE = Filters(published_from=date(2025, 3, 1))
COURIER = Filters(sources=("Oskerby Courier",))


@pytest.mark.parametrize(
    ("question", "searched", "filters"),
    [
        ("What did Lee say in March 2025?", "What did Lee say?", MARCH),
        ("What did Lee say in March 2025 about X?", "What did Lee say about X?", MARCH),
        ("In March 2025, what did Lee say on X?", "what did Lee say on X?", MARCH),
        ("What has Lee said about X since March 2025?", "What has Lee said about X?", SINCE),
        ("Articles from March 2025 about the dam", "about the dam", MARCH),
        ("What was reported since March 2025 about X?", "What was reported about X?", SINCE),
        ("What do articles since March 2025 say about the dam?", "the dam?", SINCE),
        ("Who shut it according to the Oskerby Courier?", "Who shut it?", COURIER),
        ("According to the Courier, who shut it?", "who shut it?", COURIER),
        ("Who shut it in the Courier?", "Who shut it?", COURIER),
        ("what did the oskerby courier report about dams", "dams", COURIER),
    ],
)
def test_what_becomes_a_filter(question: str, searched: str, filters: Filters) -> None:
    """Words that speak of publishing, reporting or saying are a filter, and not searched for."""
    found = narrowings(question, OUTLETS)
    assert [n.filters for n in found] == [filters]
    assert without(question, found) == searched


@pytest.mark.parametrize(
    "question",
    [
        "When was the Budapest Memorandum of 1994 signed?",
        "What happened in March 2025?",
        "How many cases were reported in 2024?",
        "What did Lee say about the attack in March 2025?",
        "How have prices risen since 2020?",
        "What do the accounts published in April 2025 say?",
        "What did Lee say last week?",
        "Who works at the Mercury?",
        "how much mercury is in the mercury",
        "What did the Post say about the loss?",
        "Who lives in London?",
        "According to Lee, who shut it?",
    ],
)
def test_what_stays_a_question(question: str) -> None:
    """A date or a name that belongs to what is asked, or may mean two outlets, is no filter."""
    assert narrowings(question, OUTLETS) == []


def test_a_question_of_filters_alone_keeps_its_words() -> None:
    """Something is always left to be searched for."""
    question = "articles from March 2025"
    assert without(question, narrowings(question, OUTLETS)) == question


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("in March 2025", MARCH),
        ("in the Courier", COURIER),
        ("in the Courier and more", None),
        ("the Courier", COURIER),
        ("oskerby courier", COURIER),
        ("the courier", None),
        ("the dam", None),
    ],
)
def test_only_filters(words: str, filters: Filters | None) -> None:
    """Words are a filter alone only if nothing is left without it."""
    assert only_filters(words, OUTLETS) == filters


def test_outlets_are_known_by_the_end_of_their_name() -> None:
    """The article and capitals don't count; an end that two outlets share names neither."""
    assert find_source("brackwater post", OUTLETS) == "The Brackwater Post"
    assert find_source("Post", OUTLETS) is None
    assert require_sources(["the Courier", "Oskerby Courier"], OUTLETS) == ("Oskerby Courier",)


def test_an_unknown_outlet_is_said_with_those_near() -> None:
    """A slip in an outlet's name is one clear line, not an empty answer."""
    with pytest.raises(QuestionError, match="“Oskerby Couriers”: nearest is “Oskerby Courier”"):
        require_sources(["Oskerby Couriers"], OUTLETS)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    """Both days are named."""
    with pytest.raises(ConfigError, match="2025-03-02 to 2025-03-01"):
        require_range(Filters(None, date(2025, 3, 2), date(2025, 3, 1)))
