"""Title, author, source, URL and date of an article, from what its file states.

Precision before recall: a wrong date or author is worse than a missing one, so a rule in doubt
returns None. `facts` cleans the metadata fields of a format; `from_text` parses the lines around an
article: a headline, a byline, a dateline, "Published: ...".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from rag.corpus.bylines import byline_names, without_capitals
from rag.corpus.datelines import first_dateline
from rag.corpus.files import Facts
from rag.corpus.header import read_header
from rag.corpus.header_parts import unmarked
from rag.corpus.headlines import TOP_CHARACTERS, headline, top_lines
from rag.corpus.labels import BYLINE, LABELS, after, labels, published, segments
from rag.english.calendar import dates_within, parse_date

MAX_FIELD = 300
"""The longest title or author, in code points: a longer one is other text, and is dropped."""

_MAX_URL = 2000

# How much of a text is searched for the lines around an article.
_TOP_LINES = 5
_END_CHARACTERS = 1000

_END_LABELS = {label: field for label, field in LABELS.items() if label != "source"}
_CREDIT = re.compile(r"\(?reporting by ([^;()]+)", re.IGNORECASE)
_RELEASE = re.compile(r"\b(?:news|press|media) release\b|\bfor (?:immediate )?release\b", re.I)


def facts(
    *,
    title: object = None,
    author: object = None,
    source: object = None,
    url: object = None,
    published: object = None,
) -> Facts:
    """Build Facts from stated values; a value of a wrong type, too long or empty becomes None.

    `author` may be a list of names. `published` may be a date or a string with a date.
    """
    if isinstance(author, list | tuple):
        author = ", ".join(name for name in map(clean, author) if name)
    return Facts(clean(title), clean(author), clean(source), _web_address(url), _day(published))


def clean(value: object, limit: int = MAX_FIELD) -> str | None:
    """Return a string with its whitespace folded, or None if it cannot be shown or stored.

    >>> clean("  Leaders\\n meet "), clean(7), clean("x" * 301)
    ('Leaders meet', None, None)
    """
    if not isinstance(value, str) or len(value) > 10 * limit:
        return None
    folded = " ".join(value.split())
    printable = folded.isprintable() or not any(
        c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in folded
    )
    return folded if printable and 0 < len(folded) <= limit else None


def prefer(stated: Facts, found: Facts) -> Facts:
    """Return the stated values, and those found in the text where a value is not stated."""
    return Facts(
        stated.title or found.title,
        stated.author or found.author,
        stated.source or found.source,
        stated.url or found.url,
        stated.published or found.published,
    )


def confirmed(stated: Facts, text: str) -> Facts:
    """Return title and author of a file's properties, each only if the article's text confirms it.

    Templates, scanners and offices fill these properties: "Microsoft Word - draft2.doc", the clerk
    who made the PDF. The dates are those of the file, not of the article, and are never used.
    """
    shown = _folded(text[:TOP_CHARACTERS] + "\n" + text[-_END_CHARACTERS:])
    title = stated.title if stated.title and _folded(stated.title) in shown else None
    author = byline_names(stated.author) if stated.author else None
    named = author and all(_folded(name) in shown for name in author.split(", "))
    return Facts(title=title, author=author if named else None)


def from_text(text: str, title: str | None = None) -> Facts:
    """Return the metadata stated in the first lines and the last line of an article.

    `title` is its headline where its format marks it as such.
    """
    head = top_lines(text)
    top = list(map(unmarked, islice(filter(str.strip, head), _TOP_LINES)))
    last = text[-_END_CHARACTERS:].rstrip().rpartition("\n")[2].strip()
    # At the end, "Source: NATO" names where figures come from, and is no outlet.
    first = top[:-1] if top[-1:] == [unmarked(last)] else top
    stated = {**labels([last], _END_LABELS), **labels(first)}
    shown = title or stated.get("title") or headline(text)
    is_release = _RELEASE.search(text[:TOP_CHARACTERS]) is not None
    line = first_dateline(top, is_release=is_release)
    header = read_header(head, shown, has_dateline=line is not None)
    author = _author(stated.get("author"), header.author, top, last)
    return facts(
        title=shown,
        author=author and without_capitals(author),
        source=_without_day(stated.get("source")) or (line and line.agency) or header.outlet,
        url=stated.get("url"),
        published=published(stated.get("published"), top)
        or header.published
        or (line and line.day),
    )


def labelled_title(text: str) -> str | None:
    """Return the headline that a label states in the first lines of an article: "Title: ..."."""
    top = islice(filter(str.strip, top_lines(text)), _TOP_LINES)
    return clean(labels(map(unmarked, top)).get("title"))


def _without_day(stated: str | None) -> str | None:
    """Return a labelled outlet without the date behind it: "Source: Bay Times, 3 May 2024"."""
    dates = dates_within(stated) if stated else []
    return stated[: dates[0][0]].rstrip(" ,|(\u2013\u2014-") if stated and dates else stated


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _author(labelled: str | None, header: str | None, top: Sequence[str], last: str) -> str | None:
    stated = byline_names(labelled) if labelled else None
    if stated or header:
        return stated or header
    # The first line is a headline far more often than a byline: "By Popular Demand".
    parts = [part for line in [*top[1:], last] for part in segments(line)]
    credits = [*(after(BYLINE, part) for part in parts), after(_CREDIT, last)]
    return next(filter(None, map(byline_names, filter(None, credits))), None)


def _web_address(value: object) -> str | None:
    """Return a URL, or None unless its scheme is HTTP(S): it may become a link."""
    address = clean(value, _MAX_URL)
    return address if address and re.fullmatch(r"https?://[^\s<>\"]+", address, re.I) else None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return parse_date(value) if isinstance(value, str) else None
