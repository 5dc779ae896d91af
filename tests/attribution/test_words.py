"""The words and marks of a sentence, and predicates on them."""

from __future__ import annotations

import pytest

from rag.attribution.words import (
    MASK,
    agrees,
    clause_after,
    is_time_or_place,
    offsets,
    split_words,
)
from rag.english.lexicon import VERBS


def test_words_and_marks() -> None:
    """Words, marks and masked quotations come in order; short titles keep their full stop."""
    masked = f"{MASK * 3}, he’s told Mr. Lee-Orr."
    words = split_words(masked)
    assert [w.text for w in words] == [
        MASK * 3, ",", "he", "’s", "told", "Mr.", "Lee-Orr", ".",
    ]  # fmt: skip
    assert words[0].quoted and words[1].mark and words[5].capital
    assert words[3].low == "'s"
    assert masked[slice(*offsets(words[4:7]))] == "told Mr. Lee-Orr"


@pytest.mark.parametrize(
    ("form", "verb", "subject", "expected"),
    [
        ("said", "say", "Lee", True),
        ("say", "say", "Lee", False),
        ("say", "say", "Lee and Orr", True),
        ("say", "say", "advisers to Lee", True),
        ("claim", "claim", "Lee's", False),
        ("demands", "demand", "the loud", False),
        ("demands", "demand", "the council", True),
    ],
)
def test_a_form_agrees_with_its_subject(form: str, verb: str, subject: str, expected: bool) -> None:
    """The plain form needs a plural subject, and a form that is a noun as well needs a speaker."""
    assert agrees(form, VERBS[verb], split_words(subject)) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Monday", True),
        ("this week that", True),
        ("about 20 people left", False),
        ("there was a leak", False),
        ("there in Oskerby", True),
        ("the bridge", False),
    ],
)
def test_times_and_places_are_not_reported(words: str, expected: bool) -> None:
    """The words after a verb are a time or a place, or else what is said."""
    assert is_time_or_place(split_words(words)) is expected


def test_the_clause_after_a_time_begins_with_a_pronoun() -> None:
    """After a time without "that", a clause begins only at a pronoun and an auxiliary."""
    assert clause_after(split_words("after the flood it would leak")) == 3
    assert clause_after(split_words("after the flood, it would leak")) is None
    assert clause_after(split_words("after the flood of June")) is None
