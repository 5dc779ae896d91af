"""rag.corpus.html_facts: only the metadata that a page states."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # ships no types

from rag.corpus.files import Facts
from rag.corpus.html_facts import page_facts

DAY = date(2025, 3, 27)


def facts_of(head: str = "", body: str = "") -> Facts:
    return page_facts(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def json_ld(described: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(described)}</script>'


def test_meta_tags() -> None:
    """Open Graph and article tags give every field."""
    head = (
        '<meta property="og:title" content="Leaders meet"><meta name="author" content="Jane Doe">'
        '<meta property="og:site_name" content="The Daily News">'
        '<link rel="canonical" href="https://x.org/a">'
        '<meta property="article:published_time" content="2025-03-27T10:00:00+01:00">'
    )
    expected = Facts("Leaders meet", "Jane Doe", "The Daily News", "https://x.org/a", DAY)
    assert facts_of(head) == expected


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x], lambda x: {"@graph": [x]}])
def test_json_ld(wrap: object) -> None:
    """An article in JSON-LD is found by itself, in a list or in a graph."""
    described = {
        "@type": "NewsArticle",
        "headline": "Leaders meet",
        "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
        "publisher": {"@type": "Organization", "name": "The Daily News"},
        "datePublished": "2025-03-27",
        "dateModified": "2025-04-01",
    }
    assert callable(wrap)
    found = facts_of(json_ld(wrap(described)))
    assert found == Facts("Leaders meet", "Jane Doe, John Roe", "The Daily News", None, DAY)


@pytest.mark.parametrize(
    "script", ["{bad", "[" * 5000, "null", "7", '{"@graph": 7}', '{"@type": ["x", 3]}', ""]
)
def test_json_ld_that_is_broken(script: str) -> None:
    """Invalid JSON-LD gives no metadata."""
    assert facts_of(f'<script type="application/ld+json">{script}</script>') == Facts()


@pytest.mark.parametrize(
    "body",
    [
        '<p class="byline">By Jane Doe</p>',
        '<a rel="author" href="/j">Jane Doe</a>',
        '<span itemprop="author">Jane Doe, CNN</span>',
    ],
)
def test_bylines(body: str) -> None:
    """A byline marked as such gives the author."""
    assert facts_of(body=body).author == "Jane Doe"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="admin">',
        '<meta name="author" content="https://x.org/jane">',
        '<meta name="author" content="jane@x.org">',
        '<meta name="author" content="">',
    ],
)
def test_accounts_are_no_authors(head: str) -> None:
    """Addresses and accounts are not used as names."""
    assert facts_of(head).author is None


@pytest.mark.parametrize(
    "body",
    [
        '<time datetime="2025-03-27T10:00:00Z">Thursday</time>',
        "<time>27 March 2025</time><time datetime='2025-03-27'></time>",
        '<time itemprop="datePublished" datetime="2025-03-27"></time><time>1 May 2020</time>',
    ],
)
def test_time_elements(body: str) -> None:
    """Time elements that agree, or one marked as the date of publication, give the date."""
    assert facts_of(body=body).published == DAY


@pytest.mark.parametrize(
    "page",
    [
        '<meta property="article:modified_time" content="2025-03-27">',
        '<meta name="date" content="03/04/2025">',
        "<time>27 March 2025</time><time>28 March 2025</time>",
        "<p>Copyright 2025</p><p>On 27 March 2025 they met.</p>",
        '<link rel="canonical" href="https://x.org/2025/03/27/a">',
    ],
)
def test_dates_are_not_guessed(page: str) -> None:
    """Dates of changes, ambiguous dates, differing times, prose and URLs give no date."""
    assert facts_of(page).published is None
    assert facts_of(body=page).published is None


def test_the_title_without_tags() -> None:
    """The only h1 is the title, else the page's title without the name of the site."""
    assert facts_of("<title>Leaders meet - The News</title>", "<h1>Leaders</h1>").title == "Leaders"
    head = '<title>Leaders meet | The News</title><meta property="og:site_name" content="The News">'
    assert facts_of(head, "<h1>One</h1><h1>Two</h1>").title == "Leaders meet"
    assert facts_of("<title>Leaders meet - late</title>").title == "Leaders meet - late"


def test_addresses_of_other_kinds_are_dropped() -> None:
    """Only an absolute URL is kept."""
    assert facts_of('<link rel="canonical" href="javascript:alert(1)">').url is None
    assert facts_of('<link rel="canonical" href="/a">').url is None
    assert facts_of('<meta property="og:url" content="https://x.org/a">').url == "https://x.org/a"
