"""Words and marks of a sentence, one by one."""

from __future__ import annotations

import pytest

from rag.attribution.words import MASK, agrees, clause_after, extent, is_aside, read_words
from rag.english.lexicon import VERBS


def test_words_and_marks() -> None:
    """Words, marks and masked quotations come in order; short titles keep their full stop."""
    masked = f"{MASK * 3}, he’s told Mr. Lee-Orr."
    words = read_words(masked)
    assert [w.text for w in words] == [
        MASK * 3, ",", "he", "’s", "told", "Mr.", "Lee-Orr", ".",
    ]  # fmt: skip
    assert words[0].quoted and words[1].mark and words[5].capital
    assert words[3].low == "'s"
    assert masked[slice(*extent(words[4:7]))] == "told Mr. Lee-Orr"


@pytest.mark.parametrize(
    ("form", "verb", "subject", "fits"),
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
def test_a_form_fits_its_subject(form: str, verb: str, subject: str, fits: bool) -> None:
    """The plain form needs several, and a form that is a noun as well somebody before it."""
    assert agrees(form, VERBS[verb], read_words(subject)) is fits


@pytest.mark.parametrize(
    ("words", "aside"),
    [
        ("on Monday", True),
        ("this week that", True),
        ("about 20 people left", False),
        ("there was a leak", False),
        ("there in Oskerby", True),
        ("the bridge", False),
    ],
)
def test_times_and_places_are_no_clause(words: str, aside: bool) -> None:
    """What follows a verb is a time or a place, or what is said."""
    assert is_aside(read_words(words)) is aside


def test_where_the_clause_begins() -> None:
    """After a time without "that", a clause begins with a pronoun and its verb, if anywhere."""
    assert clause_after(read_words("after the flood it would leak")) == 3
    assert clause_after(read_words("after the flood, it would leak")) is None
    assert clause_after(read_words("after the flood of June")) is None
