"""rag.corpus.records: the fields of scrapers, news APIs and archives."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus.files import Facts, Unreadable
from rag.corpus.records import RecordReader, shortened

TEXT = "The pier was closed on Friday."


def plain(html: str) -> str:
    return f"plain {html}"


def read(record: dict[str, object]) -> tuple[str, Facts, tuple[str, ...]]:
    """Return text, facts and notes of a file with one record."""
    reader = RecordReader(plain)
    article = reader.article(record)
    return article.text, article.facts, reader.notes()


FACTS = Facts("Pier closed", "Ida Holt", "Bay Times", "https://bay.example/pier", date(2025, 5, 2))


@pytest.mark.parametrize(
    "record",
    [
        {  # our own names
            "text": TEXT,
            "title": "Pier closed",
            "author": "Ida Holt",
            "source": "Bay Times",
            "url": "https://bay.example/pier",
            "published": "2025-05-02",
        },
        {  # news-please; what is downloaded or modified later does not count
            "maintext": TEXT,
            "text": None,
            "title": "Pier closed",
            "authors": ["Ida Holt"],
            "date_download": "2025-05-09 10:00:00",
            "date_modify": "2025-05-08 10:00:00",
            "date_publish": "2025-05-02 06:00:00",
            "source": "Bay Times",
            "source_domain": "bay.example",
            "url": "https://bay.example/pier",
        },
        {  # NewsAPI
            "source": {"id": "bay", "name": "Bay Times"},
            "author": "By Ida Holt",
            "title": "Pier closed",
            "url": "https://bay.example/pier",
            "publishedAt": "2025-05-02T06:00:00Z",
            "content": f"{TEXT} [+314 chars]",
        },
        {  # Event Registry
            "body": TEXT,
            "title": "Pier closed",
            "authors": [{"uri": "ida", "name": "Ida Holt"}],
            "source": {"uri": "bay.example", "title": "Bay Times"},
            "url": "https://bay.example/pier",
            "dateTimePub": "2025-05-02T06:00:00Z",
        },
        {  # Media Cloud, with a text; the page is named by its address
            "story_text": TEXT,
            "title": "Pier closed",
            "author": "Ida Holt",
            "media_name": "Bay Times",
            "media_url": "https://www.bay.example/",
            "url": "https://bay.example/pier",
            "publish_date": "2025-05-02",
            "indexed_date": "2025-05-30",
        },
        {  # the Guardian's API
            "webTitle": "Pier closed",
            "webUrl": "https://bay.example/pier",
            "webPublicationDate": "2025-05-02T06:00:00Z",
            "fields": {"bodyText": TEXT, "byline": "Ida Holt", "publication": "Bay Times"},
        },
        {  # Elasticsearch, around schema.org
            "_id": "7",
            "_source": {
                "articleBody": TEXT,
                "headline": "Pier closed",
                "author": {"@type": "Person", "name": "Ida Holt"},
                "publisher": {"name": "Bay Times"},
                "url": "https://bay.example/pier",
                "datePublished": "2025-05-02T06:00:00+02:00",
            },
        },
        {  # trafilatura: the source is the page's address
            "raw_text": f"{TEXT} Menu",
            "text": TEXT,
            "title": "Pier closed",
            "author": "Ida Holt",
            "source": "https://bay.example/pier",
            "source-hostname": "Bay Times",
            "hostname": "bay.example",
            "date": "2025-05-02",
            "filedate": "2025-06-30",
        },
        {  # GDELT-like, and a list that pandas wrote as text
            "Article Text": TEXT,
            "HEADLINE": "Pier closed",
            "Authors": "['Ida Holt']",
            "Newspaper": "Bay Times",
            "link": "https://bay.example/pier",
            "seendate": "20250502T061500Z",
        },
    ],
)
def test_the_names_of_other_programs(record: dict[str, object]) -> None:
    """Text, title, author, outlet, address and date are found under each program's names."""
    text, stated, _ = read(record)
    assert text == TEXT
    assert stated == FACTS


def test_what_was_mapped_is_told_once() -> None:
    """The note names the fields that have other names, and no others."""
    _, _, notes = read(
        {"maintext": TEXT, "headline": "A", "source": "B", "author": "C", "date": ""}
    )
    assert notes[0] == 'read "maintext" as text, "headline" as title'
    assert notes[1] == "states no date"


def test_what_records_lack_is_counted() -> None:
    """Each missing field is counted, and a date that cannot be read is shown."""
    reader = RecordReader(plain)
    for record in (
        {"text": TEXT, "title": "A", "author": "Ida Holt", "published": "03/04/2025"},
        {"text": TEXT, "title": "B", "source": "Bay Times", "published": "2025-05-02"},
        {"text": TEXT, "title": "C", "source": "nan", "author": "None"},
    ):
        reader.article(record)
    (note,) = reader.notes()
    assert note == (
        "of 3 articles 2 without author, 2 without outlet, 2 without date "
        "(a date like “03/04/2025” is unclear)"
    )


def test_complete_records_need_no_note() -> None:
    """Records with all fields under our own names are read without a word."""
    stated = {"title": "A", "author": "Ida Holt", "source": "B", "published": "2025-05-02"}
    assert read({"text": TEXT, **stated})[2] == ()


def test_an_outlet_known_by_its_address_alone() -> None:
    """Without a name, the outlet is the host of its address."""
    _, stated, notes = read({"text": TEXT, "source_url": "https://www.Bay.example/news?id=1"})
    assert stated.source == "bay.example"
    assert notes[0] == 'read "source_url" as outlet'


def test_the_text_of_a_provider_that_cuts_it_off() -> None:
    """The provider's mark is no part of the text, and the cut is told."""
    text, _, notes = read({"content": "The pier was clo… [+99 chars]", "description": "x"})
    assert text == "The pier was clo…"
    assert "texts that their provider cut off: 1" in notes


def test_markup_is_removed() -> None:
    """A text with HTML tags is read without them; comparison signs are no tags."""
    text, _, notes = read({"content": {"rendered": "<p>A</p>"}})
    assert text == "plain <p>A</p>"
    assert "texts read without their HTML markup: 1" in notes
    assert read({"text": "if a < b and c > d"})[0] == "if a < b and c > d"
    assert read({"text": "Bell &amp; Sons&#8217; pier", "title": "B &amp; S"})[1].title == "B & S"
    assert read({"text": "Bell &amp; Sons&#8217; pier"})[0] == "Bell & Sons’ pier"


def test_paragraphs_in_a_list() -> None:
    """A list of paragraphs becomes one text; a list of anything else is no text."""
    assert read({"paragraphs": ["One.", "Two."]})[0] == "One.\n\nTwo."
    with pytest.raises(Unreadable, match='has a "body" that is no string'):
        read({"body": [1, 2]})


def test_a_field_that_is_empty_is_passed_over() -> None:
    """The next field with a text counts if the first is empty, null or of a wrong type."""
    record: dict[str, object] = {"text": " ", "content": 7, "body": TEXT}
    assert read(record)[0] == TEXT


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"url": "https://bay.example"}, 'has no "text", "content", "body" or other field'),
        ({"text": "NaN"}, "is empty"),
        ({"text": TEXT, "author": "\ud800"}, "holds half of a surrogate pair"),
    ],
)
def test_records_without_an_article(record: dict[str, object], reason: str) -> None:
    """A record without a text is refused with the reason."""
    with pytest.raises(Unreadable, match=reason):
        read(record)


def test_a_list_in_a_text_that_is_none() -> None:
    """An author that only begins like a list is kept as it is."""
    assert read({"text": TEXT, "author": "[deleted"})[1].author == "[deleted"


def test_few_skipped_records_are_named_each() -> None:
    """Up to ten records with the same reason have a line each."""
    skipped = [(2, "is empty"), (4, "is empty")]
    assert shortened(skipped, "row") == ((2, "row 2 is empty"), (4, "row 4 is empty"))


@pytest.mark.parametrize("mark", ["-", "|", "–"])
def test_a_title_that_ends_with_its_outlet(mark: str) -> None:
    """The outlet's name behind the title is no part of it; any other end is."""
    record: dict[str, object] = {"text": TEXT, "source": {"name": "The Bay"}}
    assert read({**record, "title": f"Pier shut {mark} The Bay"})[1].title == "Pier shut"
    title = f"Pier shut {mark} The Bay bridge"
    assert read({**record, "title": title})[1].title == title


def test_authors_with_their_places() -> None:
    """The places in a byline are no part of the names."""
    record: dict[str, object] = {"text": TEXT, "byline": "By Ann Lee in Oslo and Bo Ek in New York"}
    assert read(record)[1].author == "Ann Lee and Bo Ek"


def test_an_article_that_its_provider_removed() -> None:
    """NewsAPI keeps the place of an article that was removed, without its text."""
    with pytest.raises(Unreadable, match="is empty"):
        read({"title": "[Removed]", "content": "[Removed]"})


def test_the_fields_that_were_read_stay_with_the_article() -> None:
    """Each article names the fields that it was read from, and not those without a value."""
    reader = RecordReader(plain)
    record = {"maintext": TEXT, "headline": "Pier closed", "seendate": "20250502T101500Z"}
    first, other, unclear = (
        reader.article({**record, **more}).fields
        for more in ({}, {"media_name": "Bay Times"}, {"seendate": "soon"})
    )
    expected = (("text", "maintext"), ("title", "headline"), ("published", "seendate"))
    assert first == expected
    assert other == (*expected[:2], ("source", "media_name"), expected[2])
    assert unclear == expected[:2]
