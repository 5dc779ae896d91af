"""Telling speech from mention."""

from __future__ import annotations

import pytest

from rag.answer.speech import name_pattern, speaks


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("", "Ann Lee said the pier was hollow.", 1.0),
        ("Lee inspected the pier.", "It was hollow, she said.", 0.7),
        ("Lee inspected the pier.", "“It is hollow.”", 0.5),
        ("", "Lee inspected the pier.", 0.0),
        ("Bo Ray inspected the pier.", "It was hollow, she said.", 0.0),
        ("", "Leeds said nothing.", 0.0),
    ],
)
def test_weighs_the_signs_of_speech(before: str, text: str, expected: float) -> None:
    """A name by a cue counts most, then a pronoun or a bare quotation after the name."""
    assert speaks(text, before, name_pattern("Ann Lee")) == expected


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("Emmanuel Macron", "Macron left."),
        ("macron", "MACRON LEFT"),
        ("Lee, the mayor,", "The mayor left."),
        ("O’Brien", "Mr. O’Brien left."),
    ],
)
def test_a_speaker_is_matched_by_the_last_word(speaker: str, text: str) -> None:
    """First names, case and punctuation do not matter."""
    assert name_pattern(speaker).search(text)
