"""Follow-ups written out as questions of their own, and questions left as they are."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer.followup import follow_up
from rag.answer.query import understand
from rag.types import Answer, Attribution, Citation, Document, Filters, Place, Sentence, Span

TEXT = "The quay is sinking, said Ann Lee."


def answered(question: str) -> Answer:
    """Return an answer that cites what Ann Lee said."""
    document = Document.from_text(TEXT, Place("a.txt"))
    said = Attribution(Span(document, 0, 19), "Ann Lee", "name", "said", "indirect")
    cited = Citation(Sentence(document, 0, len(TEXT), 1, False), 0.9, attribution=said)
    return Answer(question, (cited,), 0.9, None, (), understand(question))


def written_out(question: str, before: str) -> str | None:
    """Return a follow-up as it is searched for; Bo Berg and Ann Lee speak in the articles."""
    found = follow_up(
        question,
        [answered(before)],
        speaks=lambda name: name in ("Berg", "Bo Berg", "Ann Lee"),
        sources=["Oskerby Courier"],
    )
    return found.text if found else None


SPEECH = "What did Ann Lee say about the quay?"


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        (SPEECH, "and Berg?", "What did Berg say about the quay?"),
        (SPEECH, "And Starmer?", "What did Starmer say about the quay?"),
        (SPEECH, "what about air defence?", "What did Ann Lee say about air defence?"),
        (SPEECH, "what about Russia", "What did Ann Lee say about Russia?"),
        (SPEECH, "what did she say about tariffs?", "what did Ann Lee say about tariffs?"),
        (SPEECH, "and what did Berg say?", "what did Berg say about the quay?"),
        (SPEECH, "why?", "Why did Ann Lee say this about the quay?"),
        (SPEECH, "who else?", "Who else said something about the quay?"),
        ("Who shut the old bridge?", "When was that?", "When shut the old bridge?"),
        ("Who shut the old bridge?", "why?", "Why shut the old bridge?"),
        ("When was the old bridge shut?", "why?", "Why was the old bridge shut?"),
        ("Who shut the old bridge?", "how many people?", "How many people shut the old bridge?"),
        ("Who shut the old bridge?", "how long is it?", "How long shut the old bridge?"),
        ("Who shut the old bridge?", "What will it cost?", "What will the old bridge cost?"),
        ("Who shut the old bridge?", "and the ferry?", "Who shut the ferry?"),
        ("Who runs Corvin House?", "and Fenwick Lane?", "Who runs Fenwick Lane?"),
        ("Who is against it?", "what did she say?", "what did Ann Lee say about against it?"),
    ],
)
def test_follow_ups(before: str, question: str, searched: str) -> None:
    """Speaker, topic and things are carried on."""
    assert written_out(question, before) == searched


@pytest.mark.parametrize(
    "question",
    [
        "How many dockers are on strike at Tessmouth?",
        "What did Bo Berg say about his plan?",
        "Why did the council close the bridge?",
        "Is it true that the quay is sinking?",
        "How long does it take to drown a quay?",
        "When was the memorandum signed?",
        "Who told Ann Lee that she must go?",
    ],
)
def test_what_stands_on_its_own_is_left(question: str) -> None:
    """A question with all that it needs is not written anew."""
    assert written_out(question, SPEECH) is None


def test_the_first_question_leans_on_nothing() -> None:
    """Without a question before, even "why?" is left as it is."""
    assert follow_up("why?", [], speaks=lambda name: False) is None


def test_new_filters_are_put_on_the_question_before() -> None:
    """ "And since March 2025?" asks the same of other articles."""
    before = [answered(SPEECH)]
    found = follow_up("and since March 2025?", before, speaks=lambda name: False)
    assert found is not None
    assert (found.text, found.filters) == (SPEECH, Filters(published_from=date(2025, 3, 1)))
    found = follow_up("in the Courier?", before, speaks=lambda n: False, sources=["The Courier"])
    assert found is not None and found.filters == Filters(sources=("The Courier",))


def test_who_else_leaves_out_who_was_cited() -> None:
    """Those cited before are not asked for again, each by the fullest name."""
    found = follow_up("who else?", [answered("What did Lee say?")], speaks=lambda name: True)
    assert found is not None and found.other_than == ("Ann Lee",) and found.again
