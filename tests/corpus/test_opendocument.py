"""rag.corpus.opendocument and rtf: paragraphs of word processors other than Word."""

from __future__ import annotations

import pytest

from rag.corpus import rtf
from rag.corpus.files import Facts, Unreadable
from rag.corpus.opendocument import extract
from tests.corpus.test_epub import book

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "meta", "drawing")
)


def document(body: str, meta: str = "") -> bytes:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return book(
        {
            "content.xml": f"<office:document-content {NAMES}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {NAMES} {dc}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
        }
    )


def test_paragraphs_and_tables_in_order() -> None:
    """Text is in the order of the page; a row of a table is one line; white space is folded."""
    body = """<text:h>The mill</text:h><text:p>It was
      sold<text:s text:c="2"/>to<text:tab/>a bank<text:line-break/>on <text:span>Monday</text:span>.
      </text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>
      <table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>
      <text:list><text:list-item><text:p>One.</text:p></text:list-item></text:list>"""
    text = "The mill\n\nIt was sold  to\ta bank\non Monday.\n\na | b\n\nOne."
    assert extract(document(body)).text == text


def test_changes_notes_and_comments() -> None:
    """Tracked deletions, notes and comments are left out, and the words after them are not."""
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p>
      </text:deletion></text:changed-region></text:tracked-changes><text:p>They agree<text:note>
      <text:note-body><text:p>Not all.</text:p></text:note-body></text:note> to
      <office:annotation><text:p>sure?</text:p></office:annotation>sell.</text:p>"""
    assert extract(document(body)).text == "They agree to sell."


def test_properties_that_the_article_confirms() -> None:
    """Title and author of the file are used if the text confirms them."""
    body = "<text:p>The mill is sold.</text:p><text:p>A report by Jon Falk</text:p>"
    author = "<meta:initial-creator>Jon Falk</meta:initial-creator>"
    meta = f"<dc:title>The mill is sold.</dc:title>{author}"
    assert extract(document(body, meta)).facts == Facts(
        title="The mill is sold.", author="Jon Falk"
    )
    other = "<dc:title>Template 3</dc:title><meta:initial-creator>Office</meta:initial-creator>"
    assert extract(document(body, other)).facts == Facts()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no package", r"^is damaged \(no OpenDocument text\)$"),
        (book({"a.txt": "text"}), r"^is damaged \(no OpenDocument text\)$"),
        (document("<text:p> </text:p>"), "^is empty$"),
        (
            book({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "?"}),
            "^is encrypted$",
        ),
    ],
)
def test_files_that_are_no_text(data: bytes, reason: str) -> None:
    """Other bytes, empty documents and encrypted ones are refused."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)


def test_rich_text() -> None:
    """Control words are left out, and characters of every kind of escape are kept."""
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\author Office}}\f0 The caf\'e9"
        rb" is shut.\par \ldblquote It\rquote s over,\rdblquote "
        rb" said {\b Ewa Lind}\u8212? the cook.\par}"
    )
    assert rtf.extract(data).text == "The café is shut.\n“It’s over,” said Ewa Lind— the cook."


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"words", r"^is damaged \(no RTF\)$"), (rb"{\rtf1\ansi }", "^holds no text$")],
)
def test_files_that_are_no_rich_text(data: bytes, reason: str) -> None:
    """Other bytes and empty files are refused."""
    with pytest.raises(Unreadable, match=reason):
        rtf.extract(data)


def test_a_table_in_rich_text() -> None:
    """The cells of a row are separated as in other formats."""
    data = rb"{\rtf1\ansi Fees:\par\trowd\cellx1000\cellx2000 Yacht\cell 40\cell\row Paid.\par}"
    assert rtf.extract(data).text == "Fees:\nYacht | 40\nPaid."
