"""rag.corpus.datelines: place, day and agency at the beginning of a paragraph."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus.datelines import Dateline, dateline, first_dateline

DAY = date(2024, 12, 6)


@pytest.mark.parametrize(
    ("line", "agency", "day"),
    [
        ("HALM, Dec. 6, 2024 (Coastal Press) - The mill shut.", "Coastal Press", DAY),
        ("HALM, Ohio, Dec. 6, 2024 (Coastal Wire) -- The mill shut.", "Coastal Wire", DAY),
        ("HALM, Dec 6 (Coastal Press) - The mill shut.", "Coastal Press", None),
        ("HALM (Coastal Press) - The mill shut.", "Coastal Press", None),
        ("HALM SANDS, Dec 6 (CSA) -", None, None),
        ("Halm, 6 December 2024: The mill will shut, the firm said today.", None, DAY),
        ("Mount Halm, 6 December 2024 - The firm shut the mill on Friday.", None, DAY),
    ],
)
def test_datelines(line: str, agency: str | None, day: date | None) -> None:
    """Agencies are found by their nouns; a place in small letters needs the rest to bear it out."""
    assert dateline(line) == Dateline(agency, day)


@pytest.mark.parametrize(
    "line",
    [
        "Halm, 6 December 2024 - the day when the mill sank - was mild.",
        "Halm, 6 December 2024: It was a mild evening.",
        "Halm, 6 December 2024 - The firm shut the mill on Monday.",
        "PORTLAND (OR) - The rain fell.",
        "The mill shut on 6 December 2024.",
    ],
)
def test_no_datelines(line: str) -> None:
    """A paragraph that begins with a place and a day may tell of a day long ago."""
    assert dateline(line) is None


def test_press_releases_have_datelines() -> None:
    """Where a text calls itself a release, its first place and day are a dateline."""
    lines = ["Mill to close", "Halm, 6 December 2024 -- The firm will shut the mill."]
    assert first_dateline(lines) is None
    assert first_dateline(lines, is_release=True) == Dateline(None, DAY)
