"""Lines of an article's header that say what they state: "Source: Bay Times", "Posted on ..."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rag.english.calendar import parse_date

LABELS = {
    "title": "title",
    "headline": "title",
    "hed": "title",
    "author": "author",
    "authors": "author",
    "by": "author",
    "byline": "author",
    "written by": "author",
    "source": "source",
    "publisher": "source",
    "publication": "source",
    "outlet": "source",
    "url": "url",
    "link": "url",
    "date": "published",
    "published": "published",
    "published on": "published",
    "first published": "published",
    "publication date": "published",
    "posted": "published",
    "posted on": "published",
}
"""The fields of an article, by the label that stands before a value."""

LONGEST_VALUE = 200
"""The longest value of a label, and the longest headline, in code points."""

BYLINE = re.compile(r"by (.+)", re.IGNORECASE)
"""A byline, with what stands behind "By" as its first group."""

_LABELLED = re.compile(r"([a-z]{2,}(?: [a-z]+)?) ?: ?(\S.*)", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:first )?(?:published|posted)(?: on)? (.+)", re.IGNORECASE)
_SEGMENTS = re.compile(r" ?[|•·] ?| (?:[\u2013\u2014]|--?) ")


def labels(lines: Iterable[str], known: Mapping[str, str] = LABELS) -> dict[str, str]:
    """Return the values of lines such as "Source: Reuters", by field; the first of a field wins.

    >>> labels(["Headline: Weir shut", "The mayor: a portrait"])
    {'title': 'Weir shut'}
    """
    found: dict[str, str] = {}
    for line in lines:
        match = _LABELLED.fullmatch(line)
        field = known.get(match[1].lower()) if match else None
        if match and field and len(match[2]) <= LONGEST_VALUE:
            is_link = field == "source" and "://" in match[2]
            found.setdefault("url" if is_link else field, match[2])
    return found


def published(labelled: str | None, top: Sequence[str]) -> date | None:
    """Return the first day that a label calls that of publication."""
    parts = [part for line in top for part in [line, *segments(line)]]
    stated = [labelled, *(after(_PUBLISHED, part) for part in parts)]
    return next(filter(None, map(parse_date, filter(None, stated))), None)


def segments(line: str) -> list[str]:
    """Return what stands between the separators of a line: "By Ida Wolf | Bay Times"."""
    return _SEGMENTS.split(line)


def after(pattern: re.Pattern[str], line: str) -> str | None:
    """Return the first group of a pattern that matches the beginning of a line."""
    match = pattern.match(line)
    return match[1].strip() if match else None
