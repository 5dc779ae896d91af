"""Reads an article's metadata from an HTML page: meta tags, JSON-LD and byline markup.

Only metadata that the page states is used; the date is the date of publication, never that of a
later change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from rag.corpus.bylines import byline_names
from rag.corpus.files import Facts
from rag.corpus.json_ld import described_article, strings
from rag.corpus.markup import block_text
from rag.corpus.metadata import clean, facts
from rag.english.calendar import parse_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

Fields = dict[str, list[str]]

_TITLES = ("og:title", "headline", "citation_title", "dc.title", "dcterms.title", "parsely-title")
_AUTHORS = (
    "article:author", "author", "authors", "byl", "parsely-author", "sailthru.author",
    "citation_author", "dc.creator", "dcterms.creator",
)  # fmt: skip
_SOURCES = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher")
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.date",
    "dc.date", "citation_publication_date", "citation_date", "publication_date", "publish-date",
    "publishdate", "pubdate", "published_at", "date",
)  # fmt: skip
# What distinguishes the address of an AMP or print version from that of the article.
_VERSION_PATH = re.compile(r"(?<=[^/])(?:/(?:amp|print|printable)|\.amp)(?=/?$)")
_VERSION_FIELD = re.compile(
    r"(?:amp|print|printable|printpage|printmode|print-friendly)(?:=(?:1|true|yes|on)?)?"
    r"|(?:view|format|mode|output|outputtype|display|type|tmpl)=(?:amp|print|printable)",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    "admin|administrator|author|editor|newsroom|root|staff|user|webmaster", re.IGNORECASE
)


def page_facts(tree: HtmlElement) -> Facts:
    """Return the metadata that a parsed page states about its article."""
    meta, article = _meta(tree), described_article(tree)
    publisher = article.get("publisher")
    named = publisher.get("name") if isinstance(publisher, dict) else publisher
    source = _first(meta, _SOURCES) or clean(named)
    return facts(
        title=_first(meta, _TITLES) or clean(article.get("headline")) or _heading(tree, source),
        author=_author(tree, meta, article),
        source=source,
        url=_url(tree, meta),
        published=_published(tree, meta, article),
    )


def article_address(address: str) -> str:
    """Return the address of an article from that of its AMP or print version.

    >>> article_address("https://bay.example/weir/amp/?id=7&print=1")
    'https://bay.example/weir/?id=7'
    >>> article_address("https://bay.example/print/")
    'https://bay.example/print/'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    kept = [field for field in parts.query.split("&") if not _VERSION_FIELD.fullmatch(field)]
    path = _VERSION_PATH.sub("", parts.path)
    return urlunsplit(parts._replace(path=path, query="&".join(kept)))


def _meta(tree: HtmlElement) -> Fields:
    """Return the values of the page's meta tags by name, in lower case."""
    fields: Fields = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        value = clean(tag.get("content"), 2000)
        if name and value:
            fields.setdefault(name.strip().lower(), []).append(value)
    return fields


def _first(meta: Fields, names: Iterable[str]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _heading(tree: HtmlElement, source: str | None) -> str | None:
    """Return the text of the only h1, or the page's title without the name of the site."""
    headings = [clean(block_text(heading)) for heading in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    titles = [clean(title.text_content()) for title in tree.iter("title")]
    title = next(filter(None, titles), None)
    site = rf" [|\u2013\u2014-] {re.escape(source)}$" if source else r"$^"
    return re.sub(site, "", title, flags=re.IGNORECASE) if title else None


def _author(tree: HtmlElement, meta: Fields, article: dict[str, object]) -> str | None:
    described = [name for name in map(_plain_name, _named_people(article.get("author"))) if name]
    if described:
        return ", ".join(dict.fromkeys(described))
    stated = (name for key in _AUTHORS for name in map(_plain_name, meta.get(key, [])) if name)
    return next(stated, None) or _byline(tree)


def _named_people(value: object) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict) and entry.get("@type", "Person") in ("Person", ["Person"]):
            yield from strings(entry.get("name"))


def _plain_name(stated: str) -> str | None:
    """Return the name of an author, or None for an address, an account or a role."""
    name = re.sub(r"^by ", "", clean(stated) or "", flags=re.IGNORECASE)
    if "://" in name or "@" in name or _NO_PERSON.fullmatch(name):
        return None
    return byline_names(name) or name or None


def _byline(tree: HtmlElement) -> str | None:
    marks = tree.xpath(
        "//*[@rel='author' or @itemprop='author'"
        " or contains(concat(' ', normalize-space(@class), ' '), ' byline ')]"
    )
    texts = (clean(mark.text_content()) or "" for mark in marks)
    bylines = (re.sub(r"^[Bb][Yy] ", "", text) for text in texts)
    return next(filter(None, map(byline_names, bylines)), None)


def _url(tree: HtmlElement, meta: Fields) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    stated = next((facts(url=url).url for url in [*links, *meta.get("og:url", [])] if url), None)
    return stated and article_address(stated)


def _published(tree: HtmlElement, meta: Fields, article: dict[str, object]) -> date | None:
    stated = [value for name in _DATES for value in meta.get(name, [])]
    marked = tree.xpath("//*[@itemprop='datePublished' or @pubdate]")
    stated += strings(article.get("datePublished"))
    stated += [mark.get("datetime") or mark.text_content() for mark in marked]
    return next(filter(None, map(parse_date, stated)), None) or _only_time(tree)


def _only_time(tree: HtmlElement) -> date | None:
    """Return the date of the page's time elements if all of them agree."""
    days = {parse_date(mark.get("datetime") or mark.text_content()) for mark in tree.iter("time")}
    return days.pop() if len(days) == 1 else None
