"""Filters one by one, each with what is left without it."""

from __future__ import annotations

from datetime import date

from rag.types import Filters
from rag.ui.chips import chips
from rag.ui.requests import Typed

ALL = Filters(
    speaker="Ann Lee",
    published_from=date(2025, 3, 1),
    published_to=date(2025, 3, 31),
    sources=("The Post", "The Courier"),
    other_than=("Bo Dahl", "Cy Eck"),
)


def test_every_filter_is_a_chip_in_words() -> None:
    """Speaker, others, dates as one, and each outlet by itself; no filter, no chip."""
    assert [chip.words for chip in chips(ALL)] == [
        "said by Ann Lee",
        "said by others than Bo Dahl or Cy Eck",
        "published from 2025-03-01 to 2025-03-31",
        "published by The Post",
        "published by The Courier",
    ]
    assert list(chips(Filters())) == []


def test_without_a_chip_all_others_hold() -> None:
    """What is left gives the other chips, in the same words."""
    words = [chip.words for chip in chips(ALL)]
    for number, chip in enumerate(chips(ALL)):
        left = [other.words for other in chips(chip.rest)]
        assert left == words[:number] + words[number + 1 :]


def test_keys_tell_chips_apart() -> None:
    """Two outlets have two addresses."""
    keys = [chip.key for chip in chips(ALL)]
    assert len(set(keys)) == len(keys) == 5


def test_a_chip_is_taken_out_of_the_field_that_it_stands_in() -> None:
    """Dates, speaker or one outlet leave their fields; all other fields stay as they are."""
    typed = Typed("2025-03", "2025-03", ["The Post", "The Courier"], "Ann Lee")
    left = {chip.key: chip.taken_from(typed) for chip in chips(ALL)}
    assert left["dates"] == Typed("", "", ["The Post", "The Courier"], "Ann Lee")
    assert left["speaker"] == typed._replace(speaker=None)
    assert left["source-0"] == typed._replace(sources=["The Courier"])
    assert left["others"] == typed
