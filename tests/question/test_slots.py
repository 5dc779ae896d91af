"""The slots of a follow-up."""

from __future__ import annotations

import pytest

from rag.question.slots import Slots
from rag.types import Query


@pytest.mark.parametrize(
    ("typed", "bare", "led"),
    [
        ("and Berg?", "Berg", True),
        ("Ok, so why?!", "why", True),
        ("Who shut it?", "Who shut it", False),
    ],
)
def test_a_lead_is_left_out(typed: str, bare: str, led: bool) -> None:
    """ "And" before a follow-up and marks after it are not part of what it asks."""
    slots = Slots("whole", typed, Query("Who?", ()))
    assert (slots.bare, slots.led) == (bare, led)
