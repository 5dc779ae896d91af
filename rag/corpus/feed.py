"""Extracts the entries of RSS and Atom feeds with feedparser, each as an article.

Other XML is looked at for the formats of news agencies: rag.corpus.newsml. Runs in the worker
process. Nothing is fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from rag.corpus import newsml
from rag.corpus.bylines import byline_names
from rag.corpus.charset import wrong_letters
from rag.corpus.decode import byte_order_mark, decode
from rag.corpus.files import Extract, Extracts, Facts, Unreadable
from rag.corpus.markup import markup_text
from rag.corpus.metadata import clean, facts, from_text, prefer

_ROOT = re.compile(rb"<(?:\w+:)?(?P<root>rss|RDF|feed|channel)[\s>]")
_LOOKED_AT = 4096
# What WordPress puts below each entry.
_FIRST_ON = re.compile(r"\n\s*The post .{1,300} (?:appeared first|first appeared) on .{1,200}\Z")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def extract(data: bytes) -> Extracts:
    """Return the articles of a feed or of a message of a news agency, in their order.

    Raises Unreadable for other XML, and if there is no article.
    """
    data, guess = _as_declared(data)
    is_feed = _ROOT.search(data[:_LOOKED_AT])
    found = _entries(data) if is_feed else newsml.extract(data)
    doubtful = (replace(a, doubt=guess or wrong_letters(a.text)) for a in found.articles)
    return replace(found, articles=tuple(doubtful))


def _as_declared(data: bytes) -> tuple[bytes, str | None]:
    """Return XML in the encoding that it declares, and which one was guessed for that."""
    declared = _ENCODING.match(data)
    if not byte_order_mark(data):
        try:
            data.decode(declared[1].decode("ascii") if declared else "utf-8")
            return data, None
        except (LookupError, UnicodeError):
            pass
    try:
        decoded = decode(data)
    except Unreadable:  # the parsers replace single bytes that are wrong
        return data, None
    return _DECLARATION.sub("", decoded.text).encode("utf-8"), decoded.guess


def _entries(data: bytes) -> Extracts:
    import feedparser

    feed: Any = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    outlet = clean(feed.feed.get("title"))
    if not feed.entries:
        raise Unreadable("holds no entries")
    found = {number: _entry(number, entry, outlet) for number, entry in enumerate(feed.entries, 1)}
    skipped = tuple((n, f"entry {n} holds no text") for n, entry in found.items() if not entry)
    return Extracts(tuple(filter(None, found.values())), skipped)


def _entry(number: int, entry: Mapping[str, Any], outlet: str | None) -> Extract | None:
    contents = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    texts = [_text(content) for content in contents]
    text = max(texts, key=len, default="")
    if not text:
        return None
    return Extract(text, prefer(_stated(entry, outlet), from_text(text)), number)


def _text(content: Mapping[str, Any]) -> str:
    value = content.get("value") or ""
    # feedparser calls HTML what looks like it.
    if content.get("type") == "text/plain":
        return value.replace("\0", "").strip()
    return _FIRST_ON.sub("", markup_text(value)).rstrip()


def _stated(entry: Mapping[str, Any], outlet: str | None) -> Facts:
    author = clean(entry.get("author"))
    source = entry.get("source")
    return facts(
        title=markup_text(entry.get("title") or ""),
        author=author and byline_names(author),
        source=(clean(source.get("title")) if isinstance(source, Mapping) else None) or outlet,
        url=entry.get("link"),
        published=_day([entry.get("published"), entry.get("created"), entry.get("issued")]),
    )


def _day(stated: Sequence[object]) -> date | str | None:
    """Return the first day stated, in the time zone of its publisher."""
    for value in stated:
        if isinstance(value, str):
            try:
                return parsedate_to_datetime(value).date()
            except ValueError:
                return value
    return None
