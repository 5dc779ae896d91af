"""training.sample_questions: questions over the sample corpus, for each article that answers."""

from __future__ import annotations

from training.examples import GOLDEN_FIT
from training.reader_examples import SHARES
from training.sample_questions import SAMPLE, sample_questions

QUESTIONS = sample_questions()


def test_right_sentences_hold_the_answer() -> None:
    """The words that answer are a place in one of them, where they stand on one line."""
    assert len(QUESTIONS) > 20 and (SAMPLE, True) in SHARES
    for question in QUESTIONS:
        assert question.source == SAMPLE and question.right
        for number, start, end in question.answers:
            assert number in question.right
            assert question.sentences[number][start:end].strip()


def test_only_questions_that_fit_are_asked() -> None:
    """One of several articles is a question for each of them."""
    fitting = GOLDEN_FIT.read_text("utf-8")
    assert all(f'"{question.text}"' in fitting for question in QUESTIONS)
    asked = [question.text for question in QUESTIONS]
    assert asked.count("what did Macron say about US support") > 1
