"""rag.answering.described: whose words are asked for where a question describes somebody."""

from __future__ import annotations

import pytest

from rag.answering.described import nobody_is_meant, of_anybody
from rag.engine import Engine
from rag.question.understand import understand


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the harbour's master say about the crane?", True),
        ("What did Olga Brandt's deputy say about the crane?", True),
        ("What did Olga Brandt say about the crane?", False),
        ("what did Brandt say about the crane", False),
        ("Who moved the crane?", False),
    ],
)
def test_only_a_description_may_mean_somebody_named_otherwise(
    question: str, expected: bool
) -> None:
    """A name means who has it, and a fact is nobody's words."""
    assert nobody_is_meant(understand(question), []) is expected


def test_the_words_of_the_question_stay() -> None:
    """Whose words they may be is what the reader decides by them."""
    query = of_anybody(understand("What did the harbour's master say about the crane?"))
    assert query.shown == "What did the harbour's master say about the crane?"
    assert query.speaker is None and query.topic is None


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did the museum's director say about the clock?", "Benedikt Aule"),
        ("What did the bridge engineer say about the hole?", "Amara Whitlock"),
    ],
)
def test_one_who_is_described_in_other_words_is_quoted(
    engine: Engine, question: str, speaker: str
) -> None:
    """The article has "the director of the museum", and "the council's chief engineer"."""
    citation = engine.answer(question).citations[0]
    assert citation.attribution is not None and citation.attribution.speaker == speaker


@pytest.mark.parametrize(
    "question",
    [
        "What did the shipping company's boss say about the dockers' strike?",
        "What did the museum's architect say about the clock?",
        "What did Harlan Voss's deputy say about the clock?",
    ],
)
def test_nobody_elses_words_stand_in(engine: Engine, question: str) -> None:
    """Another speaker on the same subject is not who was described."""
    assert not engine.answer(question).answered


def test_a_filter_allows_only_its_speaker(engine: Engine) -> None:
    """A description that somebody chose as the filter means nobody else."""
    answer = engine.answer("What about the clock?", speaker="the museum's director")
    assert not answer.answered
