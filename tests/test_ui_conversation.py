"""A conversation on the page: what is repeated, answered, kept, and what its marks lead to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.errors import QuestionError
from rag.ui import sources
from rag.ui.conversation import Turn, continued, messages, opened, overview, pending

if TYPE_CHECKING:
    from rag.engine import Engine

MACRON = "What did Macron say about US support?"


def test_the_question_is_shown_before_it_is_answered() -> None:
    """What was asked stands in the chat at once, escaped, after what was said before."""
    before = [Turn(1, "One?", QuestionError("no"))]
    shown = [m["content"] for m in pending(before, " Why <b>? ")]
    assert shown[0] == "One?" and "no" in shown[1] and shown[2] == "Why &lt;b&gt;?"


@pytest.mark.parametrize("question", ["", "   ", "?!", "why " * 250_000])
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
