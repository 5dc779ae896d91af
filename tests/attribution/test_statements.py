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
def test_reads_a_statement(sentence: str, subject: str, cue: str, contents: list[str]) -> None:
    """A statement has a subject, a cue, and what is reported."""
    masked = sentence.replace("#", MASK)
    (found,) = find_statements(masked)
    assert found.subject is not None
    assert masked[slice(*found.subject)] == subject
    assert found.cue == cue
    assert [sentence[a:b] for a, b in found.contents] == contents


def test_a_sentence_without_end_is_not_read() -> None:
    """What has hundreds of words is no prose: reading it would take long and give nothing."""
    assert find_statements("Lee said that it fell and " * 200) == []


def test_a_headline_is_read_only_as_one() -> None:
    """ "Name: words" is speech in a heading, and a list elsewhere."""
    assert find_statements("Lee: it fell", heading=True)[0].contents == ((5, 12),)
    assert find_statements("Lee: it fell") == []
