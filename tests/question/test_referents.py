"""Who is meant by "he", and what by "it"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Answer, Citation
from rag.english.persons import is_organisation
from rag.question.referents import Cast, matter_of, names, nouns_in, people, person
from rag.question.understand import understand
from rag.types import Attribution, Document, Place, Sentence, Span

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
    """The one asked about; else one beside the question's words; else who is cited."""
    cast = Cast(speaks=lambda name: name in ("Bo Berg", "Ann Lee"))
    assert person([answered(question)], "they", cast) == who


def test_figures_are_nobody() -> None:
    """Who spoke without a capital is meant if it is "the coach", not if it is "police figures"."""
    answer = answered("What happened in 2019?")
    for speaker, meant in (("the coach", "the coach"), ("police figures", "Bo Berg")):
        cited = answer.citations[0]
        said = Attribution(cited.sentence, speaker, "name", "said", "indirect")
        other = replace(answer, citations=(replace(cited, attribution=said),))
        nobody_speaks = Cast(speaks=lambda name: False, is_body=lambda name: "House" in name)
        assert person([other], "he", nobody_speaks) == meant


def test_a_pronoun_that_fits_nobody_means_nobody() -> None:
    """Where nobody fits, the question before is looked at, and then nobody is meant."""
    nobody = Cast(speaks=bool, fits=lambda pronoun, name: name == "Cy Orr")
    first, then = answered("What did Cy Orr say?"), answered("What did Ann Lee say?")
    assert person([first, then], "he", nobody) == "Cy Orr"
    assert person([then], "he", nobody) is None


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


def test_names() -> None:
    """The first word is no name for its capital alone, and no plural name is a verb."""
    assert names("Who runs Corvin House?") == ["Corvin House"]
    assert names("Thornes survive") == ["Thornes"]


def test_people() -> None:
    """Two words with capitals are somebody's name, unless one of them is of a building or body."""
    text = "Bo Berg left Corvin House by Tarrel Bridge for the Harrow Police."
    assert people(text, Cast(speaks=bool, is_body=is_organisation)) == ["Bo Berg"]


def test_what_a_question_is_about() -> None:
    """The word that asks is left out; of words on a topic, topic and speaker are kept."""
    assert matter_of(understand("What will the beams cost?")) == "the beams cost"
    assert matter_of(understand("What did Ann Lee say about the quay?")) == "the quay Ann Lee"
