"""rag.corpus.markdown: front matter is parsed and left out, the rest is unchanged."""

from __future__ import annotations

import codecs
from datetime import date

import pytest

from rag.corpus.files import Unreadable
from rag.corpus.markdown import MAX_FRONT_MATTER, parse
from rag.types import Document

DAY = date(2025, 3, 27)
BODY = "\n# Leaders *meet* #\n\nThe **leaders** met in [Paris](https://p.org).\n"


def only(text: str) -> Document:
    (document,) = parse("a.md", text.encode()).documents
    return document


def test_the_text_is_the_body_with_its_markup() -> None:
    """The body begins after the front matter's last line and is not changed."""
    data = codecs.BOM_UTF8 + f"---\ntitle: É\n---\n{BODY}".encode()
    (document,) = parse("a.md", data).documents
    place = document.places[0]
    assert document.text == BODY
    assert document.title == "É"
    assert place.encoding == "utf-8"
    assert data[place.byte_offset :].decode(place.encoding) == BODY


def test_windows_line_ends_and_utf16() -> None:
    """Front matter may have any line ends, and the offset counts bytes, not letters."""
    data = codecs.BOM_UTF16_LE + f"---\r\ntitle: É\r\n---\r\n{BODY}".encode("utf-16-le")
    (document,) = parse("a.md", data).documents
    place = document.places[0]
    assert (document.title, document.text) == ("É", BODY)
    assert data[place.byte_offset :].decode("utf-16-le") == BODY


def test_all_fields() -> None:
    """Title, author, source, URL and date are taken from the front matter."""
    document = only(
        "---\ntitle: 'Leaders: a meeting'\nauthor: Jane Doe\npublisher: The Daily News\n"
        f"link: https://x.org/a\npublished: 27 March 2025\n---\n{BODY}"
    )
    assert (document.title, document.author) == ("Leaders: a meeting", "Jane Doe")
    assert (document.source, document.url) == ("The Daily News", "https://x.org/a")
    assert document.published == DAY


@pytest.mark.parametrize(
    "stated",
    ["2025-03-27", "2025-03-27 10:00:00 +02:00", "2025-03-27T23:59:59Z", "27 March 2025"],
)
def test_forms_of_dates(stated: str) -> None:
    """A date, a date with a time, and a string all give the day as written."""
    assert only(f"---\ndate: {stated}\n---\n{BODY}").published == DAY


@pytest.mark.parametrize("stated", ["2025-13-45", "03/04/2025", "soon", ""])
def test_an_invalid_date_is_none(stated: str) -> None:
    """An invalid date leaves the article without a date."""
    assert only(f"---\ndate: {stated}\n---\n{BODY}").published is None


@pytest.mark.parametrize(
    "stated",
    ["[Jane Doe, John Roe]", "\n  - Jane Doe\n  - John Roe", "\n  - name: Jane Doe\n  - John Roe"],
)
def test_several_authors(stated: str) -> None:
    """Authors are a list of names or of mappings with a name."""
    assert only(f"---\nauthors: {stated}\n---\n{BODY}").author == "Jane Doe, John Roe"


def test_values_are_strings() -> None:
    """A title of digits or "yes" stays a string, not a number or a boolean."""
    assert only(f"---\ntitle: 2024\nsite: yes\n---\n{BODY}").title == "2024"
    assert only(f"---\ntitle: 2024\nsite: yes\n---\n{BODY}").source == "yes"


def test_the_heading_is_the_title_without_front_matter() -> None:
    """The first heading of level 1 is the title; the text is the whole file."""
    document = only(f"A line.\n{BODY}")
    assert (document.title, document.text) == ("Leaders *meet*", f"A line.\n{BODY}")


def test_a_comment_in_code_is_no_heading() -> None:
    """A "#" inside a code block is no title, nor is a heading of a lower level."""
    assert only("Text.\n\n```\n# make it so\n```\n").title is None
    assert only("## Later\n\nText.\n").title is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Weir shut for good\n\nText.\n", "Weir shut for good"),
        ("*Bay Times*\n\n## Weir shut for good\n\n### Later\n\nText.\n", "Weir shut for good"),
        ("Title: Weir shut for good\nByline: Ida Wolf\n\nText.\n", "Weir shut for good"),
        ("The weir is shut, the council said.\n\n## What comes next\n\nText.\n", None),
        ("## What is a weir\n\nText.\n\n## Why is it shut\n\nText.\n", None),
    ],
)
def test_a_headline_that_is_no_main_heading(text: str, title: str | None) -> None:
    """A label states it, or the only heading of a lower level, with a letterhead at most above."""
    assert only(text).title == title


def test_the_byline_below_the_heading() -> None:
    """Without front matter the first lines give the metadata."""
    document = only("# Leaders meet\n\nBy Jane Doe\n\n27 March 2025\n\nThe leaders met.\n")
    assert (document.author, document.published) == ("Jane Doe", DAY)


@pytest.mark.parametrize(
    "text", ["---\nA paragraph.\n---\nText.\n", "---\n---\nText.\n", "---\ntitle: open\nText.\n"]
)
def test_two_rules_are_no_front_matter(text: str) -> None:
    """Text between two "---" without fields, or below a single one, is part of the article."""
    assert only(text).text == text


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("title: a: b", r"not YAML \(line 2\)"),
        ("title: x\ntags: [a, b", r"not YAML \(line \d\)"),
        ("title: x\n\ttabs: y", r"not YAML \(line 3\)"),
        ("title: \x07", "not YAML"),
        ("? [a]\n: b", r"not YAML \(line 2\)"),
        ("a: &x 1\nb: *x", r"has an anchor or alias in its front matter \(line 2\)"),
        ("a: " + "[" * 9000 + "]" * 9000, r"has too many levels in its front matter \(line 2\)"),
        ("a: " + "x" * MAX_FRONT_MATTER, "has front matter of more than 64 KiB"),
    ],
)
def test_broken_front_matter(block: str, reason: str) -> None:
    """A file whose front matter is invalid is refused, and the reason names the line."""
    with pytest.raises(Unreadable, match=reason):
        parse("a.md", f"---\n{block}\n---\n{BODY}".encode())


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    """Nine levels of aliases, which stand for a billion values, are refused at once."""
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))
    with pytest.raises(Unreadable, match="anchor or alias"):
        parse("a.md", f"---\nl0: &l0 [x]\n{levels}\n---\n{BODY}".encode())


def test_front_matter_alone_is_empty() -> None:
    """An article without a body is refused."""
    with pytest.raises(Unreadable, match=r"^is empty$"):
        parse("a.md", b"---\ntitle: x\n---\n\n")


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Rink"\ndate = 2025-03-27T10:00:00+02:00\nauthor = "Jane Doe"\n+++\n',
        '+++\r\ntitle = "Rink"\r\ndate = 2025-03-27\r\nauthors = ["Jane Doe"]\r\n+++\r\n',
        '{\n  "title": "Rink",\n  "date": "2025-03-27",\n  "author": {"name": "Jane Doe"}\n}\n',
        '{"title": "Rink", "publishDate": "2025-03-27", "author": "Jane Doe"}\n',
    ],
)
def test_front_matter_in_toml_and_json(front: str) -> None:
    """Front matter between "+++", or as a JSON object, is read and left out."""
    data = (front + BODY).encode()
    (document,) = parse("a.md", data).documents
    assert document.text == BODY
    assert (document.title, document.author, document.published) == ("Rink", "Jane Doe", DAY)
    place = document.places[0]
    assert data[place.byte_offset :].decode(place.encoding or "") == BODY


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("+++\ntitle = \n+++\n", "has front matter that is not TOML: Invalid value"),
        (f"+++\n{'a.' * 400}a = 1\n+++\n", "has too many levels in its front matter"),
        (f"+++\na = {'[' * 3000}\n+++\n", "has too many levels in its front matter"),
        ('{"title": "Rink",\n', "has front matter that is not JSON"),
        (f'{{"a": {"[" * 5000}', "has too many levels in its front matter"),
        (f'{{"a": {"1" * 9000}}}\n', "has a number that is too long in its front matter"),
    ],
)
def test_invalid_toml_and_json(front: str, reason: str) -> None:
    """Invalid front matter makes the file unreadable, with the reason."""
    with pytest.raises(Unreadable, match=reason):
        parse("a.md", (front + BODY).encode())


@pytest.mark.parametrize(
    "text", ["+++ no closing\nText.", "{not json}\nText.", '{"a": 1} and more']
)
def test_what_only_looks_like_front_matter(text: str) -> None:
    """Text that begins with these signs stays text."""
    assert only(text).text == text
