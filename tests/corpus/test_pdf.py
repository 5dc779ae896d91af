"""rag.corpus.pdf: lines become paragraphs; unreadable files are refused with a reason."""

from __future__ import annotations

import io
import time

import pytest
from pypdf import PdfReader, PdfWriter

from rag.corpus.files import Facts, Unreadable
from rag.corpus.pdf import extract, join_pages

FIRST = "The leaders of France met on Monday to talk about sending"
LAST = "troops to Ukraine."


def make_pdf(*pages: list[str], properties: str = "") -> bytes:
    """Return a PDF of pages of lines; `properties` is PDF syntax."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<<{properties}>>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET"
        resources = "/Resources<</Font<</F1 3 0 R>>>>/MediaBox[0 0 600 800]"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {6 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    return assemble(objects)


def assemble(objects: list[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def encrypt(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_lines_become_paragraphs() -> None:
    """Lines are joined; a headline, a byline or a short last line ends its paragraph."""
    data = make_pdf(["Leaders meet in Paris", "By Jane Doe", FIRST, LAST, FIRST, LAST])
    article = extract(data)
    paragraph = f"{FIRST} {LAST}"
    assert article.text == f"Leaders meet in Paris\n\nBy Jane Doe\n\n{paragraph}\n\n{paragraph}"
    assert article.facts == Facts(title="Leaders meet in Paris", author="Jane Doe")


def test_a_sentence_continues_on_the_next_page() -> None:
    """Page numbers are not part of a sentence."""
    assert extract(make_pdf([FIRST, "1"], [LAST, "- 2 -"])).text == f"{FIRST} {LAST}"


def test_a_hyphen_is_kept() -> None:
    """A word divided at the end of a line keeps its hyphen and gets no space."""
    assert join_pages([f"{FIRST} the de-\nploy-\nment."]) == f"{FIRST} the de-ploy-ment."


def test_a_long_paragraph_takes_linear_time() -> None:
    """The time is linear in the length of the text."""
    began = time.process_time()
    text = join_pages([f"{FIRST}\n" * 50_000])
    assert len(text) == 50_000 * (len(FIRST) + 1) - 1
    assert time.process_time() - began < 5


def test_running_heads_are_left_out() -> None:
    """A line at the top of most pages is kept only on the first."""
    pages = [f"The Daily News {number}\n{FIRST}\n{number}" for number in range(1, 5)]
    assert join_pages(pages) == f"The Daily News 1\n\n{' '.join([FIRST] * 4)}"


def test_ligatures_and_broken_characters() -> None:
    """Ligatures become letters, soft hyphens and controls are removed, lone surrogates marked."""
    assert join_pages(["The o\ufb03ce of\x00 the\u00ad re\ufb01nery \ud83d\ude00 \ud83d."]) == (
        "The office of the refinery \U0001f600 \ufffd."
    )


def test_properties_that_the_article_confirms() -> None:
    """Title and author of the file are used if the text confirms them, its date never."""
    stated = "/Title(Leaders meet in Paris.)/Author(Jane Doe)/CreationDate(D:20250327)"
    data = make_pdf(["Leaders meet in Paris.", "A report by Jane Doe", "", FIRST, LAST],
                    properties=stated)  # fmt: skip
    assert extract(data).facts == Facts(title="Leaders meet in Paris.", author="Jane Doe")


def test_properties_of_an_office() -> None:
    """Properties that a word processor filled in are not used."""
    stated = "/Title(Microsoft Word - draft.doc)/Author(John Roe)/CreationDate(D:20250327)"
    assert extract(make_pdf([FIRST, LAST], properties=stated)).facts == Facts()


def test_a_file_with_a_password() -> None:
    """A file that requires a password is refused as encrypted."""
    with pytest.raises(Unreadable, match=r"^is encrypted$"):
        extract(encrypt(make_pdf([FIRST, LAST]), "secret"))


def test_a_file_that_anyone_may_open() -> None:
    """A file that is only protected against changes is parsed."""
    assert extract(encrypt(make_pdf([FIRST, LAST]), "")).text == f"{FIRST} {LAST}"


def test_a_scan() -> None:
    """A file of pages without text is refused, with the likely reason."""
    with pytest.raises(Unreadable, match=r"^holds no text \(a scan\?\)$"):
        extract(make_pdf([], []))
