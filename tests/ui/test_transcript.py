"""A conversation of the page: its turns, messages, sources panel and addresses."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.answers import Answer
from rag.errors import QuestionError
from rag.types import Filters
from rag.ui import sources, transcript
from rag.ui.chips import chips
from rag.ui.requests import TypedFilters
from rag.ui.transcript import (
    PageTurn,
    answered_turns,
    ask,
    ask_without,
    end_topic,
    find_chip,
    messages,
    open_address,
    pending,
    sources_panel,
)

if TYPE_CHECKING:
    from rag.engine import Engine

MACRON = "What did Macron say about US support?"


def test_the_question_is_shown_before_it_is_answered() -> None:
    """The question is shown in the chat at once, escaped, after the earlier turns."""
    before = [PageTurn(1, "One?", QuestionError("no"))]
    shown = [m["content"] for m in pending(before, " Why <b>? ")]
    assert shown[0] == "One?" and "no" in shown[1] and shown[2] == "Why &lt;b&gt;?"


@pytest.mark.parametrize("question", ["", "   ", "?!", "? " * 250_000])
def test_a_rejected_question_becomes_a_message(engine: Engine, question: str) -> None:
    """The chat has a short message with the reason, and the panel is empty."""
    turns = ask(engine, [], question)
    assert 'class="failure"' in messages(turns)[-1]["content"]
    assert sum(len(m["content"]) for m in messages(turns)) < 1_500
    assert sources_panel(engine, turns) == sources.EMPTY
    assert open_address(engine, turns, "#src-1-1-0") is None


def test_a_follow_up_is_resolved(engine: Engine) -> None:
    """A pronoun refers to the previous turn's person; the question as searched can be edited."""
    turns = ask(engine, [], "What did Lindqvist say about the offer?")
    turns = ask(engine, turns, "what did she say about a bucket?")
    assert "Understood as: <a" in messages(turns)[-1]["content"]
    assert "What did Lindqvist say about a bucket" in messages(turns)[-1]["content"]


def test_a_question_searched_as_typed_is_not_repeated(engine: Engine) -> None:
    """A question mark that was added is no difference."""
    turns: list[PageTurn] = []
    for question in ("What did Lindqvist say about the offer?", "what is scour"):
        turns = ask(engine, turns, question)
        answer = turns[-1].result
        assert isinstance(answer, Answer) and answer.answered
        assert "Understood as" not in messages(turns)[-1]["content"]


def test_a_follow_up_with_a_typed_filter(engine: Engine) -> None:
    """A typed filter is added to those that a follow-up inherits."""
    turns = ask(engine, [], MACRON)
    turns = ask(
        engine, turns, "what about acting alone?", typed=TypedFilters(published_from="2025-03")
    )
    assert isinstance(turns[-1].result, Answer)
    assert turns[-1].result.query.filters == Filters("Macron", date(2025, 3, 1))


def test_an_invalid_date_becomes_a_message(engine: Engine) -> None:
    """An invalid date in a field is shown as an error in place of the answer."""
    turns = ask(engine, [], MACRON, typed=TypedFilters(published_to="soon"))
    assert "the last day is" in messages(turns)[-1]["content"]
    assert find_chip(turns, "#drop-1-dates") is None


def test_a_chip_asks_the_same_question_without_its_filter(engine: Engine) -> None:
    """The other filters stay, and a follow-up is resolved as it was the first time."""
    turns = ask(engine, [], "What did Macron say in March 2025?")
    turns = ask(engine, turns, "what about US support?")
    turns = ask(engine, turns, "Who stole the clock from Corvin House?")
    for address, left in (("#drop-2-dates", Filters("Macron")), ("#drop-4-speaker", Filters())):
        found = find_chip(turns, address)
        assert found is not None
        turns = ask_without(engine, turns, found[1], found[0])
        answer = turns[-1].result
        assert isinstance(answer, Answer) and answer.query.filters == left
        assert answer.question == "what about US support?"
        assert "Macron" in answer.query.text and "US support" in answer.query.text
    assert "without a filter" in messages(turns)[-1]["content"]
    assert "without a filter" not in messages(turns)[-3]["content"]


@pytest.mark.parametrize("address", ["#drop-1-dates", "#drop-2-speaker", "#drop-1", "#drop-1-<b>"])
def test_an_unknown_chip_address_is_ignored(engine: Engine, address: str) -> None:
    """Only filters of the conversation's turns can be removed, whatever a browser sends."""
    assert find_chip(ask(engine, [], MACRON), address) is None


def test_a_new_topic_refers_to_nothing_and_keeps_the_chat(engine: Engine) -> None:
    """After it "he" is not resolved; earlier turns stay, as another topic, and can be opened."""
    turns = end_topic(ask(engine, [], MACRON))
    assert "New topic" in messages(turns)[-1]["content"]
    turns = ask(engine, turns, "what did he say about Europe acting alone?")
    assert isinstance(turns[-1].result, Answer) and "Macron" not in turns[-1].result.query.text
    assert [turn.opens for turn in answered_turns(turns)] == [True, True]
    assert open_address(engine, turns, "#src-1-1-0") is not None
    assert end_topic([]) == []


def test_every_mark_opens_its_article_at_its_sentence(engine: Engine) -> None:
    """The marks of every answer, later or earlier, open the article at their own sentence."""
    turns = ask(engine, [], MACRON)
    turns = ask(engine, turns, "When was the Tarrel Bridge closed?")
    for turn, message in zip(turns, messages(turns)[1::2], strict=True):
        assert not isinstance(turn.result, Exception)
        addresses = re.findall(r'href="(#src-[\d-]+)"', message["content"])
        assert len(addresses) == len(turn.result.citations)
        for address, citation in zip(addresses, turn.result.citations, strict=True):
            html = open_address(engine, turns, address)
            assert html is not None
            found = re.findall(r'<mark class="here[^>]*>(.*?)</mark>', html)
            assert [plain(words) for words in found] == [citation.sentence.text]
            assert len(plain(html)) > len(citation.sentence.document.text) / 2


def test_the_sources_of_an_earlier_answer_can_be_shown_again(engine: Engine) -> None:
    """The address of all sources shows those of its own answer."""
    turns = ask(engine, [], MACRON)
    before = sources_panel(engine, turns)
    turns = ask(engine, turns, "When was the Tarrel Bridge closed?")
    assert open_address(engine, turns, "#all-1") == before != sources_panel(engine, turns)


def test_a_nearest_passage_can_be_opened_and_is_no_citation(engine: Engine) -> None:
    """A refusal's nearest passage is shown in its article, without a number or a copy button."""
    turns = ask(engine, [], "Who won the chess championship on the planet Mars?")
    html = open_address(engine, turns, "#near-1-1")
    assert html is not None and '<mark class="here' in html
    assert 'class="ref"' not in html and "data-copy" not in html


@pytest.mark.parametrize(
    "address",
    "  # #src-9-1-0 #src-1-0-0 #src-1-9-0 #src-1-1-99 #src-1--1-0 #near-1-1 #src-1 "
    "javascript:alert(1) #src-1-1-0<b> #src-99999999999".split(" "),
)
def test_an_unknown_address_opens_nothing(engine: Engine, address: str) -> None:
    """Only addresses of the conversation can be opened, whatever a browser sends."""
    assert open_address(engine, ask(engine, [], MACRON), address) is None


def test_a_removed_article_is_an_error(tmp_path: Path, engine: Engine) -> None:
    """If a rebuild removed the article, its mark shows an error instead of another text."""
    from rag.engine import open_index
    from tests.support import write_articles

    corpus = write_articles(
        tmp_path / "corpus",
        {"a.txt": "The Veltmar lighthouse was painted orange in May.", "b.txt": "It rained."},
    )
    from rag.engine.building import build

    build(corpus, tmp_path / "index")
    small = open_index(tmp_path / "index")
    turns = ask(small, [], "Which lighthouse was painted orange?", min_confidence=0)
    write_articles(corpus, {"a.txt": None})
    small.rebuild()
    assert "removed after the answer" in str(open_address(small, turns, "#src-1-1-0"))
    assert "removed after the answer" in sources_panel(small, turns)


def test_a_conversation_is_limited_in_length(engine: Engine) -> None:
    """The oldest turns are dropped, so that memory and messages stay bounded."""
    turns = [PageTurn(n, str(n), QuestionError("no")) for n in range(1, 51)]
    turns = ask(engine, turns, "")
    assert len(turns) == 50 and len(messages(turns)) == 100
    assert (turns[0].question, turns[-1].number) == ("2", 51)


def plain(html: str) -> str:
    """Return the text of a piece of HTML."""
    from tests.ui_support import Elements

    return Elements(html).words


def test_a_question_that_fails_when_resumed_is_kept(engine: Engine) -> None:
    """A conversation that is opened again shows why a question fails, and keeps it."""
    from rag.ui.transcript import resumed, saved

    turns = ask(engine, [], "what did Macron say about US support")
    kept = saved(turns)
    kept["turns"].append({**kept["turns"][0], "filters": gone_outlet(), "opens": False})
    again = resumed(engine, kept)
    assert [isinstance(turn.result, Answer) for turn in again] == [True, False]
    assert saved(again)["turns"][1]["filters"] == gone_outlet()
    assert [turn["question"] for turn in saved(again)["turns"]] == [turns[0].question] * 2


def test_one_steps_through_the_citations_of_all_articles(engine: Engine) -> None:
    """From the first citation, "next" leads through every article of the answer to the last."""
    turns = ask(engine, [], "Why was the Tarrel Bridge shut?")
    answer = turns[0].result
    assert isinstance(answer, Answer) and len(answer.documents) > 1
    count = sum(1 + len(citation.also) for citation in answer.citations)
    seen, step = set(), r'<a href="([^"]+)" aria-label="{}: Citation {} of {}">'
    at = next(
        link
        for n, c in enumerate(answer.citations, 1)
        for copy in range(1 + len(c.also))
        if f"Citation 1 of {count}" in open_at(engine, turns, link := f"#src-1-{n}-{copy}")
    )
    for number in range(1, count + 1):
        html = open_at(engine, turns, at)
        seen.add(re.findall(r"<footer>(.*?)</footer>", html)[0])
        assert f"Citation {number} of {count}" in html
        following = re.findall(step.format("Next", number, count), html)
        assert len(following) == (number < count)
        at = following[0] if following else at
    assert len(re.findall(step.format("Previous", count, count), html)) == 1
    assert seen == {document.path for document in answer.documents}


def open_at(engine: Engine, turns: list[PageTurn], address: str) -> str:
    """Return the panel at an address of a conversation."""
    html = transcript.open_address(engine, turns, address)
    assert html is not None
    return html


def test_a_filter_that_was_cleared_is_not_inherited(engine: Engine) -> None:
    """A date in the page's fields filters its own questions; one in a question goes on."""
    typed = TypedFilters(published_to="2025-03")
    turns = ask(engine, [], "What did Macron say about US support?", typed=typed)
    again = ask(engine, turns, "and about Europe acting alone?", typed=typed)
    cleared = ask(engine, again, "and about US support?")
    assert [held(turn).published_to for turn in cleared] == [date(2025, 3, 31)] * 2 + [None]
    assert held(cleared[-1]).speaker == held(turns[0]).speaker
    named = ask(engine, [], "What did Macron say in March 2025?")
    followed = ask(engine, named, "what about US support?", typed=typed)
    assert held(ask(engine, followed, "and why?")[-1]).published_from == date(2025, 3, 1)


def test_a_resumed_conversation_knows_the_fields(engine: Engine) -> None:
    """What was in the page's fields is kept with each question, and inherited by none."""
    from rag.ui.transcript import resumed, saved

    typed = TypedFilters(published_to="2025-03")
    first = ask(engine, [], "What did Macron say about US support?", typed=typed)
    turns = resumed(engine, json.loads(json.dumps(saved(first))))
    assert turns[0].typed == typed.read()
    assert TypedFilters.of(turns[0].typed) == ("", "2025-03-31", [], None)
    assert held(ask(engine, turns, "and about Europe acting alone?")[-1]).published_to is None
    assert saved(turns) == saved(first)
    old = saved(first)
    del old["turns"][0]["typed"]  # kept by an earlier version
    assert held(resumed(engine, old)[0]).published_to == date(2025, 3, 31)


def test_a_chip_takes_its_filter_out_of_the_fields(engine: Engine) -> None:
    """Asked again without a date, a question is kept without it; other fields stay."""
    typed = TypedFilters(published_to="2025-03", sources=["Tarrel Courier", "Oskerby Post"])
    filters = typed.read()
    by_key = {chip.key: chip for chip in chips(filters)}
    assert by_key["dates"].left_of(filters) == Filters(sources=filters.sources)
    left = by_key["source-0"].left_of(filters)
    assert (left.sources, left.published_to) == (("Oskerby Post",), filters.published_to)


def held(turn: PageTurn) -> Filters:
    """Return the filters that an answered turn was asked with."""
    assert isinstance(turn.result, Answer)
    return turn.result.query.filters


def gone_outlet() -> dict[str, object]:
    """Return saved filters that name an outlet that no index has."""
    dates = {"published_from": None, "published_to": None}
    return {"speaker": None, **dates, "sources": ["The Gone Gazette"], "other_than": []}
