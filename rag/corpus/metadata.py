"""Title, author, source, URL and date of an article, from what its file states.

Precision before recall: a wrong date or author is worse than a missing one, so a rule in doubt
returns None. `facts` cleans the metadata fields of a format; `from_text` parses the lines around an
article: a headline, a byline, a dateline, "Published: ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from rag.corpus.bylines import byline_names
from rag.corpus.files import Facts
from rag.corpus.wire import without_header
from rag.english.calendar import WRITTEN_DATE, parse_date

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

_AGENCIES = (
    "AAP|AFP|Anadolu|ANI|ANSA|AP|BBC|Bloomberg|CNBC|CNN|dpa|DPA|EFE|IANS|Interfax|Kyodo|NPR|PTI"
    "|Reuters|TASS|UPI|Xinhua|Yonhap"
)
# Nouns that names of outlets are made of: a line of a header with one is the outlet's name.
_OUTLET_NOUNS = re.compile(
    r"\b(?:Advertiser|Agency|Argus|Broadcasting|Bulletin|Chronicle|Courier|Daily|Dispatch|Echo"
    r"|Examiner|Express|Gazette|Globe|Guardian|Herald|Independent|Inquirer|Journal|Mail|Mercury"
    r"|Mirror|Monitor|News|Observer|Post|Press|Radio|Record|Register|Review|Sentinel|Standard|Star"
    r"|Sun|Telegraph|Times|Tribune|Weekly)\b"
)
_IN_OUTLETS = frozenset("the of and & for".split())
_MOST_WORDS = 6  # of an outlet's name

# "BRUSSELS, March 27, 2025 —", "KYIV (Reuters) - ", "LONDON, England (CNN) -- ", "(CNN) The ..."
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ]{2}[\w.'\u2019/-]*(?:,? [\w.'\u2019/-]+){0,5}?"
    rf"(?:,? (?P<date>(?i:{WRITTEN_DATE})))?(?: \((?P<agency>{_AGENCIES})\))?"
    r" ?(?:[\u2013\u2014_]|--?)\s"
    rf"|\((?P<opening>{_AGENCIES})\))"
)

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


def from_text(text: str) -> Facts:
    """Return the metadata stated in the first lines and the last line of an article."""
    top = _top_lines(text)
    last = text[-_END_CHARACTERS:].rstrip().rpartition("\n")[2].strip()
    # At the end, "Source: NATO" names where figures come from, and is no outlet.
    first = top[:-1] if top[-1:] == [last] else top
    labels = {**_labels([last], _END_LABELS), **_labels(first)}
    return facts(
        title=labels.get("title") or headline(text),
        author=_author(labels.get("author"), top, last),
        source=labels.get("source") or _agency(top) or _outlet_line(text),
        url=labels.get("url"),
        published=_published(labels.get("published"), top),
    )


def headline(text: str) -> str | None:
    """Return the first line if it is the headline of the article, else None."""
    lines = [line.strip() for line in _head(text)]
    while lines and (not lines[0] or _is_metadata(lines[0])):
        lines.pop(0)
    if len(lines) < 2 or not any(lines[1:]) or not _could_be_title(lines[0]):
        return None
    block = lines[: lines.index("")] if "" in lines else lines
    return None if _is_wrapped(block) else lines[0]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _head(text: str) -> list[str]:
    """Return the lines of the first characters without the header of a news agency.

    The last of them may be cut short.
    """
    lines = text[:_TOP_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return without_header(lines)


def _top_lines(text: str) -> list[str]:
    return [line.strip() for line in _head(text) if line.strip()][:_TOP_LINES]


def _is_metadata(line: str) -> bool:
    return bool(
        _labels([line]) or byline_names(_after(_BYLINE, line) or "") or _published(None, [line])
    )


def _could_be_title(line: str) -> bool:
    if len(line) > _MAX_TITLE_LINE or not any(map(str.isalpha, line)) or "://" in line:
        return False
    prose = _PROSE_END.search(line) and not _INITIALS_END.search(line)
    return not prose and not _DATELINE.match(line)


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


def _author(labelled: str | None, top: Sequence[str], last: str) -> str | None:
    # The first line is a headline far more often than a byline: "By Popular Demand".
    segments = [segment for line in [*top[1:], last] for segment in _SEGMENTS.split(line)]
    stated = [labelled, *(_after(_BYLINE, segment) for segment in segments), _after(_CREDIT, last)]
    return next(filter(None, map(byline_names, filter(None, stated))), None)


def _agency(top: Iterable[str]) -> str | None:
    return next((m["agency"] or m["opening"] for m in _datelines(top)), None)


def _outlet_line(text: str) -> str | None:
    """Return the outlet that stands alone on a line between the headline and the text.

    A date or a byline must stand there, too: it is a header then, and no list or standfirst.
    """
    lines = [line.strip() for line in _head(text)]
    block = lines[1 : lines.index("")] if "" in lines else []
    if not 2 <= len(block) < _TOP_LINES or not any(map(_is_metadata, block)):
        return None
    return next(filter(_is_outlet, block), None)


def _is_outlet(line: str) -> bool:
    words = line.split()
    named = all(w[0].isupper() or w.lower() in _IN_OUTLETS for w in words)
    ends = _PROSE_END.search(line) or _is_metadata(line)
    return bool(len(words) <= _MOST_WORDS and named and not ends and _OUTLET_NOUNS.search(line))


def _published(labelled: str | None, top: Sequence[str]) -> date | None:
    segments = [segment for line in top for segment in [line, *_SEGMENTS.split(line)]]
    stated = [_after(_PUBLISHED, segment) for segment in segments]
    datelines = [match["date"] for match in _datelines(top)]
    candidates = filter(None, [labelled, *stated, *segments, *datelines])
    return next((day for day in map(parse_date, candidates) if day), None)


def _datelines(lines: Iterable[str]) -> Iterator[re.Match[str]]:
    return (match for match in map(_DATELINE.match, lines) if match)


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
