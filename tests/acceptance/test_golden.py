"""The golden questions that judge, over the sample corpus: what is found, and what is refused.

The unanswerable ones are hard on purpose: they ask for what no article says, in words that the
articles use. `golden_known_faults.json` lists those that the program gets wrong: a change that
fixes one of them, or breaks another, shows. The golden questions that weights are fitted on are in
`training/golden_fit.jsonl`.
"""

from __future__ import annotations

import json

import pytest

from rag.answers import Answer
from rag.engine import Engine
from tests.paths import DATA

CASES = [json.loads(line) for line in (DATA / "golden.jsonl").read_text("utf-8").splitlines()]
FAULTS = json.loads((DATA / "golden_known_faults.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def answers(engine: Engine) -> dict[str, Answer]:
    """The answer to every question."""
    return {case["question"]: engine.answer(case["question"]) for case in CASES}


def test_finds_the_sentences(answers: dict[str, Answer]) -> None:
    """Every answerable question but the known faults has its sentence among those shown."""
    missed = [
        case["question"]
        for case in CASES
        if case["answer"] and not shows(answers[case["question"]], case["answer"])
    ]
    assert sorted(missed) == FAULTS["missed"]


def test_refuses_what_no_article_says(answers: dict[str, Answer]) -> None:
    """Every unanswerable question but the known faults is refused."""
    answered = [
        case["question"]
        for case in CASES
        if not case["answer"] and answers[case["question"]].answered
    ]
    assert sorted(answered) == FAULTS["answered"]


def test_every_quotation_is_verbatim(answers: dict[str, Answer]) -> None:
    """Every sentence shown equals the slice of its article between its offsets."""
    for answer in answers.values():
        for citation in answer.citations:
            for sentence in (*citation.context, citation.sentence, *citation.also):
                text = sentence.document.text
                assert text[sentence.start : sentence.end] == sentence.text


def test_sources_are_what_is_cited(answers: dict[str, Answer]) -> None:
    """An answer's sources are the articles of its citations; a refusal has no source."""
    for answer in answers.values():
        cited = {s.document.doc_id for c in answer.citations for s in (c.sentence, *c.also)}
        assert {d.doc_id for d in answer.documents} == cited
        assert bool(cited) == answer.answered


def shows(answer: Answer, expected: str) -> bool:
    """Return whether a sentence of the answer contains a text."""
    shown = [s.text for c in answer.citations for s in (*c.context, c.sentence)]
    return any(expected in text for text in shown)
