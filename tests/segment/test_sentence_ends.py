"""Marks that do not end a sentence where they stand, and lines that stand alone."""

from __future__ import annotations

import pytest

from rag.segment.sentences import split_sentences


@pytest.mark.parametrize("mark", ["-30-", "###", "(END)", "ENDS", "-more-"])
def test_an_agencys_mark_of_the_end_stands_alone(mark: str) -> None:
    """The mark is no part of the last sentence, in wrapped text neither."""
    text = (
        "The quay was shut on Friday, after its crane had\n"
        "fallen into the river during the night, and it\n"
        f"would stay shut, a spokesman for the harbour said.\n{mark}\n"
    )
    *_, last = split_sentences(text)
    assert text[last.start : last.end] == mark
    assert last.heading
