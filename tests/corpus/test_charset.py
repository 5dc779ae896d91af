"""rag.corpus.charset: the encoding of bytes that do not state it."""

from __future__ import annotations

import pytest

from rag.corpus import parse
from rag.corpus.charset import likeliest, unmarked_utf16, wrong_letters

ENGLISH = (
    "“It’s ours,” said Zoë Müller — she’d paid £40 at the café… “Isn’t it?” The clerk, Señor Peña,"
    " didn’t answer; the firm’s chief, Brontë & Söhne’s Jürgen Groß, had left."
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_english_with_names_of_other_languages(encoding: str) -> None:
    """Quotation marks, dashes and names tell Mac Roman from Windows-1252."""
    found = likeliest(ENGLISH.encode(encoding))
    assert found is not None
    assert found[0] == encoding
    assert (found[1] is None) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The town’s mayor won’t resign.", "mac_roman"),
        ("Prices rose – as in May – by 4 %.", "mac_roman"),
        ("Donald Tusk met Lech Wałęsa in Łódź.", "cp1250"),
        ("The café in Zürich was shut.", "cp850"),
        ("The crème brûlée cost £5 or 6 €.", "cp1252"),
        ("§ 4 applies at 20 °C, said the Führer’s clerk.", "cp1252"),
        ("À la carte, déjà vu, ÉCOLE, São Tomé", "cp1252"),
    ],
)
def test_few_letters_are_enough(text: str, encoding: str) -> None:
    """One word in which a letter is out of place decides."""
    found = likeliest(text.encode(encoding))
    assert found is not None
    assert found[0] == encoding


@pytest.mark.parametrize(
    "data", [b"\x81\x8d\x8f", b"\x01\x02\x81 text", "Привет, мир".encode("koi8-r")]
)
def test_other_bytes_are_no_latin_text(data: bytes) -> None:
    """Control characters, or few ASCII letters, are read as nothing but Windows-1252, if at all."""
    found = likeliest(data)
    assert found is None or found[0] == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    """Text in UTF-16 is recognised by its zero bytes, read, and told to be a guess."""
    data = "The quay’s café\r\n\r\nIt was shut.".encode(encoding)
    assert unmarked_utf16(data) == encoding
    parsed = parse("a.txt", data)
    assert parsed.documents[0].text == "The quay’s café\r\n\r\nIt was shut."
    assert parsed.documents[0].places[0].encoding == encoding
    assert parsed.documents[0].places[0].doubt == (
        "is read as UTF-16, without a mark that states it: its letters are a guess"
    )


@pytest.mark.parametrize(
    "data",
    [b"a\0b\0c\0\0\0d\0e\0", b"\0" * 20, b"a\0b\0", b"\x01\0\x02\0\x03\0\x04\0", b"ab\0\0" * 9],
)
def test_binary_data_is_no_utf16(data: bytes) -> None:
    """Zero characters, controls or too little text are binary."""
    assert unmarked_utf16(data) is None
    assert parse("a.txt", data).skipped[0].reason == "is binary, not text"


def test_a_guess_is_told() -> None:
    """A guess makes the article doubtful, in text, Markdown, tables and JSON."""
    text = "“We’re shut,” said Jörg Groß."
    note = "is read as Mac Roman: its letters are a guess"
    for name, content in (
        ("a.txt", text),
        ("a.md", text),
        ("a.csv", f'text\n"{text}"\n'),
        ("a.json", f'{{"text": "{text}"}}'),
    ):
        parsed = parse(name, content.encode("mac_roman"))
        assert parsed.documents[0].text == text
        assert parsed.documents[0].places[0].doubt == note


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("It’s a café — “no”.", None),
        ("São Paulo, Âge d’or, PÃO", None),
        ("Itâ€™s late", "holds letters that were converted wrongly: “â€™”"),
        ("The cafÃ© and the fÃ¼hrer", "holds letters that were converted wrongly: “Ã©”, “Ã¼”"),
        ("J\ufffdrg", "has lost 1 letters: \ufffd stands in their place"),
    ],
)
def test_letters_that_were_wrong_before(text: str, note: str | None) -> None:
    """What an earlier program did to the letters is told, and the text is not changed."""
    assert wrong_letters(text) == note
    parsed = parse("a.txt", text.encode())
    assert parsed.documents[0].text == text
    assert parsed.documents[0].places[0].doubt == note
