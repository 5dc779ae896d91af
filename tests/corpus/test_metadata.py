"""rag.corpus.metadata: the metadata that an article states, without guesses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.bylines import byline_names
from rag.corpus.files import Facts
from rag.corpus.headlines import headline
from rag.corpus.metadata import clean, confirmed, facts, from_text, prefer

PROSE = "The leaders of both countries met in Paris on Monday and talked about the war. " * 3
DAY = date(2025, 3, 27)


def test_a_field_is_folded_to_one_line() -> None:
    """Whitespace is folded; an empty, overlong, unprintable or non-string value is dropped."""
    assert clean(" Leaders\n  meet\t") == "Leaders meet"
    assert [clean(value) for value in ("", " \n", "x" * 301, 7, None, "a\x1bb", "\ud800")] == [
        None
    ] * 7


def test_values_of_a_wrong_type_are_dropped() -> None:
    """A number as author, a script as URL and an invalid date become None."""
    assert facts(title=3, author=4, source=[], url="javascript:alert(1)", published=5) == Facts()
    stated = facts(
        author=["Jane Doe", 3, "John Roe"], url="https://x.org/a", published="2025-03-27"
    )
    assert stated == Facts(author="Jane Doe, John Roe", url="https://x.org/a", published=DAY)


def test_stated_facts_take_precedence() -> None:
    """Stated values take precedence, field by field."""
    merged = prefer(Facts(title="A", author="B"), Facts(title="C", source="D", published=DAY))
    assert merged == Facts(title="A", author="B", source="D", published=DAY)


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Vafa Guliyeva", "Vafa Guliyeva"),
        ("JANE DOE", "JANE DOE"),
        ("Jane Doe and John Roe", "Jane Doe, John Roe"),
        ("Jane Doe, John Roe & Ann Poe", "Jane Doe, John Roe, Ann Poe"),
        ("Jane Doe, CNN", "Jane Doe"),
        ("Jane Doe, BBC News", "Jane Doe"),
        ("Jane Doe in Kyiv", "Jane Doe"),
        ("Martin Luther King, Jr.", "Martin Luther King Jr."),
        ("J.R.R. O\u2019Neill-Smith", "J.R.R. O\u2019Neill-Smith"),
        ("Ursula von der Leyen", "Ursula von der Leyen"),
    ],
)
def test_names_of_people(stated: str, names: str) -> None:
    """A byline gives the names in it, without employers and places."""
    assert byline_names(stated) == names


@pytest.mark.parametrize(
    "stated",
    [
        "Staff Writer",
        "Associated Press",
        "Reuters",
        "Monday Night",
        "admin",
        "the end of the year",
        "Jane Doe, who was there for two days",
        "",
    ],
)
def test_bylines_without_names(stated: str) -> None:
    """Agencies, roles, days and prose are not names."""
    assert byline_names(stated) is None


def test_a_byline_in_the_last_line() -> None:
    """An article that ends with "By ..." has that author, and its first line as its title."""
    text = f"Leaders debate troop deployment\n{PROSE}\n{PROSE}\nBy Vafa Guliyeva"
    assert from_text(text) == Facts(title="Leaders debate troop deployment", author="Vafa Guliyeva")


def test_a_byline_below_the_headline() -> None:
    """Byline and date below a headline are found, on one line or on two."""
    expected = Facts(title="Leaders meet", author="Jane Doe", published=DAY)
    assert from_text(f"Leaders meet\nBy Jane Doe\n27 March 2025\n\n{PROSE}") == expected
    assert from_text(f"Leaders meet\n\nBy Jane Doe | March 27, 2025\n\n{PROSE}") == expected
    assert from_text(f"Leaders meet\r\nBy Jane Doe — 27 March 2025\r\n{PROSE}") == expected


def test_labelled_lines() -> None:
    """Labelled lines ("Source: ...") give metadata, and none of them is taken as the headline."""
    text = f"Source: The Daily News\nPublished: 2025-03-27\nURL: https://x.org/a\nA thing\n{PROSE}"
    assert from_text(text) == Facts(
        title="A thing", source="The Daily News", url="https://x.org/a", published=DAY
    )


def test_a_labelled_title_and_author() -> None:
    """A label takes precedence over the shape of a line."""
    text = f"Title: Leaders meet.\nAuthor: Jane Doe\nSource: https://x.org/a\n{PROSE}"
    assert from_text(text) == Facts(title="Leaders meet.", author="Jane Doe", url="https://x.org/a")


@pytest.mark.parametrize(
    ("dateline", "source", "published"),
    [
        ("BRUSSELS, March 27, 2025 — ", None, DAY),
        ("BRUSSELS, 27 March 2025 (Reuters) - ", "Reuters", DAY),
        ("KYIV (Reuters) - ", "Reuters", None),
        ("LONDON, England (CNN) -- ", "CNN", None),
        ("WASHINGTON, March 27 (AP) — ", "AP", None),
        ("(CNN) ", "CNN", None),
    ],
)
def test_datelines(dateline: str, source: str | None, published: date | None) -> None:
    """A dateline gives the agency and, if complete, the date; it is not a headline."""
    found = from_text(f"{dateline}{PROSE}\n{PROSE}")
    assert found == Facts(source=source, published=published)


@pytest.mark.parametrize("stated", ["2025-03-27", "2025/03/27", "27-MAR-2025", "27 March 2025"])
def test_a_date_on_its_own_line(stated: str) -> None:
    """A date below the headline is the article's, also where it is joined by marks as slugs are."""
    found = from_text(f"Leaders meet\n{stated}\n\n{PROSE}")
    assert (found.title, found.published) == ("Leaders meet", DAY)


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\nOn 27 March 2025 the leaders met (Reuters) - or so they said.\n{PROSE}",
        f"{PROSE}\nUpdated 27 March 2025\n{PROSE}",
        f"{PROSE}\nPublished: 03/04/2025\n{PROSE}",
        f"{PROSE}\nPORTLAND (OR) - The rain fell.\n{PROSE}",
        f"{PROSE}\nBy the end of the year the war was over.\n{PROSE}",
        f"{PROSE}\nSources: many officials\n{PROSE}",
        "\n".join([PROSE] * 8 + ["27 March 2025", "By Jane Doe", PROSE]),
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    """Dates in prose, of changes, ambiguous or deep in the text give no metadata."""
    assert from_text(text) == Facts()


def test_a_first_line_is_no_byline() -> None:
    """A headline such as "By Popular Demand" gives no author."""
    assert from_text(f"By Popular Demand\n{PROSE}").author is None


def test_the_agency_credit_at_the_end() -> None:
    """The reporters in the last line of an agency's article are its authors, not the editors."""
    found = from_text(f"{PROSE}\n(Reporting by Jane Doe and John Roe; Editing by Ann Poe)")
    assert found.author == "Jane Doe, John Roe"


@pytest.mark.parametrize(
    "line",
    ["Leaders meet", "What happens next?", "Macron: “We are ready”", "Hope for the U.S."],
)
def test_headlines(line: str) -> None:
    """A short line above the text is its headline."""
    assert headline(f"\n  {line}  \n\n{PROSE}") == line


@pytest.mark.parametrize(
    "text",
    [
        "The leaders met.\nThey talked.",
        "Leaders meet",
        "Leaders meet\n \n",
        "x" * 201 + "\nText.",
        "https://x.org/a\nText.",
        "***\nText.",
        "The leaders said on Monday that they\nwould meet again.",
        "The leaders of both countries met in Paris on Monday and the\n"
        "President said that nothing would be decided before summer and\n"
        "Germany agreed with him about the matter of the troops and the\n"
        "money.",
    ],
)
def test_lines_that_are_no_headline(text: str) -> None:
    """Sentences, a single line, long lines, URLs, signs and wrapped prose are not headlines."""
    assert headline(text) is None


def test_a_file_property_needs_the_article_to_confirm_it() -> None:
    """Title and author of a file are used only if the text confirms them; its dates never."""
    text = f"Leaders  meet\nin Paris\n\nBy Jane Doe\n{PROSE}"
    found = confirmed(Facts("Leaders meet in Paris", "Jane Doe", published=DAY), text)
    assert found == Facts("Leaders meet in Paris", "Jane Doe")
    assert confirmed(Facts("Microsoft Word - draft.doc", "John Roe"), text) == Facts()


@given(st.text())
def test_any_text_is_accepted(text: str) -> None:
    """Any text is accepted, and a title is always a line of the text."""
    title = from_text(text).title
    assert title is None or title in " ".join(text.split())


def test_a_long_text_takes_no_longer() -> None:
    """A hundred million characters without a line end take no time."""
    assert from_text("x" * 100_000_000) == Facts()


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("Two boats rescued\nBy Ida Wolf\nThe Kalmar Herald\n3 December 2024", "The Kalmar Herald"),
        ("Two boats rescued\nSvea News Agency\n8 July 2025", "Svea News Agency"),
        ("Two boats rescued\n8 July 2025\nKalmar Post and Mail", "Kalmar Post and Mail"),
        ("Two boats rescued\nBy Ida Wolf\nKalmar\n3 December 2024", None),
        ("Two boats rescued\nBad News for Kalmar's fishermen\n3 December 2024", None),
        ("Two boats rescued\nNews Comes Late, Says the Mayor.\n3 December 2024", None),
        ("Two boats rescued\nThe Kalmar Herald", None),
    ],
)
def test_an_outlet_alone_on_a_line_of_the_header(header: str, source: str | None) -> None:
    """It stands beside a date or a byline; a place, a standfirst or a lone line is none."""
    assert from_text(f"{header}\n\n{PROSE}").source == source
