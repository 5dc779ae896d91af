"""Who is meant by the words before "said"."""

from __future__ import annotations

import pytest

from rag.attribution.names import find_names
from rag.attribution.people import Cast, Speaker

TEXT = (
    "President Ann Lee came. Then Lee's aides, Lee, the president and a man from Lee Street spoke."
)


@pytest.mark.parametrize(
    ("words", "name", "form"),
    [
        ("Lee", "Ann Lee", "name"),
        ("the president", "Ann Lee", "role"),
        ("Lee's aides", "Lee's aides", "role"),
        ("a man from Lee Street", "a man from Lee Street", "role"),
    ],
)
def test_speakers(words: str, name: str, form: str) -> None:
    """A name is who bears it; a noun is its holder if there is one, and else what it says."""
    start = TEXT.rindex(words) if words != "Lee" else TEXT.index(" Lee,") + 1
    found = Cast(TEXT, find_names(TEXT)).speaker((start, start + len(words)))
    assert (found.name, found.form) == (name, form)


def test_nobody() -> None:
    """Without a subject nobody speaks."""
    assert Cast(TEXT, find_names(TEXT)).speaker(None) == Speaker(None, "none")


def test_one_of_a_group() -> None:
    """ "Officials, including Lee" are both, Lee by the full name."""
    text = "Ann Lee came. Some officials, including Lee, spoke."
    found = Cast(text, find_names(text)).speaker((14, 43))
    assert found == Speaker("Some officials, including Ann Lee", "role")


def test_those_at_the_head_of_a_group() -> None:
    """ "Officials, with Lee and Orr at their head" are all three; a place is none of them."""
    text = "Some officials, with Ann Lee of Oskerby and Bo Orr at their head, spoke."
    found = Cast(text, find_names(text)).speaker((0, text.index(", spoke")))
    assert found == Speaker("Some officials, including Ann Lee and Bo Orr", "role")


def test_two_who_speak_together() -> None:
    """ "Lee and Orr" are both, each by the full name."""
    text = "Ann Lee met Bo Orr. Lee and Orr spoke."
    assert Cast(text, find_names(text)).speaker((20, 31)) == Speaker("Ann Lee and Bo Orr", "name")
