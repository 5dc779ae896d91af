"""Follow-ups recognised, and questions left as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.question.followup import follow_up
from rag.question.understand import understand
from rag.types import Filters
from tests.question.dialogue import KNOWN, SPEECH, answered, followed

YEAR = date(2024, 1, 1)


@pytest.mark.parametrize(
    "question",
    [
        "How many dockers are on strike at Tessmouth?",
        "What did Bo Berg say about his plan?",
        "Who told Ann Lee that she must go?",
        "What did the head of the port say about how they count the ships?",
        "On which day of the week does the ferry Oskerby run to Tessmouth?",
        "Has anyone been arrested over the Tessmouth theft?",
        "What do people say about the price of bread in town?",
    ],
)
def test_what_stands_on_its_own_is_left(question: str) -> None:
    """A question that needs no other is no follow-up."""
    assert followed(question, SPEECH) is None


@pytest.mark.parametrize(
    "question",
    [
        "Why did the council close the bridge?",
        "Is it true that the quay is sinking?",
        "How long does it take to drown a quay?",
        "When was the memorandum signed?",
    ],
)
def test_what_may_lean_is_asked_alone_first(question: str) -> None:
    """A short question without a name is asked as it is, and only else of what was spoken of."""
    found = follow_up(question, [answered(SPEECH)], known=KNOWN)
    assert found is not None and found.alone and not found.open
    assert found.main.searched == question
    assert found.or_else is not None
    assert found.or_else.searched == f"{question[:-1]} (the quay Ann Lee)?"


@pytest.mark.parametrize(
    ("question", "text", "or_else", "open"),
    [
        ("and Berg?", "What did Berg say about the quay?", None, False),
        ("what about Berg?", "What did Berg say about the quay?", None, False),
        ("and about Berg?", "What did Ann Lee say about Berg?", None, False),
        (
            "and Russia?",
            "What did Russia say about the quay?",
            "What did Ann Lee say about Russia?",
            False,
        ),
        (
            "what about Russia?",
            "What did Ann Lee say about Russia?",
            "What did Russia say about the quay?",
            True,
        ),
        ("what about China?", "What did Ann Lee say about China?", None, False),
        ("what did Russia say?", "what did Russia say about the quay?", None, False),
    ],
)
def test_a_name_is_another_speaker_or_another_topic(
    question: str, text: str, or_else: str | None, open: bool
) -> None:
    """A person who speaks is a speaker; a country that speaks may be either, and both are asked."""
    found = follow_up(question.replace("what did", "and what did"), [answered(SPEECH)], known=KNOWN)
    assert found is not None
    assert (found.main.searched, found.open) == (text, open)
    assert (found.or_else and found.or_else.searched) == or_else


def test_a_month_is_of_the_year_before() -> None:
    """ "And in March?" is March of the year that was asked for, or of the article cited."""
    before = replace(
        answered(SPEECH), query=replace(understand(SPEECH), filters=Filters("Macron", YEAR))
    )
    found = follow_up("and in March?", [before], known=KNOWN)
    assert found is not None
    assert found.filters == Filters(published_from=date(2024, 3, 1), published_to=date(2024, 3, 31))


def test_the_first_question_leans_on_nothing() -> None:
    """Without a question before, even "why?" is left as it is."""
    assert follow_up("why?", [], known=KNOWN) is None


def test_new_filters_are_put_on_the_question_before() -> None:
    """ "And since March 2025?" asks the same of other articles."""
    before = [answered(SPEECH)]
    found = follow_up("and since March 2025?", before, known=KNOWN)
    assert found is not None
    assert (found.main.searched, found.filters) == (
        SPEECH,
        Filters(published_from=date(2025, 3, 1)),
    )
    found = follow_up("in the Courier?", before, known=KNOWN, sources=["The Courier"])
    assert found is not None and found.filters == Filters(sources=("The Courier",))


@pytest.mark.parametrize(
    "question",
    [
        "how many does Spain have?",
        "how many of them are in Spain?",
        "how many have left Spain?",
        "how much does Spain need?",
    ],
)
def test_a_count_of_nothing_counts_what_was_spoken_of(question: str) -> None:
    """ "How many does Spain have?" is asked of the ships, too, though it names Spain."""
    found = follow_up(question, [answered("Who builds the ships?")], known=KNOWN)
    assert found is not None and found.or_else is not None
    assert found.or_else.searched == f"{question[:-1]} (builds the ships)?"


@pytest.mark.parametrize("question", ["How much does a C-17 cost?", "How much did Bo Berg earn?"])
def test_a_sum_of_money_is_of_what_is_named(question: str) -> None:
    """What something costs is no count of what was spoken of."""
    assert follow_up(question, [answered("Who builds the ships?")], known=KNOWN) is None


def test_who_else_did_something_is_asked_of_what_was_spoken_of_too() -> None:
    """ "Who else took part?" has a deed of its own, which may be one of the last matter."""
    found = follow_up("who else took part?", [answered("When was the regatta?")], known=KNOWN)
    assert found is not None and found.again and found.or_else is not None
    assert found.main.searched == "Who else took part?"
    assert found.or_else.searched == "Who else took part (the regatta)?"


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("when is riprap used?", "is riprap used"),
        ("how many died?", ""),
        ("how much was it?", ""),
        ("how much does he earn?", "does he earn"),
    ],
)
def test_words_of_their_own_are_kept(question: str, own: str) -> None:
    """What may be a question on something else says so; a single word always leans."""
    found = follow_up(question, [answered("When did the bridge fall?")], known=KNOWN)
    assert found is not None and found.or_else is not None and found.own == own


def test_who_else_leaves_out_who_was_cited() -> None:
    """Those cited before are not asked for again, each by the fullest name."""
    found = follow_up("who else?", [answered("What did Lee say?")], known=KNOWN)
    assert found is not None and found.other_than == ("Ann Lee",) and found.again


def test_who_was_cited_on_another_matter_may_be_cited_again() -> None:
    """A question that is answered as it stands, from all articles, begins another matter."""
    earlier = answered("Who shut the quay?")
    other = replace(earlier.citations[0], attribution=None)
    on_ferry = replace(answered("What sank the ferry?"), citations=(other,))
    found = follow_up("who else?", [earlier, on_ferry], known=KNOWN)
    assert found is not None and found.other_than == ()
    near = replace(on_ferry, query=replace(on_ferry.query, in_cited=True))
    found = follow_up("who else?", [earlier, near], known=KNOWN)
    assert found is not None and found.other_than == ("Ann Lee",)
