"""rag.corpus.text: a plain text file is one document, unchanged."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.files import Unreadable
from rag.corpus.text import parse
from rag.types import Document, Span

ARTICLE = "Leaders meet in Paris\r\n\r\n  “We are ready,” said Macron — twice. \r\nBy Jane Doe\n\n"


def only(data: bytes) -> Document:
    (document,) = parse("news/a.txt", data).documents
    return document


def test_the_text_is_the_file() -> None:
    """Line ends, spaces, headline and byline are kept."""
    document = only(ARTICLE.encode())
    assert document.text == ARTICLE
    assert (document.title, document.author) == ("Leaders meet in Paris", "Jane Doe")
    assert document.path == "news/a.txt"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"", "cp1252"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_span_is_found_in_the_bytes_of_the_file(mark: bytes, encoding: str) -> None:
    """The bytes between a span's byte offsets decode to exactly its text."""
    data = mark + ARTICLE.encode(encoding)
    document = only(data)
    span = Span(document, ARTICLE.index("We"), ARTICLE.index("twice"))
    assert document.places[0].encoding == encoding
    assert span.text == "We are ready,” said Macron — "
    assert data[span.byte_start : span.byte_end].decode(encoding) == span.text


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    """A file without any character but whitespace is refused as empty."""
    with pytest.raises(Unreadable, match=r"^is empty$"):
        parse("a.txt", data)


@given(st.text(min_size=1), st.data())
def test_every_span_of_every_text(text: str, data: st.DataObject) -> None:
    """For any text, the file's bytes at a span's byte offsets are the span."""
    stored = text.encode()
    try:
        document = only(stored)
    except Unreadable:
        return
    start = data.draw(st.integers(0, document.length - 1))
    end = data.draw(st.integers(start + 1, document.length))
    span = Span(document, start, end)
    encoding = document.places[0].encoding
    assert encoding is not None
    assert stored[span.byte_start : span.byte_end].decode(encoding) == span.text
