"""A conversation on the page: what is repeated, answered, linked and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.ui import sources
from rag.ui.conversation import Turn, continued, pending

if TYPE_CHECKING:
    from rag.engine import Engine


def test_the_question_is_shown_before_it_is_answered() -> None:
    """What was asked stands in the chat at once, escaped, after what was said before."""
    before = [Turn("One?", "linked", "plain")]
    assert [m["content"] for m in pending(before, " Why <b>? ")] == [
        "One?",
        "linked",
        "Why &lt;b&gt;?",
    ]


@pytest.mark.parametrize("question", ["", "   ", "?!", "why " * 250_000])
def test_a_question_that_cannot_be_asked_becomes_a_message(engine: Engine, question: str) -> None:
    """The chat says what is wrong with it, in a small message, and the panel is empty."""
    _, messages, panel = continued(engine, [], question)
    assert 'class="failure"' in messages[-1]["content"]
    assert sum(len(m["content"]) for m in messages) < 1_500
    assert panel == sources.EMPTY


def test_an_answer_brings_its_sources(engine: Engine) -> None:
    """The marks of the last answer lead to places that the panel has."""
    _, messages, panel = continued(engine, [], "What did Macron say about US support?")
    assert 'href="#src-1"' in messages[-1]["content"] and 'id="src-1"' in panel


def test_only_the_last_answer_leads_to_the_panel(engine: Engine) -> None:
    """The marks of an earlier answer don't point at the sources of a later one."""
    turns, _, _ = continued(engine, [], "What did Macron say about US support?")
    _, messages, _ = continued(engine, turns, "When was the Tarrel Bridge closed?")
    assert "href" not in messages[1]["content"] and "[1]" in messages[1]["content"]
    assert 'href="#src-1"' in messages[3]["content"]


def test_a_conversation_has_an_end(engine: Engine) -> None:
    """The oldest turns leave the page, so that what is kept and sent stays bounded."""
    turns = [Turn(str(n), "linked", "plain") for n in range(50)]
    turns, messages, _ = continued(engine, turns, "")
    assert len(turns) == 50 and len(messages) == 100
    assert turns[0].question == "1"
