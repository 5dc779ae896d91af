"""What a question asks for, and what a sentence offers."""

from __future__ import annotations

import pytest

from rag.answer.kinds import asked_kind, offers


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many soldiers would go?", "number"),
        ("how much did the repair cost", "number"),
        ("When was the bridge opened?", "date"),
        ("what year did the club go bankrupt", "date"),
        ("Where is the museum?", "place"),
        ("Who leads the council?", "person"),
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
        ("When did it open?", "It opened in May 1936.", True),
        ("When did it open?", "It opened to great applause.", False),
        ("Who closed the bridge?", "The order came from Ann Haddow.", True),
        ("Who closed the bridge?", "The order came from the council.", False),
        ("Who is Haddow?", "Nobody knows of Haddow.", False),
        ("Where was the clock found?", "The clock was found in Tessmouth.", True),
        ("Where was the clock found?", "The clock was found again.", False),
        ("Why was it closed?", "It was closed because a pier was hollow.", True),
        ("Why was it closed?", "It was closed.", False),
    ],
)
def test_tells_if_a_sentence_offers_it(question: str, text: str, offered: bool) -> None:
    """A sentence offers an answer only with a word of that kind which the question lacks."""
    kind = asked_kind(question)
    assert kind is not None
    words = frozenset(question.lower().strip("?").split())
    assert offers(kind, text, words) is offered
