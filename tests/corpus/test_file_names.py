"""rag.corpus.file_names: date and outlet from names, where the text states none."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus import parse
from rag.corpus.file_names import from_path

DAY = date(2025, 6, 27)


@pytest.mark.parametrize(
    ("path", "source", "published"),
    [
        ("courier_2025-06-27_mussels.txt", "courier", DAY),
        ("New Quay Courier_20250627_mussels.txt", "New Quay Courier", DAY),
        ("usa-today_2025-06-27.html", "usa-today", DAY),
        ("_posts/2025-06-27-mussels-banned.md", None, DAY),
        ("2025/06/27/mussels.txt", None, DAY),
        ("news/2025-06-27/mussels.txt", None, DAY),
        ("quay.example.org/2025/06/27/mussels.html", "quay.example.org", DAY),
        ("www.quay.co.uk/mussels.html", "quay.co.uk", None),
        ("mussels 20250627.txt", None, DAY),
        ("mussels (2025.06.27).txt", None, DAY),
        ("2024/2025/06/27/mussels.txt", None, DAY),
        # kinds of texts are no outlets
        ("interview_2025-06-27_lind.txt", None, DAY),
        ("press-release_2025-06-27.txt", None, DAY),
        # no dates, or more than one
        ("mussels_2025.txt", None, None),
        ("2025-06/mussels.txt", None, None),
        ("2025-13-45_mussels.txt", None, None),
        ("12025-06-27.txt", None, None),
        ("2025-06-27_to_2025-06-29.txt", None, None),
        ("id20250627x.txt", None, None),
        ("2025-06.27.txt", None, None),
        ("mussels.txt", None, None),
        ("v1.2/mussels.txt", None, None),
        ("june.tar.gz/mussels.txt", None, None),
    ],
)
def test_what_a_path_states(path: str, source: str | None, published: date | None) -> None:
    """A whole date, and an outlet before it or as the name of a site, are read exactly."""
    found = from_path(path)
    assert (found.source, found.published) == (source, published)
    assert (found.title, found.author, found.url) == (None, None, None)


def test_what_the_text_states_comes_first() -> None:
    """A name only fills what the text leaves open, and the article is then doubtful."""
    path = "courier_2025-06-27_mussels.md"
    (dated,) = parse(path, b"---\ndate: 2025-06-30\nsource: Bay Times\n---\nShut.").documents
    assert (dated.source, dated.published) == ("Bay Times", date(2025, 6, 30))
    parsed = parse(path, b"---\nsource: Bay Times\n---\nShut.")
    assert (parsed.documents[0].source, parsed.documents[0].published) == ("Bay Times", DAY)
    assert parsed.documents[0].places[0].doubt == "has its date from its name alone"
    (lost,) = parse(path, "Shut \ufffd.".encode()).documents
    assert lost.places[0].doubt == (
        "has lost 1 letters: \ufffd stands in their place; "
        "has its date and outlet from its name alone"
    )


def test_places_are_kept() -> None:
    """The offsets into the file stay those of the parser."""
    data = b"---\ntitle: A\n---\nShut."
    (document,) = parse("2025-06-27-a.md", data).documents
    place = document.places[0]
    assert data[place.byte_offset :].decode(place.encoding or "") == document.text


def test_records_have_dates_of_their_own() -> None:
    """The date in the name of a collection is not that of each article in it."""
    parsed = parse("dump_2025-06-27.jsonl", b'{"text": "One."}\n{"text": "Two."}')
    assert [document.published for document in parsed.documents] == [None, None]
    assert parse("dump_2025-06-27.jsonl", b'{"text": "One."}').documents[0].published is None
