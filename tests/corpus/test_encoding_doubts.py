"""A guess at an encoding is a doubt about the article, in each format that may hold one."""

from __future__ import annotations

import json

import pytest

from rag.corpus import parse

SAID = "“The kiln is café-coloured — it’s Zoë’s,” said Jürgen Wolf, the potter’s heir."
MAC = "is read as Mac Roman: its letters are a guess"

MAIL = "From: Ida Holm <i@kiln.example>\nSubject: Kiln\nContent-Type: text/plain{0}\n\n{1}\n"
PAGE = (
    "<html><head><title>Kiln</title></head><body><article><h1>Kiln</h1>{0}</article></body></html>"
)
PARAGRAPHS = "".join(f"<p>{SAID} It was lit again in week {week}.</p>" for week in range(9))
SAVED = (
    "From: <Saved by Blink>\nSubject: Kiln\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n'
    "Content-Transfer-Encoding: 8bit\nContent-Location: https://kiln.example/a\n\n{0}\n--B--\n"
)
FEED = (
    "<rss><channel><title>Kiln</title><item><title>Lit</title>"
    "<description>{0}</description></item></channel></rss>"
)
NITF = "<nitf><body><body.content><p>{0}</p></body.content></body></nitf>"

FILES = {
    "a.txt": SAID,
    "a.eml": MAIL.format("", SAID),
    "a.mbox": "From i@kiln.example Mon Apr  7 09:00:00 2025\n" + MAIL.format("", SAID),
    "a.html": PAGE.format(PARAGRAPHS),
    "a.mhtml": SAVED.format(PAGE.format(PARAGRAPHS)),
    "a.jsonl": json.dumps({"title": "Kiln", "text": SAID}, ensure_ascii=False),
    "a.json": json.dumps([{"title": "Kiln", "text": SAID}], ensure_ascii=False),
    "a.csv": f"title;text\nKiln;{SAID}\n",
    "a.rss": FEED.format(SAID),
    "a.atom": f'<?xml version="1.0" encoding="utf-8"?>{FEED.format(SAID)}',
    "a.xml": NITF.format(SAID),
    "a.srt": f"1\n00:00:01,000 --> 00:00:04,000\n{SAID}\n",
}


@pytest.mark.parametrize("path", FILES)
def test_a_guess_is_a_doubt(path: str) -> None:
    """Bytes in Mac Roman that nothing declares give the right letters, and the doubt."""
    (found,) = parse(path, FILES[path].encode("mac_roman")).documents
    assert SAID in found.text
    assert found.places[0].doubt == MAC


@pytest.mark.parametrize("path", FILES)
def test_unicode_is_no_guess(path: str) -> None:
    """The same in UTF-8 leaves no doubt."""
    (found,) = parse(path, FILES[path].encode("utf-8")).documents
    assert SAID in found.text
    assert found.places[0].doubt is None


@pytest.mark.parametrize("path", ["a.txt", "a.eml", "a.html"])
def test_letters_that_were_converted_wrongly(path: str) -> None:
    """Letters that an earlier program converted wrongly are a doubt about the article."""
    wrong = FILES[path].replace("ü", "Ã¼").encode("utf-8")
    (found,) = parse(path, wrong).documents
    assert found.places[0].doubt == "holds letters that were converted wrongly: “Ã¼”"


@pytest.mark.parametrize("path", ["a.jsonl", "a.json", "a.csv"])
def test_records_with_wrong_letters_are_counted(path: str) -> None:
    """Of records, those with such letters are counted: one of them casts no doubt on the others."""
    parsed = parse(path, FILES[path].replace("ü", "Ã¼").encode("utf-8"))
    assert parsed.documents[0].places[0].doubt is None
    assert "texts with letters that were lost or converted wrongly: 1" in parsed.notes


def test_a_charset_that_is_stated() -> None:
    """A charset that a mail states is no guess, and Latin-1 has the marks of Windows-1252."""
    mail = MAIL.format("; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit", SAID)
    (found,) = parse("a.eml", mail.encode("cp1252")).documents
    assert SAID in found.text
    assert found.places[0].doubt is None


def test_a_bad_byte_in_a_page() -> None:
    """A byte that is no UTF-8 is lost alone: the letters before it say what the encoding is."""
    data = PAGE.format(PARAGRAPHS).encode("utf-8").replace(b"week 8", b"week \xff 8")
    (found,) = parse("a.html", data).documents
    assert SAID in found.text
    assert found.places[0].doubt == "has lost 1 letters: \ufffd stands in their place"


def test_lines_in_an_older_encoding() -> None:
    """Lines of JSON in Windows-1252 are read, and leave no doubt where their letters fit."""
    data = "\n".join([FILES["a.jsonl"], '{"text": "The kiln is lit."}']).encode("cp1252")
    first, second = parse("a.jsonl", data).documents
    assert first.text == SAID
    assert second.text == "The kiln is lit."
    assert first.places[0].doubt is None


def test_lines_in_unmarked_utf16() -> None:
    """Lines of JSON in UTF-16 without a mark are read with the doubt that text has."""
    (found,) = parse("a.jsonl", FILES["a.jsonl"].encode("utf-16-le")).documents
    assert found.text == SAID
    assert str(found.places[0].doubt).startswith("is read as UTF-16")
