"""Coreference: the antecedents of "he" and "it"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Answer, Citation
from rag.english.persons import is_organisation, may_mean
from rag.question.referents import (
    SpeakerLookup,
    coreference,
    nouns_in,
    people,
    resolve_person,
    resolve_thing,
    speech_topic,
    subject_words,
    topic_of_anybody,
)
from rag.question.understand import understand
from rag.types import Attribution, Document, Place, Sentence, Span

KNOWN = SpeakerLookup(
    is_speaker=lambda name: name in ("Bo Berg", "Ann Lee"),
    is_person=bool,
    may_mean=lambda pronoun, name: True,
    is_organisation=lambda name: False,
)
TEXT = "The director of Corvin House, Bo Berg, has resigned, said Ann Lee."


def answered(question: str) -> Answer:
    """Return an answer that cites what Ann Lee said of Bo Berg."""
    document = Document.from_text(TEXT, Place("a.txt"))
    said = Attribution(Span(document, 0, 51), "Ann Lee", "name", "said", "indirect")
    cited = Citation(Sentence(document, 0, len(TEXT), 1, False), 0.9, attribution=said)
    return Answer(question, (cited,), 0.9, None, (), understand(question))


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who is the director of Corvin House?", "Bo Berg"),
        ("What happened at Corvin House?", "Ann Lee"),
        ("What did Cy Orr say about it?", "Cy Orr"),
    ],
)
def test_who_is_meant(question: str, who: str) -> None:
    """The person asked about; else one named beside the question's words; else the one cited."""
    assert resolve_person([answered(question)], "they", KNOWN) == who


def test_figures_are_nobody() -> None:
    """Who spoke without a capital is meant if it is "the coach", not if it is "police figures"."""
    answer = answered("What happened in 2019?")
    for speaker, meant in (("the coach", "the coach"), ("police figures", "Bo Berg")):
        cited = answer.citations[0]
        said = Attribution(cited.sentence, speaker, "name", "said", "indirect")
        other = replace(answer, citations=(replace(cited, attribution=said),))
        known = replace(
            KNOWN, is_speaker=lambda name: False, is_organisation=lambda name: "House" in name
        )
        assert resolve_person([other], "he", known) == meant


def test_a_pronoun_that_fits_nobody_means_nobody() -> None:
    """Where nobody fits, the question before is looked at, and then nobody is meant."""
    known = replace(KNOWN, may_mean=lambda pronoun, name: name == "Cy Orr")
    first, then = answered("What did Cy Orr say?"), answered("What did Ann Lee say?")
    assert resolve_person([first, then], "he", known) == "Cy Orr"
    assert resolve_person([then], "he", known) is None


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("How much power did the turbines produce?", ["the turbines"]),
        ("When will the Tarrel Bridge reopen?", ["the Tarrel Bridge"]),
        ("How long is the No. 2 line?", ["the No. 2 line"]),
    ],
)
def test_nouns(question: str, nouns: list[str]) -> None:
    """A noun ends before its verb, as far as that can be told."""
    assert nouns_in(question) == nouns


def test_people() -> None:
    """Two words with capitals are a person's name, unless one names a building or body."""
    text = "Bo Berg left Corvin House by Tarrel Bridge for the Harrow Police."
    assert people(text, replace(KNOWN, is_organisation=is_organisation)) == ["Bo Berg"]


def test_what_a_question_is_about() -> None:
    """The word that asks is left out; of words on a topic, topic and speaker are kept."""
    assert subject_words(understand("What will the beams cost?")) == "the beams cost"
    assert subject_words(understand("What did Ann Lee say about the quay?")) == "the quay Ann Lee"


def test_what_may_have_been_spoken_about() -> None:
    """Of "who is against the merger" that is the merger, and the topic of "who said something"."""
    assert speech_topic(understand("Who is against the merger?")) == "the merger"
    assert topic_of_anybody(understand("Who else said something about tickets?")) == "tickets"
    assert topic_of_anybody(understand("Who shut the quay?")) is None


@pytest.mark.parametrize(
    ("question", "pronoun", "thing"),
    [
        ("Who shut the old bridge?", "it", "the old bridge"),
        ("When did the dockers start their strike?", "them", "the dockers"),
        ("How many old quays sank?", "they", "old quays"),
        ("How many old quays sank at Tessmouth?", "it", "Tessmouth"),
    ],
)
def test_a_thing_is_found(question: str, pronoun: str, thing: str) -> None:
    """ "It" is what a question names first, "they" what it counts."""
    found = resolve_thing([answered(question)], pronoun, KNOWN)
    assert found is not None and (found.text, found.source.text) == (thing, question)


@pytest.mark.parametrize("person", ["Orr", "Hugo Orr"])
def test_it_is_nobody(person: str) -> None:
    """ "It" refers neither to a single name that speaks nor to a name with a known first name."""
    known = replace(KNOWN, is_speaker=lambda name: name == "Orr")
    before = [answered("Who shut the old bridge?"), answered(f"When did {person} resign?")]
    found = resolve_thing(before, "it", known)
    assert found is not None and found.text == "the old bridge"


@pytest.mark.parametrize(
    ("speaker", "question", "antecedent"),
    [
        ("the union", "what did it ask for", "the union"),
        ("the union", "when will it open", "the quay"),
        ("the mayor", "what did it ask for", "the quay"),
        ("Orrland", "what does it want", "Orrland"),
    ],
)
def test_a_body_that_spoke_is_what_asks(speaker: str, question: str, antecedent: str) -> None:
    """After a body's words, "it" is that body where "it" asks or wants something."""
    known = replace(KNOWN, is_speaker=lambda name: name == "Orrland", is_person=lambda name: False)
    before = [answered(f"What did {speaker} say about the quay?")]
    found = coreference(question, before, known)
    assert found is not None and found.antecedent == antecedent


@pytest.mark.parametrize(
    ("last", "pronoun", "who"),
    [("Sven", "she", "Ann Lee"), ("Sven", "he", "Sven"), ("Nora", "she", "Nora")],
)
def test_a_woman_by_her_name_comes_before_an_unknown_name(
    last: str, pronoun: str, who: str
) -> None:
    """ "She" is an earlier speaker with a woman's name rather than the last, if that is unknown."""
    before = [answered(f"What did {name} say about the quay?") for name in ("Ann Lee", last)]
    assert resolve_person(before, pronoun, replace(KNOWN, may_mean=may_mean)) == who


def test_nothing_is_found_in_a_question_without_a_name() -> None:
    """ "It" after "how many died?" refers to nothing."""
    assert resolve_thing([answered("how many died?")], "it", KNOWN) is None


@pytest.mark.parametrize(
    ("question", "word", "antecedent"),
    [
        ("how old is she", "she", "Ann Lee"),
        ("who built it", "it", "Corvin House"),
        ("who shut it and what did the mayor say that she wants", "it", "Corvin House"),
    ],
)
def test_a_pronoun_has_an_antecedent(question: str, word: str, antecedent: str) -> None:
    """The place of the pronoun and its antecedent are returned."""
    found = coreference(question, [answered("What happened at Corvin House?")], KNOWN)
    assert found is not None
    assert question[found.start : found.end] == found.word == word
    assert found.antecedent == antecedent


@pytest.mark.parametrize(
    "question",
    ["what did the mayor say that she wants", "is it true that quays sink", "how many died"],
)
def test_a_pronoun_that_the_question_explains_has_none(question: str) -> None:
    """A noun in the same question is the antecedent, and "it" in "is it true" refers to nothing."""
    assert coreference(question, [answered("What happened at Corvin House?")], KNOWN) is None
