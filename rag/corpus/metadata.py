"""Title, author, source, URL and date of an article, from what its file states.

Precision before recall: a wrong date or author is worse than a missing one, so a rule in doubt
returns None. `facts` cleans the metadata fields of a format; `from_text` parses the lines around an
article: a headline, a byline, a dateline, "Published: ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from rag.corpus.bylines import byline_names
from rag.corpus.datelines import dateline, first_dateline
from rag.corpus.files import Facts
from rag.corpus.header import is_above_a_headline, is_byline, read_header
from rag.corpus.header_parts import unmarked
from rag.corpus.wire import without_header
from rag.english.boilerplate import is_boilerplate
from rag.english.calendar import dates_within, parse_date

MAX_FIELD = 300
"""The longest title or author, in code points: a longer one is other text, and is dropped."""

_MAX_URL = 2000
_MAX_TITLE_LINE = 200

# How much of a text is searched for the lines around an article.
_TOP_LINES = 5
_TOP_CHARACTERS = 4000
_END_CHARACTERS = 1000

# The length of the longest line in text wrapped by hand or by an old mail program.
_WRAP_WIDTHS = range(40, 101)

_LABELS = {
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
_END_LABELS = {label: field for label, field in _LABELS.items() if label != "source"}
_LABELLED = re.compile(r"([a-z]{2,}(?: [a-z]+)?) ?: ?(\S.*)", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:first )?(?:published|posted)(?: on)? (.+)", re.IGNORECASE)
_BYLINE = re.compile(r"by (.+)", re.IGNORECASE)
_CREDIT = re.compile(r"\(?reporting by ([^;()]+)", re.IGNORECASE)
_SEGMENTS = re.compile(r" ?[|•·] ?| (?:[\u2013\u2014]|--?) ")

# What may stand above a headline: what kind of text it is.
_KICKER = re.compile(
    r"(?:(?:public|official|safety|food|product|health|weather|travel|legal|planning|press|media)"
    r" )+(?:notice|release|statement|alert|advisory|announcement|bulletin)(?: [-\u2013\u2014|] .*)?"
    r"|(?:analysis|breaking|comment|editorial|exclusive|feature|interview|late edition|letters"
    r"|obituary|opinion|review|special report)",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"\b(?:news|press|media) release\b|\bfor (?:immediate )?release\b", re.I)

# A line with such an end is prose or introduces it; but "the U.S." may end a headline.
_PROSE_END = re.compile(r"[.,;:\u2026-][\"'\u201d\u2019)]*$")
_INITIALS_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
_SENTENCE_END = re.compile(r"[.!?:][\"'\u201d\u2019)]*$")


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
    shown = _folded(text[:_TOP_CHARACTERS] + "\n" + text[-_END_CHARACTERS:])
    title = stated.title if stated.title and _folded(stated.title) in shown else None
    author = byline_names(stated.author) if stated.author else None
    named = author and all(_folded(name) in shown for name in author.split(", "))
    return Facts(title=title, author=author if named else None)


def from_text(text: str, title: str | None = None) -> Facts:
    """Return the metadata stated in the first lines and the last line of an article.

    `title` is its headline where its format marks it as such.
    """
    head = _head(text)
    top = list(map(unmarked, islice(filter(str.strip, head), _TOP_LINES)))
    last = text[-_END_CHARACTERS:].rstrip().rpartition("\n")[2].strip()
    # At the end, "Source: NATO" names where figures come from, and is no outlet.
    first = top[:-1] if top[-1:] == [unmarked(last)] else top
    labels = {**_labels([last], _END_LABELS), **_labels(first)}
    shown = title or labels.get("title") or headline(text)
    is_release = _RELEASE.search(text[:_TOP_CHARACTERS]) is not None
    line = first_dateline(top, is_release=is_release)
    header = read_header(head, shown, has_dateline=line is not None)
    return facts(
        title=shown,
        author=_author(labels.get("author"), header.author, top, last),
        source=_without_day(labels.get("source")) or (line and line.agency) or header.outlet,
        url=labels.get("url"),
        published=_published(labels.get("published"), top)
        or header.published
        or (line and line.day),
    )


def _without_day(stated: str | None) -> str | None:
    """Return a labelled outlet without the date behind it: "Source: Bay Times, 3 May 2024"."""
    dates = dates_within(stated) if stated else []
    return stated[: dates[0][0]].rstrip(" ,|(\u2013\u2014-") if stated and dates else stated


def headline(text: str) -> str | None:
    """Return the first line that is neither a letterhead nor metadata, if it is a headline."""
    lines = [line.strip() for line in _head(text)]
    while lines and (not lines[0] or _is_metadata(lines[0]) or _is_letterhead(lines)):
        lines.pop(0)
    if len(lines) < 2 or not any(lines[1:]) or not _could_be_title(lines[0]):
        return None
    block = lines[: lines.index("")] if "" in lines else lines
    return None if _is_wrapped(block) else lines[0]


def _is_letterhead(lines: Sequence[str]) -> bool:
    """Return whether the first line stands above the headline, which is one of the next lines."""
    first, *rest = lines
    if not (_KICKER.fullmatch(first) or is_above_a_headline(first)):
        return False
    below = (line for line in rest if line and not _is_metadata(line))
    following = next((line for line in below if not is_above_a_headline(line)), None)
    return following is not None and _could_be_title(following) and len(following.split()) > 1


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _head(text: str) -> list[str]:
    """Return the lines of the first characters without the header of a news agency.

    The last of them may be cut short.
    """
    lines = text[:_TOP_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return without_header(lines)


def _is_metadata(line: str) -> bool:
    plain = unmarked(line)
    return bool(
        _labels([plain])
        or is_byline(plain)
        or _published(None, [plain])
        or parse_date(plain)
        or is_boilerplate(plain)
    )


def _could_be_title(line: str) -> bool:
    if len(line) > _MAX_TITLE_LINE or not any(map(str.isalpha, line)) or "://" in line:
        return False
    prose = _PROSE_END.search(line) and not _INITIALS_END.search(line)
    return not prose and dateline(line) is None


def _is_wrapped(block: Sequence[str]) -> bool:
    """Return whether a block of lines is one hand-wrapped paragraph, without a headline above."""
    first, *rest = block
    if not rest or _is_metadata(rest[0]) or _BYLINE.match(rest[0]):
        return False
    if rest[0][0].islower():
        return True
    width = max(map(len, rest))
    broken = [line for line in rest[:-1] if not _SENTENCE_END.search(line)]
    full = len(first) + 1 + len(rest[0].split()[0]) > width
    return full and width in _WRAP_WIDTHS and 2 * len(broken) >= len(rest) > 1


def _labels(lines: Iterable[str], known: Mapping[str, str] = _LABELS) -> dict[str, str]:
    """Return the values of lines such as "Source: Reuters", by field; the first of a field wins."""
    found: dict[str, str] = {}
    for line in lines:
        match = _LABELLED.fullmatch(line)
        field = known.get(match[1].lower()) if match else None
        if match and field and len(match[2]) <= _MAX_TITLE_LINE:
            is_link = field == "source" and "://" in match[2]
            found.setdefault("url" if is_link else field, match[2])
    return found


def _author(labelled: str | None, header: str | None, top: Sequence[str], last: str) -> str | None:
    stated = byline_names(labelled) if labelled else None
    if stated or header:
        return stated or header
    # The first line is a headline far more often than a byline: "By Popular Demand".
    segments = [segment for line in [*top[1:], last] for segment in _SEGMENTS.split(line)]
    credits = [*(_after(_BYLINE, segment) for segment in segments), _after(_CREDIT, last)]
    return next(filter(None, map(byline_names, filter(None, credits))), None)


def _published(labelled: str | None, top: Sequence[str]) -> date | None:
    """Return the first day that a label calls that of publication."""
    segments = [segment for line in top for segment in [line, *_SEGMENTS.split(line)]]
    stated = [labelled, *(_after(_PUBLISHED, segment) for segment in segments)]
    return next(filter(None, map(parse_date, filter(None, stated))), None)


def _after(pattern: re.Pattern[str], line: str) -> str | None:
    match = pattern.match(line)
    return match[1].strip() if match else None


def _web_address(value: object) -> str | None:
    """Return a URL, or None unless its scheme is HTTP(S): it may become a link."""
    address = clean(value, _MAX_URL)
    return address if address and re.fullmatch(r"https?://[^\s<>\"]+", address, re.I) else None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return parse_date(value) if isinstance(value, str) else None
