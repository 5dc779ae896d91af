"""training.invented_facts: questions whose right and wrong sentences differ in one thing."""

from __future__ import annotations

import re

from training.invented_facts import FAMILIES, invented_questions

QUESTIONS = invented_questions(seed=0, count=300)


def test_each_question_has_two_wrong_sentences_or_three() -> None:
    """At most one sentence answers; the others are near misses."""
    assert {len(q.sentences) for q in QUESTIONS} == {3}
    assert {len(q.right) for q in QUESTIONS} == {0, 1}
    assert all(sorted((*q.right, *q.near)) == [0, 1, 2] for q in QUESTIONS)


def test_the_answer_is_marked() -> None:
    """The words that answer are a part of the right sentence, without the brackets."""
    for question in QUESTIONS:
        assert [number for number, _, _ in question.answers] == list(question.right)
        for number, start, end in question.answers:
            assert question.sentences[number][start:end].strip()
        assert not re.search(r"[\[\]{}]", question.text + " ".join(question.sentences))


def test_the_seed_decides() -> None:
    """The same seed gives the same questions, another one others."""
    assert invented_questions(seed=0, count=20) == QUESTIONS[:20]
    assert invented_questions(seed=1, count=20) != QUESTIONS[:20]


def test_every_right_sentence_marks_one_answer() -> None:
    """A family has questions, right sentences with one bracket, and wrong ones with none."""
    for family in FAMILIES:
        assert len(family.questions) >= 2 and len(family.wrong) >= 3
        assert all(len(re.findall(r"\[.+?\]", text)) == 1 for text in family.right)
        assert not any("[" in text for text in family.wrong)
