"""Questions asked again in other words, where that is certainly grammatical."""

from __future__ import annotations

import pytest

from rag.english.rephrasing import (
    acts,
    agrees_with_any,
    is_own,
    kind_of,
    looks_like_person,
    may_be_person,
    with_count,
    with_name,
    with_noun,
    with_owner,
    with_wh,
)


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


@pytest.mark.parametrize(
    ("what", "question", "asked"),
    [
        ("the fishermen", "What was Ann Lee’s plan?", "What was the fishermen’s plan?"),
        ("the dockers", "What was Ann Lee’s plan?", None),
        ("the ferry", "What was Ann Lee’s plan?", None),
        ("the ferry", "What is the clock's price?", "What is the ferry’s price?"),
        ("Berg", "What is the clock’s price?", None),
        ("Berg", "What did Ann Lee’s plan say?", None),
    ],
)
def test_another_owner(what: str, question: str, asked: str | None) -> None:
    """An owner takes the place of an owner of the same kind."""
    assert with_owner(what, question) == asked


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("the mayor of Oskerby", "person"),
        ("two fishermen", "person"),
        ("the union", "body"),
        ("the letter", "document"),
        ("the Viaduct", "thing"),
        ("the river", "thing"),
        ("the boiler", None),
        ("Corvin House", None),
    ],
)
def test_kinds(phrase: str, kind: str | None) -> None:
    """The head of a noun phrase says what it is of; a name and a noun in "-er" do not."""
    assert kind_of(phrase) == kind


def test_what_things_do_not_do() -> None:
    """Agreeing and asking need people, a body or a document; opening does not."""
    assert acts(" agree") and acts(" also ask for pay")
    assert not acts(" open") and not acts("")


def test_what_a_name_may_be() -> None:
    """A name of two words may be a person's, unless it is an organisation's; a union is nobody."""
    assert looks_like_person("Cy Orr") and not looks_like_person("Corvin House")
    assert not looks_like_person("Orr") and not looks_like_person("the Orr Viaduct")
    assert may_be_person("Cy Orr") and may_be_person("the mayor") and may_be_person("a baker")
    assert not any(map(may_be_person, ("Corvin House", "the union", "the fishermen")))


def test_a_speaker_is_no_topic_of_their_own() -> None:
    """A topic is the speaker's own if it is part of the name, or belongs to that."""
    assert is_own("Orr", "Cy Orr") and is_own("Orr’s pay", "Cy Orr") and is_own("Cy Orr", "Orr")
    assert not is_own("Bo Orr", "Cy Orr") and not is_own(None, "Cy Orr")
