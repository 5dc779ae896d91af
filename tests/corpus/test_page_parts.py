"""Pages whose article is not where it is expected, and pages without one."""

from __future__ import annotations

import json

import pytest

from rag.corpus import parse
from rag.corpus.files import Unreadable
from rag.corpus.html import extract
from rag.corpus.page_parts import is_consent_notice

PARAGRAPHS = (
    "The weir was opened on Sunday evening after three days of rain in the hills.",
    "“We had an hour to warn the villages,” said Olga Rehn, who runs the weir.",
    "No house was flooded, and the road to the coast was clear by the next morning.",
)
SHOWN = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
BANNER = (
    "<h2>Your privacy matters</h2><p>We and our 90 partners store cookies on your device to show "
    "you personalised ads and to count visits. You can accept all or manage your choices.</p>"
)


def page(body: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>Weir</title>{head}</head><body>{body}</body>".encode()
    )


def described(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Weir", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def text_of(data: bytes) -> str:
    (article,) = extract(data).articles
    return article.text


TEASER = (
    "<article><h1>Weir opened</h1><p>The weir was opened on Sunday, to the surprise of many.</p>"
    "<p>Subscribe to read the whole article, for 5 crowns a month and without advertisements.</p>"
    "</article>"
)


@pytest.mark.parametrize("free", [False, "False", True])
def test_the_stated_body_of_a_teaser(free: object) -> None:
    """A page that shows only a teaser has the text that it states in JSON-LD."""
    body = " ".join(PARAGRAPHS)
    data = page(TEASER, described(articleBody=body, isAccessibleForFree=free))
    assert text_of(data) == body


def test_the_shown_text_is_preferred() -> None:
    """A page that shows its article keeps the paragraphs that it shows."""
    shown = f"<article><h1>Weir opened</h1>{SHOWN}</article>"
    data = page(shown, described(articleBody=" ".join(PARAGRAPHS), isAccessibleForFree=False))
    assert text_of(data).split("\n")[1:] == list(PARAGRAPHS)


def test_a_stated_body_that_is_a_teaser() -> None:
    """A short body that is stated does not replace a longer article that is free."""
    data = page(f"<article>{SHOWN}</article>", described(articleBody="Too much rain for the weir."))
    assert text_of(data) == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One line of it.</p><p>Another &amp; last.</p>", "One line of it.\n\nAnother & last."),
        ("It&#8217;s raining\n\nstill.", "It’s raining\n\nstill."),
    ],
)
def test_markup_in_a_stated_body(body: str, text: str) -> None:
    """The body is stated in HTML by some pages, and with entities by others."""
    assert text_of(page("", described(articleBody=body))) == text


@pytest.mark.parametrize(
    "notice",
    [
        f'<div class="cookie-banner" role="dialog">{BANNER}</div>',
        f'<section id="onetrust-consent-sdk"><h1>Cookies and your privacy</h1>{BANNER}</section>',
        f'<div aria-modal="true">{BANNER}</div>',
        f"<dialog open>{BANNER}</dialog>",
    ],
)
def test_consent_notices_are_left_out(notice: str) -> None:
    """A notice is no part of the article, and never the article itself."""
    assert text_of(page(f"{notice}<article>{SHOWN}</article>")) == "\n".join(PARAGRAPHS)
    with pytest.raises(Unreadable, match="holds no article text"):
        extract(page(notice))


def test_a_notice_that_no_name_gives_away() -> None:
    """A page with nothing but a request for consent is skipped with that reason."""
    with pytest.raises(Unreadable, match="holds a request for consent, and no article"):
        extract(page(f"<main>{BANNER}</main>"))


@pytest.mark.parametrize(
    "body",
    [
        f'<body class="cookie-consent"><article>{SHOWN}</article>',
        f'<div id="privacy"><main>{SHOWN}</main></div>',
    ],
)
def test_names_around_the_article(body: str) -> None:
    """An element with the article stays, whatever its name."""
    assert text_of(page(body)) == "\n".join(PARAGRAPHS)


def test_an_article_about_consent() -> None:
    """A report on cookies is an article: it does not speak to its reader."""
    assert not is_consent_notice(
        "The watchdog fined the shop for cookies that it had set without consent.\n"
        "The shop's 40 partners had received personal data, the watchdog said."
    )


def test_an_article_inside_an_aside() -> None:
    """The aside with the page's main heading is the article; other asides are not."""
    other = (
        "<aside><h3>More</h3><p>The mayor is on holiday and will not say until when.</p></aside>"
    )
    data = page(f"<aside><h1>Weir opened</h1>{SHOWN}</aside>{other}")
    assert text_of(data) == "\n".join(("Weir opened", *PARAGRAPHS))


CARDS = "".join(
    f'<div class="card"><h3><a href="/{number}">The council votes on plan {number} tonight</a></h3>'
    f"<p>Plan {number} of the council would cost a million crowns and take two years.</p></div>"
    for number in range(8)
)


def test_a_list_of_links_is_no_article() -> None:
    """A front page is skipped with its reason, unless it says that it is an article."""
    with pytest.raises(Unreadable, match="is a list of links to articles"):
        extract(page(f"<main><h1>News</h1>{CARDS}</main>"))


def test_an_article_with_links_below() -> None:
    """Teasers below an article do not make it a list."""
    text = text_of(page(f"<main><article><h1>Weir</h1>{SHOWN * 3}</article>{CARDS}</main>"))
    assert PARAGRAPHS[1] in text
    assert "plan 3" not in text


def test_quotations_marked_by_elements() -> None:
    """A q element keeps its quotation marks, which a browser would add."""
    marked = SHOWN.replace("“", "<q>").replace("”", "</q>")
    assert text_of(page(f"<article>{marked}</article>")) == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("address", "end"),
    [
        ("weir?print=1", "<p>Print this page</p>"),
        ("weir/print", "<p>Printed from: https://bay.example/weir</p>"),
        ("weir", "<p>This article was printed from https://bay.example/weir</p>"),
        ("weir?view=print", ""),
    ],
)
def test_the_print_version_is_the_same_article(address: str, end: str) -> None:
    """A print version that states the same is another place of the same document."""
    facts = (
        '<meta property="og:site_name" content="Bay Post"><meta name="author" content="Bo Lund">'
    )
    body = f"<h1>Weir opened</h1>{SHOWN}"
    link = '<link rel="canonical" href="https://bay.example/weir">'
    whole = page(f"<nav><a href=/>Home</a></nav><article>{body}</article>", f"{facts}{link}")
    link = f'<meta property="og:url" content="https://bay.example/{address}">'
    printed = page(f"<article>{body}{end}</article>", f"{facts}{link}")
    (one,) = parse("weir.html", whole).documents
    (two,) = parse("print/weir.html", printed).documents
    assert one.doc_id == two.doc_id


def test_the_accelerated_version_is_the_same_article() -> None:
    """The AMP version of a page is another place of the same document."""
    head = '<link rel="canonical" href="https://bay.example/weir"><meta name="author" content="B">'
    body = f"<article><h1>Weir opened</h1>{SHOWN}</article>"
    amp = page(body, head).replace(b"<html>", "<html ⚡>".encode())
    amp = amp.replace(b"<article>", b"<amp-sidebar><ul><li>Home</ul></amp-sidebar><article>")
    amp = amp.replace(b"<p>", b"<amp-ad></amp-ad><p>", 1)
    (one,) = parse("weir.html", page(f"<nav><a href=/>Home</a></nav>{body}", head)).documents
    (two,) = parse("weir.amp.html", amp).documents
    assert one.doc_id == two.doc_id
