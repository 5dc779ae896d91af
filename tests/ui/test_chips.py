"""Chips: each filter in words, with the filters that remain without it."""

from __future__ import annotations

from datetime import date

from rag.types import Filters
from rag.ui.chips import chips
from rag.ui.requests import TypedFilters

ALL = Filters(
    speaker="Ann Lee",
    published_from=date(2025, 3, 1),
    published_to=date(2025, 3, 31),
    sources=("The Post", "The Courier"),
    other_than=("Bo Dahl", "Cy Eck"),
)


def test_every_filter_is_a_chip_in_words() -> None:
    """There is a chip for the speaker, other speakers, the dates together, and each outlet."""
    assert [chip.words for chip in chips(ALL)] == [
        "said by Ann Lee",
        "said by someone other than Bo Dahl or Cy Eck",
        "published from 2025-03-01 to 2025-03-31",
        "published by The Post",
        "published by The Courier",
    ]
    assert list(chips(Filters())) == []


def test_removing_a_chip_leaves_all_others() -> None:
    """The remaining filters give the other chips, in the same words."""
    words = [chip.words for chip in chips(ALL)]
    for number, chip in enumerate(chips(ALL)):
        left = [other.words for other in chips(chip.rest)]
        assert left == words[:number] + words[number + 1 :]


def test_keys_tell_chips_apart() -> None:
    """Every chip has its own key, two outlets too."""
    keys = [chip.key for chip in chips(ALL)]
    assert len(set(keys)) == len(keys) == 5


def test_removing_a_chip_clears_its_field() -> None:
    """Dates, speaker or one outlet are removed from their fields; other fields do not change."""
    typed = TypedFilters("2025-03", "2025-03", ["The Post", "The Courier"], "Ann Lee")
    left = {chip.key: chip.removed_from(typed) for chip in chips(ALL)}
    assert left["dates"] == TypedFilters("", "", ["The Post", "The Courier"], "Ann Lee")
    assert left["speaker"] == typed._replace(speaker=None)
    assert left["source-0"] == typed._replace(sources=["The Courier"])
    assert left["others"] == typed
