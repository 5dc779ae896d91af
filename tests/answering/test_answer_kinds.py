"""What a question asks for, and what a sentence offers."""

from __future__ import annotations

import pytest

from rag.answering.answer_kinds import KINDS, asked_kind, counted, numbers, offered_words, offers


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many soldiers would go?", "number"),
        ("how much did the repair cost", "money"),
        ("What price was paid?", "money"),
        ("How much can a C-17 carry?", "number"),
        ("How long did the strike last?", "duration"),
        ("What share of the doors was painted?", "share"),
        ("On which day of the week is the market?", "weekday"),
        ("Which bank lends the money?", "name"),
        ("When was the bridge opened?", "date"),
        ("what year did the club go bankrupt", "date"),
        ("Where is the museum?", "place"),
        ("Who leads the council?", "name"),
        ("Why was the school closed?", "reason"),
        ("what did Macron say about US support", None),
    ],
)
def test_tells_the_kind_of_answer_that_is_asked_for(question: str, kind: str | None) -> None:
    """Reads the kind off the question words, and none off any other question."""
    asked = asked_kind(question)
    assert (asked and asked.name) == kind


@pytest.mark.parametrize(
    ("question", "text", "offered"),
    [
        ("How many soldiers would go?", "Some 3,000 soldiers would go.", True),
        ("How many soldiers would go?", "It is open how many soldiers would go.", False),
        ("How many of the 12 beams are rotten?", "The 12 beams were inspected.", False),
        ("How much can it carry?", "It was last built in 2015.", False),
        ("How much can it carry?", "It carries 77 tonnes.", True),
        ("How many came?", "No one came.", False),
        ("What did the clock cost?", "It cost 300 crowns.", False),
        ("What did the clock cost?", "It cost £300.", True),
        ("What did the clock cost?", "It cost 3.5 million euros.", True),
        ("What did the clock cost?", "It was made in 1762.", False),
        ("How long did it last?", "A five-day strike began.", True),
        ("How long did it last?", "She has led it since 2015.", True),
        ("How long did it last?", "Some 430 dockers went home.", False),
        ("What share was lost?", "More than 12 percent was lost.", True),
        ("What share was lost?", "In 1936 it was lost.", False),
        ("Which day is the market?", "It is held on Thursdays.", True),
        ("Which day is the market?", "It is held in 12 streets.", False),
        ("Which bank lends it?", "The money comes from Hollin Trust.", True),
        ("Which bank lends it?", "The money comes on Monday.", False),
        ("When did it open?", "It opened in May 1936.", True),
        ("When did it open?", "It opened to great applause.", False),
        ("Who closed the bridge?", "The order came from Ann Haddow.", True),
        ("Who closed the bridge?", "The order came from the council.", False),
        ("Who is Haddow?", "Nobody knows of Haddow.", False),
        ("Where was the clock found?", "The clock was found in Tessmouth.", True),
        ("Where was the clock found?", "The clock was found again.", False),
        ("Why was it closed?", "It was closed because a pier was hollow.", True),
        ("Why was it closed?", "DUE to a hollow pier it was closed.", True),
        ("Why was it closed?", "It was closed.", False),
        ("How many piers are hollow?", "Three piers are hollow.", True),
        ("What share of the piers is hollow?", "Half are hollow.", True),
    ],
)
def test_tells_if_a_sentence_offers_it(question: str, text: str, offered: bool) -> None:
    """A sentence offers an answer only with a word of that kind which the question lacks."""
    kind = asked_kind(question)
    assert kind is not None
    words = frozenset(question.lower().strip("?").split())
    assert offers(offered_words(kind, text), words) is offered


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("How many soldiers would go?", "Some 3,000 French soldiers would go.", True),
        ("How many of the 12 beams are rotten?", "Four beams were rotten.", True),
        ("How many foxes live there?", "Some 64 volunteers walked there to see foxes.", False),
        ("How many foxes live there?", "There is no fox there.", True),
        ("How many foxes live there?", "Foxes live there.", False),
    ],
)
def test_tells_if_a_number_counts_what_is_asked(question: str, text: str, held: bool) -> None:
    """A number counts the word that stands just behind it."""
    term = counted(question)
    assert term is not None
    assert numbers(term, text) is held


def test_offers_are_whole_matches() -> None:
    """No pattern has groups, of which `findall` would return the texts in place of the match's."""
    assert [kind.offered.groups for kind in KINDS] == [0] * len(KINDS)
    kinds = {kind.name: kind for kind in KINDS}
    words = offered_words(kinds["reason"], "SINCE the pier leaked, it closed due to a crack.")
    assert words == ("since", "due")
    assert offered_words(kinds["reason"], "It closed.") == ()


def test_counts_nothing_where_no_number_is_asked_for() -> None:
    """Only "how many" asks for the number of something."""
    assert counted("How much did it cost?") is None
