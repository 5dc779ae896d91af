"""Questions asked again in other words, where that is certainly grammatical."""

from __future__ import annotations

import pytest

from rag.english.rephrasing import agrees_with_any, with_count, with_name, with_noun, with_wh


@pytest.mark.parametrize(
    ("wh", "question", "asked"),
    [
        ("why", "Who is against the merger?", "Why are people against the merger?"),
        ("why", "Who supports the merger?", "Why do people support the merger?"),
        ("when", "Who is against the merger?", None),
        ("why", "When was it shut?", "Why was it shut?"),
        ("by whom", "When was it shut?", "By whom was it shut?"),
        ("by whom", "When did it shut?", None),
        ("how long", "When will it be shut?", "How long will it be shut?"),
        ("how long", "Where did they put it?", None),
        ("why", "Is it shut?", "Why is it shut?"),
        ("why", "Which hospitals are merging?", "Why are the hospitals merging?"),
        ("why", "What will it cost?", None),
        ("which", "When was it shut?", None),
    ],
)
def test_another_question_word(wh: str, question: str, asked: str | None) -> None:
    """An adverb takes the place of an adverb, and of a number that is the subject or object."""
    assert with_wh(wh, question) == asked


@pytest.mark.parametrize(
    ("counted", "question", "asked"),
    [
        ("how many people", "Who shut it?", "How many people shut it?"),
        ("how many people", "Who runs it?", None),
        ("how many trams", "How many stops are planned?", "How many trams are planned?"),
        ("how much money", "How many stops are planned?", None),
        ("how much money", "How many stops will it have?", "How much money will it have?"),
        ("which people", "Who shut it?", None),
    ],
)
def test_another_number(counted: str, question: str, asked: str | None) -> None:
    """The verb must agree with what is counted."""
    assert with_count(counted, question) == asked


@pytest.mark.parametrize(
    ("what", "question", "asked"),
    [
        ("Fenwick Lane", "Who runs Corvin House?", "Who runs Fenwick Lane?"),
        ("the A400M", "How much can a C-17 lift?", "How much can the A400M lift?"),
        ("A400M", "How much can a C-17 lift?", None),
        ("NASAMS", "Who makes the IRIS-T?", "Who makes NASAMS?"),
        ("the British", "Who leads the French army?", "Who leads the British army?"),
        ("the Viaduct", "When did the Creek bridge fall?", None),
        ("Gepards", "Where is the Shahed made?", None),
        ("Berg", "Does it trigger Article 5?", None),
        ("Spain", "How many ships does the Royal Navy have?", "How many ships does Spain have?"),
        ("Berg", "tell me about Lee", None),
        ("Berg", "Who shut the quay?", None),
    ],
)
def test_another_name(what: str, question: str, asked: str | None) -> None:
    """The last name of a question is replaced; articles and number must fit."""
    assert with_name(what, question) == asked


@pytest.mark.parametrize(
    ("what", "question", "old", "asked"),
    [
        ("the ferry", "Who shut the bridge?", "the bridge", "Who shut the ferry?"),
        ("the ferries", "When was the bridge shut?", "the bridge", None),
        ("ferries", "Who shut the bridge?", "the bridge", None),
        ("the ferry", "What is the price of bread?", "the price", None),
        ("the ferry", "tell me about the bridge", "the bridge", None),
    ],
)
def test_another_noun(what: str, question: str, old: str, asked: str | None) -> None:
    """A phrase with a determiner takes the place of another of the same number."""
    assert with_noun(what, question, old) == asked


def test_auxiliaries_that_agree_with_any_subject() -> None:
    """ "Did" stands with singular and plural, "do" does not."""
    assert agrees_with_any("what did") and not agrees_with_any("what do")
    assert not agrees_with_any("")
