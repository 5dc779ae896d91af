"""rag.corpus.docx: paragraphs and tables in order, without losses."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from rag.corpus.docx import extract
from rag.corpus.files import Facts, Unreadable

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_paragraph(content: str) -> bytes:
    """Return a document of one paragraph, given as WordprocessingML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {NAMESPACE}>{content}</w:p>"))
    return saved(document)


def test_paragraphs_and_tables_in_order() -> None:
    """Text is in the order of the page; a row of a table is one line."""
    document = docx.Document()
    document.add_heading("Leaders meet", 0)
    document.add_paragraph("By Jane Doe")
    table = document.add_table(2, 2)
    for cell, text in zip([*table.row_cells(0), *table.row_cells(1)], "abcd", strict=True):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("The leaders met.")
    article = extract(saved(document))
    assert article.text == "Leaders meet\n\nBy Jane Doe\n\na | b\n\nc | d\n\nThe leaders met."
    assert article.facts == Facts(title="Leaders meet", author="Jane Doe")


def test_tracked_changes() -> None:
    """Tracked insertions are included and deletions are not, as in the final document."""
    data = with_paragraph(
        "<w:r><w:t xml:space='preserve'>They did </w:t></w:r>"
        "<w:ins w:id='1' w:author='x'><w:r><w:t xml:space='preserve'>not </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>ever </w:delText></w:r></w:del>"
        "<w:del w:id='3' w:author='x'><w:r><w:t>once </w:t></w:r></w:del>"
        "<w:moveFrom w:id='4' w:author='x'><w:r><w:t>here </w:t></w:r></w:moveFrom>"
        "<w:sdt><w:sdtContent><w:r><w:t>agree</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>.</w:t></w:r>"
    )
    assert extract(data).text == "They did not agree."


def test_line_breaks_and_tabs() -> None:
    """A break inside a paragraph is a line feed, a tab is a tab."""
    data = with_paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>")
    assert extract(data).text == "a\nb\tc"


def test_properties_that_the_article_confirms() -> None:
    """Title and author of the file are used if the text confirms them, its dates never."""
    document = docx.Document()
    document.add_paragraph("Leaders meet.")
    document.add_paragraph("This is a report by Jane Doe.")
    document.core_properties.title = "Leaders meet."
    document.core_properties.author = "Jane Doe"
    document.core_properties.created = datetime(2025, 3, 27)
    assert extract(saved(document)).facts == Facts(title="Leaders meet.", author="Jane Doe")


def test_properties_of_a_template() -> None:
    """The author of the default template is not used."""
    document = docx.Document()
    assert document.core_properties.author == "python-docx"
    document.add_paragraph("They met.")
    assert extract(saved(document)).facts == Facts()


def test_a_document_without_text() -> None:
    """A document of empty paragraphs is empty."""
    document = docx.Document()
    document.add_paragraph(" ")
    with pytest.raises(Unreadable, match=r"^is empty$"):
        extract(saved(document))


def test_a_package_that_unpacks_to_gigabytes() -> None:
    """The sizes in the package's directory are summed before anything is unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 3_000_000)
    assert len(stream.getvalue()) < 10_000
    with pytest.raises(Unreadable, match=r"^unpacks to more than 1 MiB$"):
        extract(stream.getvalue(), limit=1024**2)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no package", r"^is damaged \(no Word document\)$"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is encrypted, or an old .doc file"),
    ],
)
def test_files_that_are_no_word_document(data: bytes, reason: str) -> None:
    """Bytes that are no Word document are refused with the reason."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)
