"""A conversation on the page: what is repeated, answered, kept, and what its marks lead to."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.answers import Answer
from rag.errors import QuestionError
from rag.types import Filters
from rag.ui import sources
from rag.ui.requests import Typed
from rag.ui.transcript import (
    Turn,
    answered,
    asked_without,
    chip_of,
    closed,
    continued,
    messages,
    opened,
    overview,
    pending,
)

if TYPE_CHECKING:
    from rag.engine import Engine

MACRON = "What did Macron say about US support?"


def test_the_question_is_shown_before_it_is_answered() -> None:
    """What was asked stands in the chat at once, escaped, after what was said before."""
    before = [Turn(1, "One?", QuestionError("no"))]
    shown = [m["content"] for m in pending(before, " Why <b>? ")]
    assert shown[0] == "One?" and "no" in shown[1] and shown[2] == "Why &lt;b&gt;?"


@pytest.mark.parametrize("question", ["", "   ", "?!", "? " * 250_000])
def test_a_question_that_cannot_be_asked_becomes_a_message(engine: Engine, question: str) -> None:
    """The chat says what is wrong with it, in a small message, and the panel is empty."""
    turns = continued(engine, [], question)
    assert 'class="failure"' in messages(turns)[-1]["content"]
    assert sum(len(m["content"]) for m in messages(turns)) < 1_500
    assert overview(engine, turns) == sources.EMPTY
    assert opened(engine, turns, "#src-1-1-0") is None


def test_a_follow_up_leans_on_what_was_asked(engine: Engine) -> None:
    """A pronoun is completed from the turn before; what was searched for can be seen and edited."""
    turns = continued(engine, [], "What did Lindqvist say about the offer?")
    turns = continued(engine, turns, "what did she say about a bucket?")
    assert "Searched for: <a" in messages(turns)[-1]["content"]
    assert "what did Lindqvist say about a bucket" in messages(turns)[-1]["content"]


def test_what_is_searched_as_it_was_typed_is_not_shown_again(engine: Engine) -> None:
    """Neither on its own nor amid another topic, where it is asked with a question mark."""
    turns: list[Turn] = []
    for question in ("What did Lindqvist say about the offer?", "how is drought measured"):
        turns = continued(engine, turns, question)
        said = turns[-1].said
        assert isinstance(said, Answer) and said.answered
        assert "Searched for" not in messages(turns)[-1]["content"]


def test_a_follow_up_is_understood_with_a_filter_set(engine: Engine) -> None:
    """What is set by hand is put on top of what a follow-up carries on, and no more."""
    turns = continued(engine, [], MACRON)
    turns = continued(
        engine, turns, "what about acting alone?", typed=Typed(published_from="2025-03")
    )
    assert isinstance(turns[-1].said, Answer)
    assert turns[-1].said.query.filters == Filters("Macron", date(2025, 3, 1))


def test_what_is_typed_as_a_date_and_is_none_is_said(engine: Engine) -> None:
    """A date that can't be read becomes a message in the answer's place."""
    turns = continued(engine, [], MACRON, typed=Typed(published_to="soon"))
    assert "the last day is" in messages(turns)[-1]["content"]
    assert chip_of(turns, "#drop-1-dates") is None


def test_a_chip_asks_the_same_question_without_its_filter(engine: Engine) -> None:
    """The other filters hold, and a follow-up is read as it was when it was asked first."""
    turns = continued(engine, [], "What did Macron say in March 2025?")
    turns = continued(engine, turns, "what about US support?")
    turns = continued(engine, turns, "Who stole the clock from Corvin House?")
    for address, left in (("#drop-2-dates", Filters("Macron")), ("#drop-4-speaker", Filters())):
        found = chip_of(turns, address)
        assert found is not None
        turns = asked_without(engine, turns, found[1], found[0])
        said = turns[-1].said
        assert isinstance(said, Answer) and said.query.filters == left
        assert said.question == "what about US support?"
        assert "Macron" in said.query.text and "US support" in said.query.text
    assert "without a filter" in messages(turns)[-1]["content"]
    assert "without a filter" not in messages(turns)[-3]["content"]


@pytest.mark.parametrize("address", ["#drop-1-dates", "#drop-2-speaker", "#drop-1", "#drop-1-<b>"])
def test_a_chip_that_the_page_never_showed_takes_nothing_off(engine: Engine, address: str) -> None:
    """A browser may send what it likes: only a filter of a turn that is kept can be taken off."""
    assert chip_of(continued(engine, [], MACRON), address) is None


def test_a_new_topic_leans_on_nothing_and_keeps_the_chat(engine: Engine) -> None:
    """After it "he" is nobody; what was said stays, as a topic of its own, and can be opened."""
    turns = closed(continued(engine, [], MACRON))
    assert "New topic" in messages(turns)[-1]["content"]
    turns = continued(engine, turns, "what did he say about Europe acting alone?")
    assert isinstance(turns[-1].said, Answer) and "Macron" not in turns[-1].said.query.text
    assert [turn.opens for turn in answered(turns)] == [True, True]
    assert opened(engine, turns, "#src-1-1-0") is not None
    assert closed([]) == []


def test_every_mark_opens_its_article_at_its_sentence(engine: Engine) -> None:
    """Whatever was asked since, each answer's marks lead to the sentence that they stand by."""
    turns = continued(engine, [], MACRON)
    turns = continued(engine, turns, "When was the Tarrel Bridge closed?")
    for turn, message in zip(turns, messages(turns)[1::2], strict=True):
        assert not isinstance(turn.said, Exception)
        addresses = re.findall(r'href="(#src-[\d-]+)"', message["content"])
        assert len(addresses) == len(turn.said.citations)
        for address, citation in zip(addresses, turn.said.citations, strict=True):
            html = opened(engine, turns, address)
            assert html is not None
            found = re.findall(r'<mark class="here[^>]*>(.*?)</mark>', html)
            assert [plain(words) for words in found] == [citation.sentence.text]
            assert len(plain(html)) > len(citation.sentence.document.text) / 2


def test_the_sources_of_an_earlier_answer_can_be_seen_again(engine: Engine) -> None:
    """An opened article leads back to all sources of its own answer."""
    turns = continued(engine, [], MACRON)
    before = overview(engine, turns)
    turns = continued(engine, turns, "When was the Tarrel Bridge closed?")
    assert opened(engine, turns, "#all-1") == before != overview(engine, turns)


def test_a_near_passage_can_be_opened_and_is_no_citation(engine: Engine) -> None:
    """What a refusal offers is shown in its article, without a number and nothing to cite."""
    turns = continued(engine, [], "Who won the chess championship on the planet Mars?")
    html = opened(engine, turns, "#near-1-1")
    assert html is not None and '<mark class="here' in html
    assert 'class="ref"' not in html and "data-copy" not in html


@pytest.mark.parametrize(
    "address",
    "  # #src-9-1-0 #src-1-0-0 #src-1-9-0 #src-1-1-99 #src-1--1-0 #near-1-1 #src-1 "
    "javascript:alert(1) #src-1-1-0<b> #src-99999999999".split(" "),
)
def test_an_address_that_the_page_never_gave_opens_nothing(engine: Engine, address: str) -> None:
    """A browser may send what it likes: only what the conversation holds can be opened."""
    assert opened(engine, continued(engine, [], MACRON), address) is None


def test_an_article_that_is_gone_is_said_to_be(tmp_path: Path, engine: Engine) -> None:
    """Where a rebuild removed the article, its mark says so instead of showing another text."""
    from rag.engine import open_index
    from tests.support import write_articles

    corpus = write_articles(
        tmp_path / "corpus",
        {"a.txt": "The Veltmar lighthouse was painted orange in May.", "b.txt": "It rained."},
    )
    from rag.engine.building import build

    build(corpus, tmp_path / "index")
    small = open_index(tmp_path / "index")
    turns = continued(small, [], "Which lighthouse was painted orange?", least=0)
    write_articles(corpus, {"a.txt": None})
    small.rebuild()
    assert "removed after the answer" in str(opened(small, turns, "#src-1-1-0"))
    assert "removed after the answer" in overview(small, turns)


def test_a_conversation_has_an_end(engine: Engine) -> None:
    """The oldest turns leave the page, so that what is kept and sent stays bounded."""
    turns = [Turn(n, str(n), QuestionError("no")) for n in range(1, 51)]
    turns = continued(engine, turns, "")
    assert len(turns) == 50 and len(messages(turns)) == 100
    assert (turns[0].question, turns[-1].number) == ("2", 51)


def plain(html: str) -> str:
    """What a reader sees of a piece of HTML."""
    from tests.ui_support import Elements

    return Elements(html).words
