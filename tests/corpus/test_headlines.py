"""rag.corpus.headlines: which line of an article is its headline."""

from __future__ import annotations

import pytest

from rag.corpus.metadata import from_text

PROSE = (
    "The keepers of both locks met at the mill on Monday and talked of the river and its floods. "
    * 3
)
TITLE = "Keepers of the river fear for their locks"


@pytest.mark.parametrize(
    "above",
    [
        "THE KALMAR COURIER\nWorld",
        "KALMAR COURIER\nMETRO\nPublished 7:15 a.m. PT July 30, 2024 | Updated July 31, 2024",
        "Kalmar Courier\nRIVERS | Monday 14 April 2025 | Page 3",
        "Kalmar Courier\nYour voice in the valley since 1887 - No. 7,214 - 75p",
        "Kalmar Courier\nWriting for everyone in the valley",
        "Court report",
        "Travel news",
        "Health & Science",
        "News > Local > Halm",
        "Business / Halm",
        "OPINION",
        "Letters to the editor",
        "Late City Edition\nPrice 2.50",
        "Kalmar Courier, Friday 3 May 2024, p. 4",
        ">>> THE KALMAR BUGLE ONLINE <<<\nposted in: Odd News    by: staff    on: Sat, 8 June 2024",
        "Lock & Weir\nWriting for everyone\n\nTuesday, 3rd of December 2024\nReporter: Ida Wolf",
        "Lock & Weir \u2014 Companies & Markets\n3 December 2024",
    ],
)
def test_what_stands_above_the_headline(above: str) -> None:
    """Names of papers and sections, their numbers, prices and mottoes are no headlines."""
    assert from_text(f"{above}\n\n{TITLE}\n\n{PROSE}\n{PROSE}").title == TITLE
    below = f"{TITLE}\nBy Ida Wolf\n3 May 2024"
    assert from_text(f"{above}\n\n{below}\n\n{PROSE}\n{PROSE}").title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Bridge shut",
        "MAYOR RESIGNS",
        "Health warning",
        "Business as usual",
        "Opinion polls were wrong again",
        "Exclusive clubs open their doors",
        "Share prices fall | Business",
        "Storm Odile | World",
        "Last Edition",
        "Late edition: why newspapers print at night",
        "Post Office Shuts",
        "Press Freedom Shrinks",
        "Times Square Reopens",
        "Daily bread",
        "No. 10",
        "Worst flood since 1887",
        "Your guide to the river",
    ],
)
@pytest.mark.parametrize("above", ["", "3 May 2024\n", "Kalmar Courier\n"])
def test_short_headlines_above_a_standfirst(title: str, above: str) -> None:
    """They stay the headline, whatever follows them."""
    standfirst = "Repairs at the mill on the river will take four months"
    text = f"{above}{title}\n{standfirst}\nBy Ida Wolf\n3 May 2024\n\n{PROSE}\n{PROSE}"
    assert from_text(text).title == title


@pytest.mark.parametrize(
    "title", ["The Long Goodbye", "Hope & Glory", "Storm Odile", "Flood", "G20"]
)
def test_names_that_are_headlines(title: str) -> None:
    """A caption below the byline is no headline, nor is a line that is not told in the text."""
    below = "By Ida Wolf\n3 May 2024\n\nThe keepers of the locks at the mill"
    assert from_text(f"{title}\n{below}\n\n{PROSE}\n{PROSE}").title == title
    motto = f"The keepers of the river\n{below}"
    assert from_text(f"{title}\n{motto}\n\n{PROSE}\n{PROSE}").title == title


def test_a_section_alone() -> None:
    """With no line below it that can be a headline, it is the headline."""
    assert from_text(f"Climate\n\n{PROSE}\n{PROSE}").title == "Climate"


@pytest.mark.parametrize(
    ("header", "author", "source"),
    [
        (f"OPINION\n\n{TITLE}\n\nIda Wolf\n\nIda Wolf is a columnist at the Kalmar Herald.",
         "Ida Wolf", "Kalmar Herald"),
        (f"{TITLE}\n\nIda Wolf is a columnist at the Kalmar Herald.", None, None),
        ("Ida Wolf wins a prize\n\nIda Wolf\n\nIda Wolf is a writer of the river.", None, None),
        (f"{TITLE}\nBY JONAH O'NEILL-PELL, POLITICAL EDITOR", "Jonah O'Neill-Pell", None),
        (f"{TITLE}\nBY MO VAN DER BERG", "Mo van der Berg", None),
        (f"{TITLE}\nBY JK McKAY", "JK McKAY", None),
        (f"Kalmar Post\n3 May 2024\n\n{TITLE}\nLocks may shut\n\nIda Wolf\nRiver Reporter",
         "Ida Wolf", "Kalmar Post"),
        (f"Kalmar Post\n3 May 2024\n\n{TITLE}\n\nIda Wolf and Dev Chatterjee",
         "Ida Wolf, Dev Chatterjee", "Kalmar Post"),
        (f"Kalmar Post\n3 May 2024\n\n{TITLE}\n\nVictoria Park", None, "Kalmar Post"),
    ],
)  # fmt: skip
def test_authors_without_by(header: str, author: str | None, source: str | None) -> None:
    """A note, a role, or a letterhead with the day bears a name on a line of its own out."""
    found = from_text(f"{header}\n\n{PROSE}\n{PROSE}")
    assert (found.author, found.source) == (author, source)
