"""Cues of speech in a sentence whose quotations are masked."""

from __future__ import annotations

import pytest

from rag.attribution.statements import find_statements
from rag.attribution.words import MASK


@pytest.mark.parametrize(
    ("sentence", "subject", "cue", "contents"),
    [
        ("She said it.", "She", "said", ["it"]),
        ("####, she said.", "she", "said", ["####"]),
        ("####, said the mayor, ####.", "the mayor", "said", ["####", "####"]),
        ("It fell, according to two men.", "two men", "according to", ["It fell"]),
        ("Lee wants to go.", "Lee", "wants", ["to go"]),
    ],
)
def test_finds_a_statement(sentence: str, subject: str, cue: str, contents: list[str]) -> None:
    """A statement has a subject, a cue, and what is reported."""
    masked = sentence.replace("#", MASK)
    (found,) = find_statements(masked, heading=False)
    assert masked[slice(*found.subject)] == subject
    assert found.cue == cue
    assert [sentence[a:b] for a, b in found.contents] == contents


def test_an_endless_sentence_has_no_statements() -> None:
    """Hundreds of words without an end are no prose; analysing them would only take long."""
    assert find_statements("Lee said that it fell and " * 200, heading=False) == []


def test_only_a_heading_has_a_name_and_a_colon_as_its_cue() -> None:
    """ "Name: words" is speech in a heading, and a list elsewhere."""
    assert find_statements("Lee: it fell", heading=True)[0].contents == ((5, 12),)
    assert find_statements("Lee: it fell", heading=False) == []
