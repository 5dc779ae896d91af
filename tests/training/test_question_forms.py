"""training.question_forms: keywords, and questions for yes or no."""

from __future__ import annotations

import pytest

from training.question_forms import keywords, yes_or_no


def test_keywords_are_the_content_words() -> None:
    """Interrogative and function words are left out; two words are too few."""
    assert keywords("When did Ann Lee open the new bridge?") == "ann lee open new bridge"
    assert keywords("Who was the mayor?") is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Who founded the club?", "Ann Lee", "Is it true that Ann Lee founded the club?"),
        ("When was the bridge built?", "1936", "Was the bridge built in 1936?"),
        ("Who founded the club?", "a baker", None),
        ("When was the bridge built?", "last year", None),
        ("Why was the bridge built?", "1936", None),
    ],
)
def test_yes_or_no(question: str, answer: str, expected: str | None) -> None:
    """A name takes the place of "who", a year stands at the end; nothing else is made."""
    assert yes_or_no(question, answer) == expected
