"""rag.corpus.wire: the header of an agency's copy is no headline."""

from __future__ import annotations

import pytest

from rag.corpus import parse
from rag.corpus.wire import is_header

PROSE = "The keepers of both locks met at the mill on Monday and talked about the river. " * 3


@pytest.mark.parametrize(
    "line",
    [
        "BC-EU--Quay Strike, 2nd Ld-Writethru, 420",
        "AP-US-Storm-Damage",
        "a0412 r i BC-Quay-Strike,0310",
        "quay-strike-2",
        "QUAY-STRIKE/UPDATE-3",
        "URGENT",
        "Eds: Adds quotes, background",
        "(Eds. corrects spelling in 3rd graf)",
        "Editors' note: photos follow",
        "Slug: quay-strike",
        "FOR IMMEDIATE RELEASE",
        "For release 3 June 2025",
        "EMBARGOED UNTIL 0600 GMT",
        "Embargo: 5 June",
        "With AP Photos.",
    ],
)
def test_lines_of_a_header(line: str) -> None:
    """Slugs, priorities, notes to editors and embargoes belong to the header."""
    assert is_header(line)


@pytest.mark.parametrize(
    "line",
    [
        "PM-elect meets the strikers",
        "PM-Elect Names Cabinet",
        "AM radio is back",
        "COVID-19",
        "Spider-Man",
        "2025-06-27",
        "2025/06/27",
        "27-JUN-2025",
        "9/11",
        "Urgent appeal for blood",
        "Release of hostages delayed",
        "Embargo on grain lifted",
        "Edsel sales fall",
        "The quay was shut.",
        "",
    ],
)
def test_other_lines(line: str) -> None:
    """Headlines and sentences with the same words are no header."""
    assert not is_header(line)


AGENCY = """BC-EU--Quay Strike, 2nd Ld-Writethru, 420
Eds: Adds quotes
^Quay shut by strike<
^By JANE DOE=
^Associated Press Writer=
ROTTERDAM, Netherlands (AP) _ The quay was shut on Friday.
A spokesman said that it would open soon.
-30-
"""


def test_an_agencys_copy() -> None:
    """Headline, author and agency are found under the header; the text is the whole file."""
    (document,) = parse("a.txt", AGENCY.encode()).documents
    assert document.text == AGENCY
    assert (document.title, document.source) == ("Quay shut by strike", "AP")
    assert document.author == "Jane Doe"


def test_a_source_at_the_end_is_no_outlet() -> None:
    """The last line names where figures come from; in the first lines it is the outlet."""
    prose = "The alliance grew by two members, and it spent more than in any year before."
    (document,) = parse("a.txt", f"Alliance grows\n\n{prose}\n\nSource: NATO.".encode()).documents
    assert document.source is None
    (document,) = parse("a.txt", f"Source: Bay Times\n\n{prose}\n{prose}".encode()).documents
    assert document.source == "Bay Times"


@pytest.mark.parametrize("slug", ["KPA-WIRE 0412 URGENT", "SVP 0977", "NWA 1142 BULLETIN"])
def test_a_serial_number_is_no_headline(slug: str) -> None:
    """The headline is the line below an agency's letters and number."""
    (document,) = parse("a.txt", f"{slug}\nFerry aground-1st lead\n\n{PROSE}".encode()).documents
    assert document.title == "Ferry aground-1st lead"


@pytest.mark.parametrize(
    "title", ["HS2 DELAYED", "BREXIT-VOTE 2019", "MH 370", "BOEING 737 CRASHES"]
)
def test_headlines_of_capitals_and_figures(title: str) -> None:
    """They are no serial numbers."""
    (document,) = parse("a.txt", f"{title}\nNobody was hurt\n\n{PROSE}".encode()).documents
    assert document.title == title
