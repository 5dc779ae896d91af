"""Reads author, outlet and date from the header of an article: the short lines above its text.

What the parts of a line are, `header_parts` says by closed marks; here, the rest is judged by its
position. A name without a mark is the author's only beside a date or an outlet, and never that of
somebody in the headline or the first paragraph; two days without a label are no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.corpus.author_notes import noted_author
from rag.corpus.bylines import is_name
from rag.corpus.datelines import dateline
from rag.corpus.header_parts import Part, split_line, unmarked
from rag.corpus.outlets import ends_as_an_outlet, is_definite, outlet_in
from rag.corpus.sections import is_section
from rag.english.calendar import parse_date
from rag.english.persons import is_organisation
from rag.english.word_lists import is_first_name, is_person_noun, is_place

_MOST_LINES = 8
_MOST_OTHERS = 2  # such as a standfirst: lines that no mark makes part of the header
_PROSE_WORDS = 9
_LONGEST_LINE = 160
_LONGEST_STANDFIRST = 240
_LONGEST_DAY = 60
_DATES = ("published", "day", "updated")
_OF_LETTERHEADS = frozenset((*_DATES, "section", "issue", "small"))
_SENTENCE_END = re.compile(r"[.!?\u2026:][\"'\u201d\u2019)]*$")
_TAIL = re.compile(r" (?:in|at|for|from|on) (?:the )?[A-Z].*")
_EMPLOYER = re.compile(r".* for (?:the )?(?=[A-Z])")
# A label whose value is on the next line.
_LABEL_ALONE = re.compile(
    r"(?:(?:first|last) )?(?:published|posted|updated|issued|modified|date)(?: on)?:?"
    r"|(?:(?:words|written) )?by:?|authors?:?",
    re.IGNORECASE,
)
_AND = re.compile(r",| and | & ", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.? (?=\S+ \S)")
_ADDRESS_OR_NUMBER = re.compile(r"no\b", re.IGNORECASE)  # "No. 10"
_ROLE_BEFORE = re.compile(
    r"(?:our |the )?(?:[a-z-]+ ){0,4}(?:columnist|correspondent|critic|editor|reporter|writer) "
    r"(?=[A-Z])"
)
# Nouns of places and organisations, behind what may be a first name: "Victoria Park".
_NO_SURNAME = re.compile(
    r"\b(?:Abbey|Airport|Association|Avenue|Bay|Beach|Cathedral|Cent(?:er|re)|Church|City|Club"
    r"|College|Council|County|Court|Creek|District|East|Falls|Foundation|Gallery|Gardens|Group"
    r"|Harbou?r|Heights|Hotel|Inc|Institute|Islands?|Isle|Junction|Lake|Limited|Ltd|Mills|Moor"
    r"|Mount|Museum|North|Park|Partners|Plc|PLC|Port|Province|River|Road|Sands|School|Society|South"
    r"|Springs|Square|Stadium|State|Station|Street|Studios|Theatre|Town|Trust|Union|University"
    r"|Valley|Village|West)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a header: `late` below a standfirst, `early` if not below a headline."""

    text: str
    parts: tuple[Part, ...]
    late: bool = False
    early: bool = False

    def has(self, *kinds: str) -> bool:
        """Return whether a part of the line is of one of some kinds."""
        return any(part.kind in kinds for part in self.parts)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header states; None where it states nothing, or nothing certain."""

    author: str | None
    outlet: str | None
    published: date | None


def read_header(lines: Sequence[str], title: str | None, *, has_dateline: bool = False) -> Header:
    """Return what the lines above an article's text state; `title` is its headline.

    An outlet counts only beside an author, a date or a dateline: else the lines are no header.
    """
    header, below = _header_lines(lines, title)
    authors = _marked_authors(header) or _unmarked_authors(header, title or "", below)
    published = _published(header, authors, is_chronology=_is_chronology(lines))
    has_letterhead = title is not None and any(line.early for line in header)
    is_header = authors or published or has_dateline or has_letterhead
    outlet = _outlet(header, bool(authors)) if is_header else None
    noted = None if authors else noted_author([line.text for line in header], lines)
    if noted and noted[0].casefold() not in (title or "").casefold():
        authors, outlet = [noted[0]], outlet or noted[1]
    return Header(", ".join(authors) or None, outlet, published)


def is_above_a_headline(line: str) -> bool:
    """Return whether a line may be a letterhead: an outlet, a section, or a date with a name.

    >>> is_above_a_headline("BAY TIMES      Friday 17 January 2025"), is_above_a_headline("Bay")
    (True, False)
    """
    parts = split_line(unmarked(line))
    kinds = {part.kind for part in parts}
    if not parts or kinds & {"other", "event"} or len(line.split()) > 12:
        return False
    if kinds <= {"section", "issue"} or is_section(line):
        return len(parts) > 1 or _ADDRESS_OR_NUMBER.match(line) is None
    if kinds == {"outlet"} and not ends_as_an_outlet(parts[0].text):
        return False
    named = "outlet" in kinds or parts[-1].chunk > 0 or kinds <= _OF_LETTERHEADS
    return named and bool(kinds & {*_DATES, "outlet"})


def is_byline(line: str) -> bool:
    """Return whether a line is only a marked byline, with names, and what may stand beside it."""
    parts = split_line(unmarked(line))
    return (
        bool(parts)
        and parts[0].kind == "byline"
        and bool(_marked_authors([Line(line, tuple(parts))]))
    )


def _header_lines(lines: Sequence[str], title: str | None) -> tuple[list[Line], str]:
    """Return the lines of the header but the headline, and the first paragraph below them."""
    wanted = unmarked(title) if title else None
    found: list[Line] = []
    late, others, above = False, 0, wanted is not None
    label = ""
    for raw in lines:
        text = raw.strip()
        plain = unmarked(text)
        if not plain:
            continue
        if _LABEL_ALONE.fullmatch(plain):
            label = plain.rstrip(":")
            continue
        if label and plain != wanted:
            text = plain = f"{label}: {plain}"
        label = ""
        if above and plain == wanted:
            found = [Line(line.text, line.parts, early=True) for line in found]
            above, others = False, 0
            continue
        parts = tuple(split_line(text if unmarked(text) == text else plain))
        ends = dateline(plain) and not (above and is_above_a_headline(plain))
        if ends or len(found) == _MOST_LINES or others > _MOST_OTHERS:
            return found, plain
        if _is_prose(plain, parts):
            if late or above or wanted is None or len(plain) > _LONGEST_STANDFIRST:
                return found, plain
            late = True
            continue
        if {part.kind for part in parts} <= {"small", "issue"} and found:
            continue
        others += {part.kind for part in parts} <= {"other", "event"}
        found.append(Line(plain, parts, late, early=wanted is None))
    return found, ""


def _is_prose(plain: str, parts: Iterable[Part]) -> bool:
    if len(plain) > _LONGEST_LINE:
        return True
    unknown = any(part.kind in ("other", "event") for part in parts)
    return unknown and len(plain.split()) >= _PROSE_WORDS and bool(_SENTENCE_END.search(plain))


def _is_chronology(lines: Sequence[str]) -> bool:
    """Return whether several days stand alone on lines, as in a diary or a list of events."""
    short = (unmarked(line) for line in lines if len(line) <= _LONGEST_DAY)
    return len({day for line in short if (day := parse_date(line))}) > 1


def _published(
    header: Sequence[Line], authors: Sequence[str], *, is_chronology: bool
) -> date | None:
    """Return the labelled day of publication, else the only day of the header, else of a change.

    In a chronology, a day alone on its line is that of an event. Below a standfirst, where text may
    have begun, a day counts only near the authors.
    """
    stated = _days(header, "published")
    if stated:
        return stated[0]
    allowed = [line for n, line in enumerate(header) if not line.late or _near(header, n, authors)]
    dated = [line for line in allowed if _is_dated(line)]
    if is_chronology:
        dated = [line for line in dated if len(line.parts) > 1]
    days = {day for line in dated for day in _days([line], "day")}
    if len(days) == 1:
        return days.pop()
    timely = [line for line in header if not line.late]
    return None if days else next(iter(_days(timely, "updated")), None)


def _days(lines: Iterable[Line], kind: str) -> list[date]:
    return [part.day for line in lines for part in line.parts if part.kind == kind and part.day]


def _near(header: Sequence[Line], number: int, authors: Sequence[str]) -> bool:
    lines = header[max(0, number - 2) : number + 3]
    return any(name in line.text for line in lines for name in authors)


def _is_dated(line: Line) -> bool:
    """Return whether the day of a line is the article's: nothing on the line says otherwise."""
    days = [part for part in line.parts if part.kind == "day"]
    if len(days) != 1 or line.has("event"):
        return False
    others = [part for part in line.parts if part.kind == "other"]
    return all(part.chunk != days[0].chunk and len(part.text.split()) <= 5 for part in others)


def _outlet(header: Sequence[Line], has_authors: bool) -> str | None:
    """Return the outlet that is a part of a line, else one behind "By"."""
    lines = filter(_may_name_an_outlet, header)
    named = next(
        (part.text for line in lines for part in line.parts if part.kind == "outlet"), None
    )
    if named:
        return named
    for line in header:
        if line.has(*_DATES) and not line.early and (has_authors or len(line.parts) > 2):
            for part in line.parts:
                if part.kind == "place" and is_definite(part.text):
                    return part.text
    bylines = (part.text for line in header for part in line.parts if part.kind == "byline")
    return next(filter(None, (outlet_in(_EMPLOYER.sub("", by)) for by in bylines)), None)


def _may_name_an_outlet(line: Line) -> bool:
    others = sum(part.kind == "other" for part in line.parts)
    is_sentence = _SENTENCE_END.search(line.text) and line.parts[-1].kind not in _DATES
    return not (line.has("event") or is_sentence or others > 1)


def _marked_authors(header: Sequence[Line]) -> list[str]:
    """Return the names behind the first "By" with names.

    The first line of a text is a headline far more often than a byline: "By Popular Demand".
    """
    for place, line in enumerate(header):
        for number, part in enumerate(line.parts):
            if part.kind == "byline":
                rest = [p for p in line.parts[number + 1 :] if p.chunk == part.chunk]
                names = _names_behind(part.text, rest)
                known = all(is_first_name(name.split()[0]) for name in names)
                if names and (known or place or not line.early):
                    return names
    return []


def _names_behind(first: str, rest: Sequence[Part]) -> list[str]:
    """Return the names in a byline, of which `rest` are the parts behind a comma."""
    if any(part.kind in ("other", "event") for part in rest):
        return []
    named = _ROLE_BEFORE.sub("", first)
    names = _full_names(named)
    pending = list(rest)
    if not names and pending and first.split()[0].lower() in ("our", "the", "a"):
        names = _full_names(pending.pop(0).text)
    for part in pending if names else ():
        more = _full_names(part.text) if part.kind == "place" else []
        known = all(is_first_name(name.split()[0]) for name in more)
        if more and (known or _AND.search(part.text)) and not any(map(is_place, more)):
            names += more
    return names


def _full_names(text: str) -> list[str]:
    """Return the names that a phrase consists of, without a place behind them; [] if of others."""
    text = _TAIL.sub("", re.sub(r",? (?=[JS]r\b)", " ", text.strip()))
    names = [_ADDRESS.sub("", piece.strip()) for piece in _AND.split(text) if piece.strip()]
    return names if names and all(is_name(name) and not outlet_in(name) for name in names) else []


def _unmarked_authors(header: Sequence[Line], title: str, below: str) -> list[str]:
    """Return the names of a line that nothing but their position marks as a byline."""
    for number, line in enumerate(header):
        following = header[number + 1 : number + 2]
        if not _may_be_a_byline(header, number, following):
            continue
        for place, part in enumerate(line.parts):
            names = _full_names(part.text) if part.kind == "place" else []
            beside = [p.kind for p in line.parts[place + 1 :] if p.chunk == part.chunk][:1]
            borne_out = (
                _TAIL.search(part.text) is not None
                or not {"role", "outlet"}.isdisjoint(beside)
                or any(near.has("role") for near in following)
                or (len(names) > 1 and any(is_first_name(name.split()[0]) for name in names))
            )
            if names and all(_is_person(name, title, below, borne_out) for name in names):
                return names
    return []


def _may_be_a_byline(header: Sequence[Line], number: int, following: Sequence[Line]) -> bool:
    """Return whether a line stands below the headline, with a date or an outlet on or near it.

    Below a letterhead with the date, the last line above the text may be one, too.
    """
    line = header[number]
    if line.early or line.has("other", "event", "byline"):
        return False
    if len(line.parts) == 1 and any(near.has("other", "event") for near in following):
        return False
    around = [*header[max(0, number - 1) : number], *header[number + 1 : number + 3]]
    is_last = all({part.kind for part in near.parts} <= {"role"} for near in header[number + 1 :])
    has_dated_letterhead = any(near.early and near.has(*_DATES) for near in header)
    if is_last and not line.late and has_dated_letterhead:
        return True
    return line.has(*_DATES, "outlet") or any(
        near.late == line.late and near.has(*_DATES) and not near.has("event", "other")
        for near in around
    )


def _is_person(name: str, title: str, below: str, borne_out: bool) -> bool:
    """Return whether a name without a mark is that of an author, not of a place or a subject."""
    words = name.split()
    if len(words) > 4 or is_place(name) or _NO_SURNAME.search(name):
        return False
    is_titled = len(words) > 2 and is_person_noun(words[0].lower())
    known = is_first_name(words[0].strip("."))
    if words[0] == "The" or is_titled or not (borne_out or known):
        return False
    # "Marsh" and "House" are surnames, too, where an outlet or a role stands beside the name.
    if is_organisation(name) and not (borne_out and known):
        return False
    in_title = {word.strip("\"'\u2018\u2019\u201c\u201d:,.").casefold() for word in title.split()}
    return words[-1].casefold() not in in_title and name.casefold() not in below.casefold()
