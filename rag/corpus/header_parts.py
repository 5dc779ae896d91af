"""Splits a line of an article's header at its separators, and says what each part is.

    *Interview by Bea Lorimer, The Touchline, 3 December 2024*
    Issued: 30 September 2024, 11.00. Updated: 3 October 2024, 15.30

A part is recognised by closed marks: a date, alone or with a label that says what it is the date
of; "By", "Words:"; the nouns of outlets; the words for a journalist's work. A date with any other
words beside it ("died 30 August 2024") is of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rag.corpus.bylines import is_name
from rag.corpus.outlets import outlet_in
from rag.corpus.sections import is_section
from rag.english.calendar import DAY, MONTH, WEEKDAY_ABBREVIATIONS, WEEKDAYS, dates_within, is_time
from rag.english.word_lists import is_first_name

Kind = Literal[
    "published", "updated", "day", "event", "byline", "outlet", "role", "section", "issue", "place",
    "small", "other",
]  # fmt: skip
"""What a part is: a "day" has no label, an "event" is another date, an "issue" is the number, the
page or the price of a paper, and "small" says nothing."""

_UNLABELLED = ("outlet", "place", "role", "section")
_DATE = "\x00"
_LABEL = r"(?:\s*:)?(?: (?:on|at))?\s*"
_PUBLISHED = re.compile(
    rf"(?:(?:(?:first|originally) )?(?:published|posted|issued|released|broadcast|aired)"
    rf"(?: (?:date|online))?|(?:publication |release |issue |publishing )?date"
    rf"|date (?:of (?:issue|publication|release)|issued|published|posted|released)){_LABEL}{_DATE}"
    rf"|on: {_DATE}",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    rf"(?:(?:page |article )?(?:last |latest )?(?:updated?|modified|revised|amended|edited)"
    rf"(?: date)?){_LABEL}{_DATE}",
    re.IGNORECASE,
)
_POSTED_BY = re.compile(
    rf"(?:posted|published|written) by (?P<by>.+?),? on {_DATE}(?: in .+)?"
    rf"|(?:posted|published),? (?:on )?{_DATE},? by (?P<by2>.+)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:written|words|text|story|reporting|report|interview(?:ed)?|updates?|compiled|reported"
    r"|review(?:ed)?|comment|analysis|posted|published|told to) )?by:? (?P<by>.+)"
    r"|(?:words|text|authors?|byline|reporters?|reporting|interview|story)\s*: ?(?P<label>.+)"
    r"|from (?P<sent>[^,]+ in [A-Z][^,]+)",
    re.IGNORECASE,
)
_AND_AGENCIES = re.compile(r" and (?:agenc(?:y|ies)|staff|wires)$", re.IGNORECASE)
_LIVE_WITH = re.compile(r"with (?P<by>.+)", re.IGNORECASE)
_PICTURES = re.compile(
    r"(?:photo|picture|image|illustration|graphic|video|camera|edit|produc)\w*"
    r"(?: (?:by|credits?))?\s*:.*|(?:photo|picture|image|illustration|edit)\w* by .*",
    re.IGNORECASE,
)
_UNKNOWN_LABEL = re.compile(r"[A-Z][\w' -]{1,30}:(?!\d)")
_SMALL = re.compile(
    r"\d+[- ]min(?:ute)?s?(?: read)?|(?:filed under|tags?|topics?|section|share|comments?)\b.*"
    r"|(?:posted|filed) in:.*|see all updates|live|[\w ]{1,20} edition|\d+ comments?"
    r"|[A-Z]{2,4}T|@\w+|\S+@\S+\.\w+",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"(?:vol(?:ume)?|no|issue|issn|pages?|pp?|pg|price)\b[.:]? ?[\W\d]*\d[\W\d]*p?"
    r"|(?:(?:city|digital|early|evening|final|first|international|late|morning|national|online|print"
    r"|saturday|second|special|sunday|weekend|uk|us) )+edition"
    r"|[$\u00a3\u20ac]\d{1,2}(?:\.\d\d)?|\d{1,3}p",
    re.IGNORECASE,
)
_ROLE_NOUN = re.compile(
    r"\b(?:bureau|chief|columnist|commentator|contributor|correspondents?|critic|desk|editors?"
    r"|journalists?|leader writer|newsroom|reporters?|reviewer|staff|team|writers?)$",
    re.IGNORECASE,
)
_NO_EDITORS = re.compile(
    r"\b(?:executive|union|party|fire|police|staff|command\w*) (?:chief|team|staff)$", re.IGNORECASE
)
_EVENT = re.compile(
    r"\b(?:aged|appeals?|born|closes?|comments|deadline|died|doors|due|effective|ends?|from|hearing"
    r"|meeting|opens?|starts?|taken|tickets|to|trial|until|valid|venue|when)\b",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"(?:[a-z]+,? )?{DAY}(?: {MONTH})?|{MONTH} {DAY}", re.IGNORECASE)
# A full stop ends a part, but not that of an initial or a title.
_STOP = (
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\bv)(?<!\bvs)"
    r"(?<!\b[Vv]ol)(?<!\b[Nn]o)(?<!\bp)(?<!\bpp)\.\s+"
)
_STRONG = re.compile(
    rf"\s*[|\u2022\u00b7]\s*|\s+(?:[\u2013\u2014/]|--?)\s+|\s*\u2014\s*|;\s+|{_STOP}|\t+|\s{{3,}}"
)
_MARK_UP = re.compile(
    r"^\s*(?:#{1,6}\s+|[=~-]{2,}\s+(?=\w)|>+\s*)|(?<=\w)\s+[<=~-]{2,}\s*$|[*]+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|\s#+\s*$|^=+\s*$"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_LONGEST = 160  # code points of a line of a header


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: `chunk` counts the strong separators ("|", "·", ". ") before it."""

    kind: Kind
    text: str
    chunk: int
    day: date | None = None


def unmarked(line: str) -> str:
    """Return a line without the marks of Markdown.

    >>> unmarked("**By [Ida Wolf](https://bay.example)** | *Bay Times*")
    'By Ida Wolf | Bay Times'
    """
    if not any(mark in line for mark in ("*", "_", "#", ">", "=", "[", "~~", "--")):
        return line.strip()
    return _MARK_UP.sub("", _LINK.sub(r"\1", line)).strip()


def split_line(line: str) -> list[Part]:
    """Return the parts of a line, without its marks; [] for one too long for a header.

    >>> [(part.kind, part.text) for part in split_line("By Ida Wolf, science editor")]
    [('byline', 'Ida Wolf'), ('role', 'science editor')]
    """
    if not line or len(line) > _LONGEST or _DATE in line:
        return []
    found, marked = _with_signs(line)
    days = iter(found)
    return [
        part for n, chunk in enumerate(_STRONG.split(marked)) for part in _parts(chunk, n, days)
    ]


def _with_signs(line: str) -> tuple[list[tuple[str, date | None]], str]:
    """Return the dates of a line, and the line with a sign for each of them."""
    found: list[tuple[str, date | None]] = []
    marked, end = "", 0
    for first, last, day in dates_within(line):
        marked += line[end:first] + _DATE
        found.append((line[first:last], day))
        end = last
    return found, marked + line[end:]


def _parts(chunk: str, number: int, days: Iterator[tuple[str, date | None]]) -> Iterator[Part]:
    """Yield the parts of what stands between two strong separators."""
    chunk = chunk.strip(" .,")
    label = _UNKNOWN_LABEL.match(chunk)
    for text in re.split(r",\s+", chunk):
        dated = [next(days) for _ in range(text.count(_DATE))]
        text = _AND_AGENCIES.sub("", text.strip(" .,"))
        text = text.strip("()") if text[:1] == "(" else text
        posted = _POSTED_BY.fullmatch(text)
        if posted and len(dated) == 1:
            yield Part("byline", posted["by"] or posted["by2"], number)
            yield Part("published", dated[0][0], number, dated[0][1])
        elif dated:
            kind = _kind_of_date(text) if len(dated) == 1 else "event"
            if kind == "day" and label:
                kind = "event"
            yield Part(kind, text, number, dated[0][1])
        elif text:
            for part in _undated(text, number):
                is_labelled = label and part.kind in _UNLABELLED
                yield replace(part, kind="other") if is_labelled else part


def _kind_of_date(text: str) -> Kind:
    if text == _DATE:
        return "day"
    if _PUBLISHED.fullmatch(text):
        return "published"
    return "updated" if _UPDATED.fullmatch(text) else "event"


def _undated(text: str, number: int) -> list[Part]:
    byline = _BYLINE.fullmatch(text) or _LIVE_WITH.fullmatch(text)
    if byline and not _PICTURES.fullmatch(text):
        return [Part("byline", next(filter(None, byline.groups())), number)]
    if is_section(text):
        return [Part("section", text, number)]
    if _ROLE_NOUN.search(text) and not _NO_EDITORS.search(text) and len(text.split()) <= 6:
        words = text.split()
        name = " ".join(words[:2])
        if len(words) > 2 and is_name(name) and is_first_name(words[0]):
            role = " ".join(words[2:])
            return [Part("place", name, number), Part("role", role, number)]
        return [Part("role", text, number)]
    outlet = outlet_in(text)
    if outlet:
        return [Part("outlet", outlet, number)]
    return [Part(_other_kind(text), text, number)]


def _other_kind(text: str) -> Kind:
    if _ISSUE.fullmatch(text):
        return "issue"
    if _DAY_ALONE.fullmatch(text):
        return "event"  # the first day of several: "9 - 12 May 2024"
    if is_time(text) or _SMALL.fullmatch(text) or _PICTURES.fullmatch(text):
        return "small"
    if text in WEEKDAYS or text in WEEKDAY_ABBREVIATIONS:
        return "small"
    return "place" if _is_short_name(text) and not _EVENT.search(text) else "other"


def _is_short_name(text: str) -> bool:
    """Return whether each word begins with a capital or is a small one: a name, a place."""
    words = text.split()
    small = ("of", "the", "and", "in", "at", "&", "de", "van", "von", "la", "upon", "on")
    capitals = all(word[0].isupper() or word[0].isdigit() or word in small for word in words)
    return len(words) <= 6 and words[0][0].isupper() and (capitals or is_name(text))
