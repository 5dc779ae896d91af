"""rag.corpus.html: the article of a page, without its surroundings."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest

from rag.corpus.files import Extract, Unreadable
from rag.corpus.html import decode_page, extract

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title>
<script src="https://x.org/a.js"></script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<div class="cookie-banner">We use cookies.</div>
<article><h1>Leaders meet in Paris</h1>
<p>The leaders met in <b>Paris</b> on Monday &amp; talked about “troops”.</p>
<img src="https://x.org/a.png">
<p>They will meet again, Macron said.<!-- draft --></p></article>
<section id="comments" class="comments"><p>Nice article, thanks a lot for it!</p></section>
<footer><p>Copyright 2024 The Daily News</p></footer></body></html>"""


def article(data: bytes) -> Extract:
    """Return the only article of a page."""
    (found,) = extract(data).articles
    return found


def test_the_article_and_nothing_else() -> None:
    """Menus, cookie notices, comments and footers are left out; each paragraph is a line."""
    assert article(PAGE.encode()).text == (
        "Leaders meet in Paris\n"
        "The leaders met in Paris on Monday & talked about “troops”.\n"
        "They will meet again, Macron said."
    )


def test_a_copyright_line_is_no_date() -> None:
    """A page that states no date of publication has no date."""
    assert article(PAGE.encode()).facts.published is None


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No script, image or style of a page opens a connection."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    linked = '<!DOCTYPE html SYSTEM "http://x.org/a.dtd"><link rel="stylesheet" href="//x.org/s">'
    assert "The leaders met" in article((linked + PAGE).encode()).text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (b"<p>caf\xc3\xa9</p>", "<p>café</p>"),
        (b"<p>\xa35</p>", "<p>£5</p>"),
        (b"<meta charset=iso-8859-1><p>\x93x\x94</p>", "<meta charset=iso-8859-1><p>“x”</p>"),
        (b'<meta charset="iso-8859-2"><p>\xa3</p>', '<meta charset="iso-8859-2"><p>Ł</p>'),
        (b"<meta charset=latin1><p>\xc3\xa9</p>", "<meta charset=latin1><p>é</p>"),
        (b"<meta charset=hex><p>\xe9</p>", "<meta charset=hex><p>é</p>"),
        (b"<p>\xc3\xa9 \x81</p>", "<p>é \ufffd</p>"),
        ("\ufeff<p>é</p>".encode("utf-16-le"), "<p>é</p>"),
    ],
)
def test_encodings(page: bytes, text: str) -> None:
    """A byte order mark, UTF-8, the declared encoding and the letters decide, in this order."""
    assert decode_page(page) == (text, None)


@pytest.mark.parametrize(
    "page", [b"<html><body></body></html>", b"<!-- nothing -->", b"<script>var a;</script>"]
)
def test_a_page_without_an_article(page: bytes) -> None:
    """A page without article text is refused."""
    with pytest.raises(Unreadable, match="holds no article text"):
        extract(page)


def test_whitespace_is_empty() -> None:
    """A page of whitespace is empty."""
    with pytest.raises(Unreadable, match=r"^is empty$"):
        extract(b" \n\t ")


def test_binary_in_disguise() -> None:
    """An image with the ending of a page is binary."""
    with pytest.raises(Unreadable, match="is binary, not text"):
        extract(b"\x89PNG\r\n\x1a\n\0\0\0")


def test_a_short_page_is_parsed() -> None:
    """An article of one sentence is an article."""
    assert article(b"<p>It is over.</p>").text == "It is over."


def test_deep_nesting_of_real_pages() -> None:
    """At three hundred levels of nesting, as in old forums, no paragraph is lost."""
    page = "<div>" * 300 + "<p>It is over.</p>" + "</div>" * 300 + "<p>It was long.</p>"
    assert article(page.encode()).text == "It is over.\nIt was long."


def test_absurd_nesting_is_refused() -> None:
    """A hundred thousand levels are refused rather than parsed in part."""
    with pytest.raises(Unreadable, match="is nested too deeply"):
        extract(b"<p>It is over.</p>" + b"<div>" * 100_000 + b"<p>It was long.</p>")


def test_a_long_page() -> None:
    """A page of 900 kilobytes is parsed to its end."""
    paragraph = "<p>The leaders met on day {} of the talks and decided nothing at all.</p>"
    body = "".join(paragraph.format(day) for day in range(12_000))
    text = article(f"<html><body><article>{body}</article></body></html>".encode()).text
    assert text.count("\n") == 11_999
    assert text.endswith("on day 11999 of the talks and decided nothing at all.")
