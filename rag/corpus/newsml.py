"""Extracts the articles of NITF and NewsML (1.2 and G2), the XML of news agencies.

Standards of the IPTC: https://iptc.org/standards/. Elements are found by their names, so that one
format inside the other is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rag.corpus.bylines import byline_names
from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.markup import block_text, mark_quotations
from rag.corpus.metadata import clean, facts, from_text, prefer
from rag.corpus.packages import local, parse_xml
from rag.english.calendar import parse_date

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

_ITEMS = frozenset(("nitf", "newsItem", "NewsItem"))
_BODIES = ("body.content", "inlineXML", "DataContent", "inlineData")
_TITLES = ("hl1", "HeadLine", "headline", "title")
_BYLINES = ("byline", "ByLine", "by")
_OUTLETS = ("pubdata", "provider", "Provider")
_DATES = (
    "date.issue", "date.release", "firstCreated", "contentCreated", "FirstCreated",
    "versionCreated", "ThisRevisionCreated", "DateId",
)  # fmt: skip
_NAMES = ("name", "FormalName", "literal", "position.section")
_DAYS = ("norm", "date")


def extract(data: bytes) -> Extracts:
    """Return the articles of a message. Raises Unreadable for other XML, and if it has no text."""
    root = parse_xml(data)
    mark_quotations(root)
    items = list(_items(root))
    if not items:
        raise Unreadable(f"is XML of another kind than feeds, NITF and NewsML (<{local(root)}>)")
    articles = [
        article for number, item in enumerate(items, 1) if (article := _article(number, item))
    ]
    if not articles:
        raise Unreadable("holds no article text")
    numbered = articles if len(items) > 1 else [replace(a, record=None) for a in articles]
    return Extracts(tuple(numbered))


def _items(element: _Element) -> Iterator[_Element]:
    """Yield the outermost items of a message."""
    waiting = [element]
    while waiting:
        element = waiting.pop()
        if local(element) in _ITEMS:
            yield element
        else:
            waiting += reversed(element)


def _article(number: int, item: _Element) -> Extract | None:
    elements: dict[str, list[_Element]] = {}
    for element in item.iter():
        elements.setdefault(local(element), []).append(element)
    bodies = next((elements[name] for name in _BODIES if name in elements), [])
    text = "\n\n".join(filter(None, map(block_text, bodies)))
    if not text:
        return None
    stated = facts(
        title=next(_texts(elements, _TITLES), None),
        author=_author(elements),
        source=next(_outlets(elements), None),
        published=_published(elements),
    )
    return Extract(text, prefer(stated, from_text(text)), number)


def _texts(elements: dict[str, list[_Element]], names: tuple[str, ...]) -> Iterator[str]:
    found = (clean(block_text(e)) for name in names for e in elements.get(name, ()))
    return (text for text in found if text)


def _author(elements: dict[str, list[_Element]]) -> str | None:
    """Return the people whom a byline marks as such, else the names in it."""
    for byline in (e for name in _BYLINES for e in elements.get(name, ())):
        people = [name for e in byline.iter("{*}person") if (name := clean(block_text(e)))]
        text = clean(block_text(byline)) or ""
        found = ", ".join(people) or byline_names(re.sub(r"^by ", "", text, flags=re.IGNORECASE))
        if found:
            return found
    return None


def _outlets(elements: dict[str, list[_Element]]) -> Iterator[str]:
    for name in _OUTLETS:
        for outlet in elements.get(name, ()):
            for element in outlet.iter():
                values = [element.get(key) for key in _NAMES]
                values += [element.text] if local(element) == "name" else []
                yield from filter(None, map(clean, values))


def _published(elements: dict[str, list[_Element]]) -> date | None:
    found = (e for name in _DATES for e in elements.get(name, ()))
    stated = (value for e in found for value in (*map(e.get, _DAYS), e.text) if value)
    return next(filter(None, map(_day, stated)), None)


def _day(stated: str) -> date | None:
    """Return a day; the standards also write it as 20250609T0900Z."""
    digits = stated.strip()[:8]
    if len(digits) == 8 and digits.isdecimal():
        stated = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return parse_date(stated)
