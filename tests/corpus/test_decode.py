"""rag.corpus.decode: bytes are decoded reversibly."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.corpus.decode import byte_order_mark, decode
from rag.corpus.files import Unreadable


def test_utf8_without_a_mark() -> None:
    """A file in UTF-8 is decoded from its first byte."""
    decoded = decode("café “x”\r\n".encode())
    assert (decoded.text, decoded.encoding, decoded.offset) == ("café “x”\r\n", "utf-8", 0)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    """The mark states the encoding and is not part of the text."""
    data = mark + "Kyjiw — 5 €".encode(encoding)
    decoded = decode(data)
    assert byte_order_mark(data) == (encoding, len(mark))
    assert decoded.text == "Kyjiw — 5 €"
    assert data[decoded.offset :].decode(decoded.encoding) == decoded.text


def test_windows_1252_is_the_other_encoding() -> None:
    """A file that is not UTF-8 is Windows-1252: the pound sign stays a pound sign."""
    decoded = decode("it cost £5 in the café".encode("latin-1"))
    assert (decoded.text, decoded.encoding) == ("it cost £5 in the café", "cp1252")


@pytest.mark.parametrize(
    "data",
    [b"ab\0cd", b"\x89PNG\r\n\x1a\n\0\0", codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le")],
)
def test_nul_characters_are_binary(data: bytes) -> None:
    """A file with NUL characters is binary, whatever its mark."""
    with pytest.raises(Unreadable, match="is binary, not text"):
        decode(data)


def test_utf8_with_one_bad_byte_is_damaged() -> None:
    """An invalid byte after valid UTF-8 letters does not turn the article into mojibake."""
    with pytest.raises(Unreadable, match="is damaged: byte 6 is not UTF-8"):
        decode("café".encode() + b"\xff and so on")


def test_a_bad_byte_before_all_letters() -> None:
    """The letters after an invalid byte show as well that the file was UTF-8."""
    with pytest.raises(Unreadable, match="is damaged: byte 3 is not UTF-8"):
        decode(b"a \xff " + "“Zoë’s”".encode())


def test_bytes_of_no_encoding_are_refused() -> None:
    """Bytes that no supported encoding decodes are refused with a reason."""
    with pytest.raises(Unreadable, match="is not text in UTF-8, UTF-16 or Windows-1252"):
        decode(b"\x81\x8d\x8f")


def test_utf16_that_is_cut_off_is_damaged() -> None:
    """The reason for a file whose last character is incomplete names the byte."""
    with pytest.raises(Unreadable, match="is damaged: byte 5 is not UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"a\0b")


@given(st.binary(max_size=200))
def test_decoding_is_reversible(data: bytes) -> None:
    """A decoded text encodes to exactly the bytes of the file."""
    try:
        decoded = decode(data)
    except Unreadable as fault:
        assert str(fault)
    else:
        assert decoded.text.encode(decoded.encoding) == data[decoded.offset :]
