"""The words that are searched for follow-ups."""

from __future__ import annotations

import pytest

from tests.question.dialogue import SPEECH, followed


def searched_for(question: str, *before: str) -> str | None:
    """Return the words that are searched for a follow-up."""
    found = followed(question, *before)
    return found.main.searched if found else None


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
        (SPEECH, "did anyone disagree?", "Who else said something about the quay?"),
        ("What does Ann Lee want?", "who else?", "Who else said something?"),
        (SPEECH, "who said so?", "Who said something about the quay?"),
        ("What shut the old bridge?", "Who says that?", "Who said what shut the old bridge?"),
        (SPEECH, "what did the council say about it?", "what did the council say about the quay?"),
        (
            "Who shut the old bridge?",
            "When was that?",
            "When was it that they shut the old bridge?",
        ),
        ("Who shut the old bridge?", "why?", "Why was it that they shut the old bridge?"),
        ("When was the old bridge shut?", "why?", "Why was the old bridge shut?"),
        ("How many beds will the ward have?", "why?", "Why will the ward have beds?"),
        ("How many jobs will be cut?", "when?", "When will jobs be cut?"),
        ("How much did it cost?", "why?", "Why did it cost?"),
        ("Which hospitals are merging?", "and why?", "Why are hospitals merging?"),
        ("When was the clock stolen?", "at what time?", "At what time was the clock stolen?"),
        ("Who shut the old bridge?", "how many people?", "How many people shut the old bridge?"),
        ("Who shut the old bridge?", "how long is it?", "how long is the old bridge?"),
        ("Who shut the old bridge?", "What will it cost?", "What will the old bridge cost?"),
        ("Who shut the old bridge?", "and the ferry?", "Who shut the ferry?"),
        ("Who runs Corvin House?", "and Fenwick Lane?", "Who runs Fenwick Lane?"),
        ("Who is against it?", "what did she say?", "what did Ann Lee say about it?"),
        ("Who is against the ferry?", "who else?", "Who else against the ferry?"),
        (
            "Who is against the ferry?",
            "and what did Berg say?",
            "what did Berg say about the ferry?",
        ),
        ("Which dockers strike?", "how do they measure drought?", "how do they measure drought?"),
        ("Which dockers strike?", "how do they plan to vote?", "how do dockers plan to vote?"),
    ],
)
def test_follow_ups(before: str, question: str, searched: str) -> None:
    """Speaker, topic and things of the question before are searched for again."""
    assert searched_for(question, before) == searched


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("Who leads the council?", "what did she say?", "what did Ann Lee say?"),
        ("When did the dockers start their strike?", "who pays them?", "who pays the dockers?"),
        ("How many old quays sank?", "who built them?", "who built old quays?"),
        ("What did the ferry carry?", "who built it?", "who built the ferry?"),
        ("How long is the No. 2 quay?", "who built it?", "who built the No. 2 quay?"),
        ("How much can a C-17 lift?", "and the A400M?", "How much can the A400M lift?"),
        ("How much can a C-17 lift?", "and an A400M?", "How much can an A400M lift?"),
        (SPEECH, "did she say anything else?", "What did Ann Lee say?"),
        (SPEECH, "what else did she say about tariffs?", "What did Ann Lee say about tariffs?"),
        (SPEECH, "anything else from Berg?", "What did Berg say?"),
        (SPEECH, "who is she?", "who is Ann Lee?"),
        (SPEECH, "who was that?", "Who is Ann Lee?"),
        ("What did Russian officials say?", "who are they?", "Who are Russian officials?"),
        (SPEECH, "how old is she?", "how old is Ann Lee?"),
        ("What shut the old quay?", "who is she?", "who is Ann Lee?"),
        ("What shut the old quay?", "who is he?", "who is he (shut the old quay)?"),
    ],
)
def test_people_and_things_are_found(before: str, question: str, searched: str) -> None:
    """A pronoun refers to a compatible person, "them" to a count, "it" to what was named."""
    assert searched_for(question, before) == searched


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ((SPEECH, "and Berg?"), "why?", "Why did Berg say this about the quay?"),
        ((SPEECH, "why?"), "and Berg?", "What did Berg say about the quay?"),
        ((SPEECH, "who else?"), "and Berg?", "What did Berg say about the quay?"),
        ((SPEECH, "who else?"), "who else?", "Who else said something about the quay?"),
        ((SPEECH, "who else?"), "what about tickets?", "Who said something about tickets?"),
        (("Who shut the quay?", "why?"), "who else?", "Who else shut the quay?"),
        (("Who shut the quay?", "when?"), "how many people?", "How many people shut the quay?"),
    ],
)
def test_chains(before: tuple[str, ...], question: str, searched: str) -> None:
    """A follow-up may lean on a question that was a follow-up itself."""
    assert searched_for(question, *before) == searched
