"""rag.corpus.epub: a chapter an article, in the order of reading."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from rag.corpus.epub import extract
from rag.corpus.files import Unreadable

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
BOOK = """<package xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Arle Weekly</dc:title>
<dc:creator>Various</dc:creator><dc:date>2025-04-07</dc:date></metadata>
<manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="text/b%20c.xhtml"/>
<item id="a" href="text/a.xhtml"/><item id="p" href="text/p.xhtml"/></manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="p"/><itemref idref="a"/></spine>
</package>"""
CHAPTER = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head>'
    "<title/></head><body><h1>{title}</h1><p>By Jon Falk</p><p>{text}</p></body></html>"
)
FILES = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": BOOK,
    "OPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
    "OPS/text/a.xhtml": CHAPTER.format(title="The mill", text="It was sold&nbsp;&mdash; at last."),
    "OPS/text/b c.xhtml": CHAPTER.format(
        title="The ferry",
        text='It runs<a epub:type="noteref">1</a> <q>often</q>.<!-- no --><br/>And late.',
    ),
    "OPS/text/p.xhtml": "<html><body><img src='p.png'/></body></html>",
}


def book(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def test_chapters_are_articles() -> None:
    """Chapters follow the spine; the book is their outlet; navigation and pictures are none."""
    first, second = extract(book(FILES)).articles
    assert first.text == "The ferry\n\nBy Jon Falk\n\nIt runs “often”.\nAnd late."
    assert second.text == "The mill\n\nBy Jon Falk\n\nIt was sold — at last."
    assert (first.record, second.record) == (1, 3)
    facts = first.facts
    assert (facts.title, facts.author, facts.source) == ("The ferry", "Jon Falk", "The Arle Weekly")
    assert facts.published == date(2025, 4, 7)


def test_a_book_without_a_spine() -> None:
    """The chapters of a damaged book are read in the order of their names."""
    pages = {name: text for name, text in FILES.items() if "text/" in name}
    assert [a.facts.title for a in extract(book(pages)).articles] == ["The mill", "The ferry"]


def test_a_protected_book() -> None:
    """Chapters that a shop encrypted are refused; encrypted fonts are no matter."""
    entry = '<encryption><CipherReference URI="{}"/></encryption>'
    fonts = {"META-INF/encryption.xml": entry.format("OPS/font.otf")}
    assert len(extract(book(FILES | fonts)).articles) == 2
    with pytest.raises(Unreadable, match=r"^is encrypted$"):
        extract(book(FILES | {"META-INF/encryption.xml": entry.format("OPS/text/a.xhtml")}))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no package", r"^is damaged \(no EPUB\)$"),
        (book({"a.txt": "text"}), r"^holds no text$"),
        (book({"a.xhtml": "0" * 2_000_000}), r"^unpacks to more than 1 MiB$"),
    ],
)
def test_files_that_are_no_book(data: bytes, reason: str) -> None:
    """Other bytes, packages without chapters and bombs are refused."""
    with pytest.raises(Unreadable, match=reason):
        extract(data, limit=1024**2)
