"""rag.corpus.html_header: what a page shows between its headline and its text."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import parse
from rag.types import Document

DAY = date(2024, 5, 14)
PROSE = "".join(
    f"<p>The keepers of the locks met at the mill on {day} and talked about the river.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)


def read(body: str, head: str = "") -> Document:
    """Return the article of a page."""
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    (document,) = parse("a.html", page.encode()).documents
    return document


@pytest.mark.parametrize(
    "header",
    [
        "<p>Ida Wolf<br>14 May 2024</p>",
        "<p>Words: Ida Wolf. Photograph: Ann Poe. 14 May 2024</p>",
        "<p>By Ida Wolf, political correspondent</p><p>Tuesday 14 May 2024</p>",
        "<div><span>By </span><a href='/ida'>Ida Wolf</a></div><div>14 May 2024 10:15</div>",
        "<p>A village says goodbye to its oldest wheel, and to the man who turned it.</p>"
        "<ul><li>Share</li></ul><div>Ida Wolf</div><div>Environment correspondent</div>"
        "<div>14 May 2024</div>",
    ],
)
def test_a_header_that_a_page_shows(header: str) -> None:
    """Author and date are read from the lines below the headline."""
    document = read(f"<main><h1>Mill closes</h1>{header}{PROSE}</main>")
    found = (document.title, document.author, document.published)
    assert found == ("Mill closes", "Ida Wolf", DAY)


@pytest.mark.parametrize(
    "below",
    [
        "<div><p>Related</p><p>14 May 2024</p><p>Weir opens after repair</p></div>",
        "<aside><p>Ann Poe</p><p>14 May 2024</p></aside>",
        "<figure><figcaption>The mill, 14 May 2024. Photograph: Ann Poe</figcaption></figure>",
        "<h3>Latest</h3><p>14 May 2024: Ferry late</p><p>13 May 2024: Pier shut</p>",
        "",
    ],
)
def test_parts_of_a_page_that_are_no_header(below: str) -> None:
    """Other articles, captions and what stands below the text state nothing."""
    document = read(f"<h1>Mill closes</h1>{below}{PROSE}<p>14 May 2024</p><p>By Ann Poe</p>")
    assert (document.author, document.published) == (None, None)


def test_what_a_page_states_comes_first() -> None:
    """Meta tags take precedence over what is shown."""
    meta = '<meta name="author" content="Per Lind">'
    document = read(f"<h1>Mill closes</h1><p>By Ida Wolf</p><p>14 May 2024</p>{PROSE}", meta)
    assert (document.author, document.published) == ("Per Lind", DAY)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("Mill closes | Kalmar Courier", "Kalmar Courier"),
        ("Mill closes - Rivers - The Continental", "The Continental"),
        ("Mill closes - World News", None),
        ("Pier shut | Kalmar Courier", None),
    ],
)
def test_an_outlet_in_the_title_of_the_page(title: str, source: str | None) -> None:
    """What stands behind the headline in a page's title is its outlet, unless it is a section."""
    assert read(f"<h1>Mill closes</h1>{PROSE}", f"<title>{title}</title>").source == source


def test_a_line_break_in_a_headline() -> None:
    """It is a space in the title."""
    document = read(f"<h1>Mill<br>closes</h1><p>By Ida Wolf</p>{PROSE}")
    assert (document.title, document.author) == ("Mill closes", "Ida Wolf")


@pytest.mark.parametrize(
    ("masthead", "source"),
    [
        ('<div class="masthead">Rivers Weekly Review</div>', "Rivers Weekly Review"),
        ('<p class="top site-name">Lock & Weir</p>', "Lock & Weir"),
        ('<div class="masthead">Culture</div>', None),
        ('<div class="masthead">Read it every day.</div>', None),
        ('<p class="site-name">Lock</p><p class="masthead">Weir</p>', None),
        ('<div class="mast">Rivers Weekly Review</div>', None),
    ],
)
def test_the_masthead_of_a_page(masthead: str, source: str | None) -> None:
    """The only name that the page marks as its own is the outlet; a section or a motto is none."""
    assert read(f"{masthead}<h1>Mill closes</h1>{PROSE}").source == source


def test_an_author_in_capitals_on_a_page() -> None:
    """The name is written as in a sentence."""
    assert read(f"<h1>Mill closes</h1><p>BY IDA WOLF</p>{PROSE}").author == "Ida Wolf"
