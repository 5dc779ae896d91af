"""rag.corpus.header: author, outlet and date from the lines above an article's text."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import parse
from rag.corpus.metadata import from_text
from rag.types import Document

PROSE = "The keepers of both locks met at the mill on Monday and talked about the river. " * 3
TITLE = "Mill to close after a hundred years"
DAY = date(2024, 5, 14)


def read(header: str, ending: str = "txt", text: str = PROSE) -> Document:
    """Return the article with a header."""
    (document,) = parse(f"a.{ending}", f"{header}\n\n{text}\n\n{PROSE}".encode()).documents
    return document


@pytest.mark.parametrize(
    ("below", "author", "source"),
    [
        ("By Ida Wolf\nKalmar Evening Courier, Tuesday 14 May 2024, 21.40", "Ida Wolf", "Courier"),
        ("*Ida Wolf, Kalmar Courier*\n*Published: 14 May 2024 at 18:05*", "Ida Wolf", "Courier"),
        ("**By Ida Wolf** | *Kalmar Courier* | Tuesday 14 May 2024", "Ida Wolf", "Courier"),
        ("By Ida Wolf, science editor · Kalmar Courier · 14 May 2024", "Ida Wolf", "Courier"),
        ("Port Halm, 14 May 2024. By Ida Wolf", "Ida Wolf", None),
        ("**Ida Wolf, Halm** — *Tuesday 14 May 2024, 02.20*", "Ida Wolf", None),
        ("Kalmar Courier - Companies - 14 May 2024", None, "Courier"),
        ("Issued: 14 May 2024, 11.00. Updated: 3 June 2024, 15.30", None, None),
        ("By Ida Wolf\nPublished 21:15 BST, Tuesday 14 May 2024", "Ida Wolf", None),
        ("Halm Crown Court | Tuesday, 14 May 2024\nBy our reporter, Ida Wolf", "Ida Wolf", None),
        ("Education | 14 May 2024 | Ida Wolf", "Ida Wolf", None),
        ("Ida Wolf\nTuesday 14 May 2024", "Ida Wolf", None),
        ("Ida Wolf in Halm\nThe Continental, 14 May 2024", "Ida Wolf", "The Continental"),
        ("Ida Wolf at Gasholder Lane\nTuesday 14 May 2024", "Ida Wolf", None),
        ("Ida Wolf and Per Lind\nTuesday 14 May 2024", "Ida Wolf, Per Lind", None),
        ("Kalmar Courier live blog\n14 May 2024\nUpdates by Ida Wolf", "Ida Wolf", "Courier"),
        ("*Interview by Ida Wolf, The Touchline, 14 May 2024*", "Ida Wolf", "The Touchline"),
        ("Words: Ida Wolf. Photograph: Ann Poe. 14 May 2024", "Ida Wolf", None),
        ("Posted by Ida Wolf on May 14, 2024 in Rivers", "Ida Wolf", None),
        ("### Ida Wolf\n\n*Comment, Kalmar Courier, 14 May 2024*", "Ida Wolf", "Courier"),
        ("A village says goodbye to its wheel, and to much else.\n\nIda Wolf\n14 May 2024",
         "Ida Wolf", None),
        ("Kalmar Courier, 14 May 2024. Ida Wolf", "Ida Wolf", "Courier"),
        ("May 14, 2024 Tuesday\nBYLINE: Ida Wolf", "Ida Wolf", None),
        ("Last updated: 14 May 2024", None, None),
        ("Published\n14 May 2024\nUpdated\n20 May 2024", None, None),
        ("By\nIda Wolf\n14 May 2024", "Ida Wolf", None),
        ("Gideon Marsh, Kalmar Courier, 14 May 2024", "Gideon Marsh", "Courier"),
        ("Ida Wolf Political editor\n14 May 2024", "Ida Wolf", None),
        ("Ida Wolf\n@idawolf\n14 May 2024", "Ida Wolf", None),
        ("By Ida Wolf for the Kalmar Courier\n14 May 2024", "Ida Wolf", "Courier"),
        ("Ida Wolf and agencies\n14 May 2024", "Ida Wolf", None),
        ("By Ida Wolf, Ann Poe and Per Lind\n14 May 2024", "Ida Wolf, Ann Poe, Per Lind", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["txt", "md"])
def test_styles_of_headers(below: str, author: str | None, source: str | None, ending: str) -> None:
    """The parts of a header are found in whatever order and mark-up they stand."""
    document = read(f"{'# ' if ending == 'md' else ''}{TITLE}\n\n{below}", ending)
    found = (document.title, document.author, document.published)
    assert found == (TITLE, author, DAY)
    assert (document.source or "").endswith(source or "")
    assert (document.source is None) == (source is None)


@pytest.mark.parametrize(
    "above",
    [
        "KALMAR COURIER                    Tuesday 14 May 2024",
        "Kalmar Courier\n14 May 2024",
        "FOR IMMEDIATE RELEASE\nContact: press@halm.example / +44 0000 555 0142\nDate: 14 May 2024",
        "Public health notice - Halm Council\n\n14 May 2024",
        "Halm Crown Court | Tuesday, 14 May 2024",
        "Exclusive\n\n14 May 2024",
        "Vol. 12, No. 4 • 14 May 2024",
        "Kalmar Courier (Halm)\nMay 14, 2024",
    ],
)
def test_what_stands_above_a_headline(above: str) -> None:
    """A letterhead, a contact or a kind of notice is no headline: that is the line below."""
    document = read(f"{above}\n\n{TITLE}")
    assert (document.title, document.published) == (TITLE, DAY)


@pytest.mark.parametrize(
    "below",
    [
        "Born 12 November 1949; died 14 May 2024, aged 74",
        "4 May 1931 - 14 May 2024",
        "Opened: 4 May 1931",
        "Hearing: 14 May 2024, 10am, Halm",
        "Closing date: 14 May 2024",
        "Comments by: 14 May 2024",
        "Tickets on sale 14 May 2024. Doors at 7pm.",
        "Saturday 14 May 2024, 7pm",
        "Photograph: Ann Poe, 14 May 2024",
        "Photograph: Ann Poe, taken 14 May 2024",
        "Judgment delivered 14 May 2024",
        "Tuesday 14 May",
        "May 2024",
        "05/06/2024",
        "Downloaded 14 May 2024",
        "On 14 May 2024 the bus came back",
        "9 - 14 May 2024",
        "Thursday 9 May 2024 - Tuesday 14 May 2024",
        "Week ending 14 May 2024",
        "From the Bay Times, 14 May 1931",
    ],
)
def test_dates_that_are_none_of_publication(below: str) -> None:
    """Days of events, parts of dates and unclear ones are not the article's."""
    assert read(f"{TITLE}\n\n{below}").published is None


def test_days_in_the_text() -> None:
    """A day in prose, or alone on a line of a chronology, is not the article's."""
    assert read(TITLE, text=f"14 May 2024 was the day of the flood. {PROSE}").published is None
    events = f"14 May 2024\n\n{PROSE}\n\n15 May 2024"
    assert read(TITLE, text=events).published is None
    assert read(TITLE, text=f"{PROSE}\n\n14 May 2024").published is None


@pytest.mark.parametrize(
    "below",
    [
        "Victoria Park\n14 May 2024",
        "Gideon Marsh, 14 May 2024",
        "Port Halm, 14 May 2024",
        "Kalmar Ledger\n14 May 2024",
        "Ida Wolf\nChief executive, Halm Mills\n14 May 2024",
        "Present: Ida Wolf, Ann Poe\n14 May 2024",
        "Ida Wolf, mill owner\n14 May 2024",
        "Photo by Ida Wolf\n14 May 2024",
        "Edited by Ida Wolf\n14 May 2024",
        "Ida Wolf",
        "By the numbers\n14 May 2024",
        "Judge Ida Wolf\n14 May 2024",
        "Ida Wolf Studios\n14 May 2024",
    ],
)
def test_names_that_are_no_authors(below: str) -> None:
    """A place, an outlet, the subject of an article or a photographer is not its author."""
    assert read(f"{TITLE}\n\n{below}").author is None


def test_the_subject_is_not_the_author() -> None:
    """A name without a mark that the headline or the first paragraph has is not the author's."""
    assert read("Ida Wolf elected mayor\n\nIda Wolf\n14 May 2024").author is None
    told = f"The new mayor, Ida Wolf, has promised to buy the mill. {PROSE}"
    assert read(f"{TITLE}\n\nIda Wolf\n14 May 2024", text=told).author is None


@pytest.mark.parametrize(
    "title",
    [
        "The day the dam broke, 4 May 1931",
        "Paris, 13 November 2015: the night it changed",
        "By train to the bottom of the lake",
        "The Mill, by Ann Poe",
        "Post office shuts",
    ],
)
def test_headlines_that_look_like_headers(title: str) -> None:
    """A headline with a date or a name in it is a headline, and states neither."""
    found = from_text(f"{title}\n\n{PROSE}")
    assert (found.title, found.author, found.published) == (title, None, None)


def test_published_wins_over_updated() -> None:
    """The day of publication counts, wherever that of an update stands."""
    header = f"Updated: 20 May 2024. First published: 14 May 2024.\n\n{TITLE}"
    assert read(header).published == DAY


def test_a_labelled_outlet_has_no_date_behind_it() -> None:
    """ "Source: Bay Times, 14 May 2024" names the outlet, whatever stands behind it."""
    assert read(f"{TITLE}\n\nSource: Bay Times, 14 May 2024").source == "Bay Times"


def test_a_letterhead_alone() -> None:
    """An outlet above a headline is the outlet; below it, it needs a date or a byline."""
    assert read(f"Kalmar Courier\n\n{TITLE}").source == "Kalmar Courier"
    assert read(f"{TITLE}\n\nKalmar Courier").source is None
