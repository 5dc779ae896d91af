"""Noun phrases of questions: what certainly is one, and where it ends."""

from __future__ import annotations

import pytest

from rag.english.interrogatives import QuestionParts, split_question
from rag.english.noun_phrases import (
    are_demonyms,
    asks_for_object,
    counts_its_subject,
    has_predicate,
    head_of,
    is_complete_without_wh,
    is_noun_phrase,
    is_participle,
    is_passive,
    is_plural,
    is_question,
    may_follow_about,
    noun_phrase_at,
    possessive,
    subject_matter,
)


def parts(question: str) -> QuestionParts:
    """Return the parts of a question that has some."""
    found = split_question(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "words",
    ["the ferry", "Ann Lee", "St. Aldith’s", "tickets", "the cost of the repair", "5 bridges"],
)
def test_noun_phrases(words: str) -> None:
    """A name, a plural and a phrase with a determiner are noun phrases."""
    assert is_noun_phrase(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "in March",
        "ten years ago",
        "do first",
        "that Europe must act",
        "the bridge closed",
        "milk",
        "cheaper",
        "according to the port",
        "the thieves leave the quay",
        "the ward (closed)",
        "Soley’s",
    ],
)
def test_what_may_be_no_noun_phrase(words: str) -> None:
    """Clauses, adverbs and single words that may be an adjective or a verb are excluded."""
    assert not is_noun_phrase(words)


def test_after_about() -> None:
    """Whatever was written after "about" fits there, except openings of other phrases."""
    assert may_follow_about("not paying") and may_follow_about("residents who could not pay")
    assert not may_follow_about("in March") and not may_follow_about("if it rains")
    assert not may_follow_about("")


def test_plurals_and_possessives() -> None:
    """The head of a phrase decides, and "’s" follows a singular only."""
    assert is_plural("pairs of redshank") and is_plural("people") and is_plural("Lee and Berg")
    assert not is_plural("the price of tickets") and not is_plural("the bus")
    assert possessive("Ann Lee") == "Ann Lee’s" and possessive("the dockers") == "the dockers’"


def test_participles() -> None:
    """Regular and irregular participles are known; "bed" and names are excluded."""
    assert is_participle("closed") and is_participle("stolen")
    assert not is_participle("bed") and not is_participle("Reed") and not is_participle("hundred")


@pytest.mark.parametrize(
    ("question", "complete"),
    [
        ("When did the quay sink?", True),
        ("When was the quay shut?", True),
        ("Where are the ships waiting?", True),
        ("Where is the new building?", False),
        ("When is the next meeting?", False),
        ("Where did they put the gold?", False),
        ("Where do the ships come from?", False),
        ("Where will the meeting be held?", True),
        ("Where will the meeting be next year?", False),
        ("How did he look?", False),
    ],
)
def test_clauses_without_their_adverb(question: str, complete: bool) -> None:
    """Without "when" a clause must still have a predicate and all its objects."""
    assert is_complete_without_wh(parts(question)) == complete


def test_passives() -> None:
    """ "Was the quay shut" has a participle as its predicate, "was the stolen clock" has none."""
    assert has_predicate(parts("When was the quay shut?"))
    assert not has_predicate(parts("Where was the stolen clock?"))
    assert is_passive(parts("When will the quay be shut?"))
    assert not is_passive(parts("Where did they put the gold?"))


def test_what_is_counted() -> None:
    """The noun of "how many" is the subject or the object of its clause."""
    assert counts_its_subject(parts("How many jobs will be cut?"))
    assert counts_its_subject(parts("How many ships are waiting?"))
    assert not counts_its_subject(parts("How many beds will the ward have?"))
    assert asks_for_object(parts("How many beds will the ward have?"))
    assert not asks_for_object(parts("How many ships are there to carry?"))


@pytest.mark.parametrize(
    ("phrase", "question", "whole"),
    [
        ("the stolen clock made", "When was the stolen clock made?", "the stolen clock"),
        ("Drought Monitor", "Who makes the Drought Monitor?", "the Drought Monitor"),
        ("U.S", "When did the U.S suspend aid?", None),
        ("SAMP", "Who developed the SAMP/T?", None),
        ("Russian", "What do Russian officials want?", None),
        ("dockers", "How many dockers are there?", "the dockers"),
        ("company builds", "Which company builds the ferry?", None),
        ("old hospitals", "Which old hospitals are merging?", "the old hospitals"),
        ("the front", "Are soldiers at the front line?", None),
        ("the co-op paying", "What dividend is the co-op paying?", None),
        ("the ferry", "When will the ferry open?", "the ferry"),
        ("the council vote", "How did the council vote on pay?", None),
        ("the council", "How did the council in Oskerby vote?", "the council"),
        ("the bridge safe", "Is the bridge safe for cars?", None),
        ("the thieves leave the", "When did the thieves leave the quay?", None),
        ("the quay", "Who shut the bridge?", None),
    ],
)
def test_noun_phrases_in_questions(phrase: str, question: str, whole: str | None) -> None:
    """Verbs are left out and articles put in; what may end elsewhere is no noun phrase."""
    assert noun_phrase_at(phrase, question) == whole


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("Who is against the merger?", "the merger"),
        ("Why are people against the merger?", "the merger"),
        ("Why do people oppose the merger?", "the merger"),
        ("Who shut the old bridge?", "the old bridge"),
        ("Who is the head of the council?", "the head of the council"),
        ("When was the old bridge shut?", "the old bridge"),
        ("How many beds will the ward have?", "the ward"),
        ("Who else said something about not paying?", "not paying"),
        ("What happened?", None),
        ("How did the council vote on the merger?", None),
    ],
)
def test_what_a_question_is_about(question: str, matter: str | None) -> None:
    """The noun phrase that people may have spoken about is found where that is certain."""
    assert subject_matter(question) == matter


def test_whole_questions() -> None:
    """A question begins with a question word or an auxiliary."""
    assert is_question("who shut it") and is_question("is it shut")
    assert not is_question("the ferry") and not is_question("")


def test_demonyms() -> None:
    """ "French" and "British" are of one kind; "Schoharie" and "Viaduct" are not."""
    assert are_demonyms("French", "British") and not are_demonyms("Schoharie", "Viaduct")


def test_heads() -> None:
    """The head stands before the first preposition."""
    assert head_of("the old union of teachers") == "union"
    assert head_of("fishermen") == "fishermen"


@pytest.mark.parametrize(
    ("phrase", "question", "found"),
    [
        ("the letter warn", "What did the letter warn of?", "the letter"),
        ("the quay plan ask", "What did the quay plan ask for?", None),
        ("the bridge collapse", "Did the bridge collapse overnight?", None),
        ("the bridge collapse", "Did the bridge collapse suddenly?", None),
        ("Cy Orr leave Corvin House", "When did Cy Orr leave Corvin House?", None),
    ],
)
def test_a_verb_is_no_part_of_a_noun_phrase(phrase: str, question: str, found: str | None) -> None:
    """A verb before a stranded preposition, an adverb or nothing is no part of the phrase."""
    assert noun_phrase_at(phrase, question) == found
