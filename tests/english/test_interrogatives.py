"""The words and parts of questions."""

from __future__ import annotations

import pytest

from rag.english.interrogatives import (
    QuestionParts,
    begins_question,
    capitalised,
    has_verb,
    names,
    split_question,
    within_sentence,
)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When was the quay shut?", ("When", "", "was", "the quay shut")),
        ("How many beds will the ward have?", ("How many", "beds", "will", "the ward have")),
        ("Which old hospitals are merging?", ("Which", "old hospitals", "are", "merging")),
        ("Is the quay shut?", ("", "", "Is", "the quay shut")),
        ("In what year did it sink?", ("In what", "year", "did", "it sink")),
    ],
)
def test_a_question_in_parts(question: str, parts: tuple[str, str, str, str]) -> None:
    """The question word, what it counts, the auxiliary and the rest are told from each other."""
    assert split_question(question) == QuestionParts(*parts)


@pytest.mark.parametrize("question", ["Who shut the quay?", "and Berg?", "Why?", "tell me more"])
def test_a_question_without_an_auxiliary_has_no_parts(question: str) -> None:
    """Where no auxiliary follows the first words, nothing is inverted."""
    assert split_question(question) is None


def test_names() -> None:
    """The first word is no name for its capital alone, and no plural name is a verb."""
    assert names("Who runs Corvin House?") == ["Corvin House"]
    assert names("Thornes survive") == ["Thornes"]


def test_verbs() -> None:
    """A question word or a verb without a capital makes a clause; "the ferry" is none."""
    assert has_verb("it closed") and has_verb("why not")
    assert not has_verb("the ferry") and not has_verb("Thornes")
    assert begins_question("Who") and begins_question("the") and not begins_question("Thornes")


def test_a_capital() -> None:
    """Only the first letter is changed."""
    assert capitalised("who is Ann Lee?") == "Who is Ann Lee?"


@pytest.mark.parametrize(
    ("phrase", "within"),
    [
        ("A baker", "a baker"),
        ("The union of teachers", "the union of teachers"),
        ("Some residents", "some residents"),
        ("The Hague", "The Hague"),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_a_phrase_within_a_sentence(phrase: str, within: str) -> None:
    """An article has a small letter inside a sentence, unless it begins a name."""
    assert within_sentence(phrase) == within
