"""Finds the headline of an article: the first of its lines that can be one.

A line cannot that consists of parts known by closed marks (an outlet, a section, a date, the
number or the price of a paper, a label, a byline, a slug) if one that can stands below it. A short
line without such marks is the headline: "Bridge shut" above a standfirst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.corpus.datelines import dateline
from rag.corpus.header import is_above_a_headline, is_byline
from rag.corpus.header_parts import split_line, unmarked
from rag.corpus.labels import BYLINE, LONGEST_VALUE, labels, published
from rag.corpus.wire import is_slug, without_header
from rag.english.boilerplate import is_boilerplate
from rag.english.calendar import parse_date

TOP_CHARACTERS = 4000
"""How much of a text is searched for the lines around an article, in code points."""

PROSE = 80
"""Code points that a paragraph of an article has at least."""

# The length of the longest line in text wrapped by hand or by an old mail program.
_WRAP_WIDTHS = range(40, 101)

# What may stand above a headline: what kind of text it is.
_KICKER = re.compile(
    r"(?:(?:public|official|safety|food|product|health|weather|travel|legal|planning|press|media)"
    r" )+(?:notice|release|statement|alert|advisory|announcement|bulletin)(?: [-\u2013\u2014|] .*)?"
    r"|(?:analysis|breaking|comment|editorial|exclusive|feature|interview|late edition|letters"
    r"|obituary|opinion|review|special report)",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"[\"'\u201c\u2018]?(?:your |serving |the (?:voice|(?:news)?paper|magazine|journal) (?:of|for) "
    r"|(?:news|stories|writing) (?:for|from) |all the |est(?:ablished|d|\.)? |founded )"
    r".{,80}|.{,60}\bsince (?:1[6-9]|20)\d\d[.\"'\u201d\u2019]*",
    re.IGNORECASE,
)

# A line with such an end is prose or introduces it; but "the U.S." may end a headline.
_PROSE_END = re.compile(r"[.,;:\u2026-][\"'\u201d\u2019)]*$")
_INITIALS_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
_SENTENCE_END = re.compile(r"[.!?:][\"'\u201d\u2019)]*$")

_NAME_WORD = r"(?:[A-Z][\w'\u2019-]*|of|the|and|&|in|on)"
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{,3}}")
_WORD = re.compile(r"[^\W\d_]{4,}")
_IN_MOTTOS = frozenset("every everyone from news since that this with your".split())
_STEM = 5  # letters that the forms of a word have in common
_MOST_ABOVE = 8  # lines


def headline(text: str) -> str | None:
    """Return the first line that is neither a letterhead nor metadata, if it is a headline.

    >>> headline("BAY TIMES\\nSport\\n\\nRovers lose again\\nBy Ida Wolf\\n\\nRovers lost on ...")
    'Rovers lose again'
    """
    lines = [line.strip() for line in top_lines(text)]
    above = ""
    while lines and (not lines[0] or _is_metadata(lines[0]) or _is_letterhead(lines, above)):
        above = lines.pop(0)
    if len(lines) < 2 or not any(lines[1:]) or not _could_be_title(lines[0]):
        return None
    block = lines[: lines.index("")] if "" in lines else lines
    return None if _is_wrapped(block) else _below_a_name(lines) or lines[0]


def stands_above(line: str) -> bool:
    """Return whether a line is wholly of what may stand above a headline.

    >>> stands_above("Bay Times | Sport"), stands_above("Rovers lose again")
    (True, False)
    """
    plain = unmarked(line)
    return not plain or _is_metadata(plain) or is_above_a_headline(plain)


def top_lines(text: str) -> list[str]:
    """Return the lines of the first characters without the header of a news agency.

    The last of them may be cut short.
    """
    lines = text[:TOP_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return without_header(lines)


def _is_letterhead(lines: Sequence[str], above: str) -> bool:
    """Return whether the first line stands above the headline, which is one of the next lines."""
    first, *rest = lines
    below = [n for n, line in enumerate(rest) if line and not stands_above(line)]
    following = rest[below[0]] if below else ""
    if len(following.split()) < 2 or not _could_be_title(following):
        return False
    return bool(
        _KICKER.fullmatch(first)
        or is_slug(first)
        or is_above_a_headline(first)
        or (_names_outlet(above) and _is_motto(first, following, rest[below[0] + 1 :]))
    )


def _names_outlet(line: str) -> bool:
    parts = split_line(unmarked(line))
    return any(part.kind == "outlet" for part in parts) and is_above_a_headline(line)


def _is_motto(line: str, following: str, text: Sequence[str]) -> bool:
    """Return whether a line below the name of a paper is its motto, or has its number or price.

    The article does not have the words of a motto: "Worst flood since 1887" may be its headline.
    """
    parts = split_line(unmarked(line))
    if any(part.kind == "issue" and part.chunk for part in parts):
        return True
    return _SLOGAN.fullmatch(line) is not None and _is_told(following, line, text)


def _below_a_name(lines: Sequence[str]) -> str | None:
    """Return the headline below a date or byline, if the first line is a name of something else.

    That of a paper without an outlet's noun, "Orbit & Beyond", with a motto or a section: the
    article does not have their words, but those of the line directly above its first paragraph.
    """
    shown = [line for line in lines if line][: _MOST_ABOVE + 1]
    name = _own_name(shown[0])
    if name is None:
        return None
    marked = next((n for n, line in enumerate(shown) if n and stands_above(line)), 0)
    below = [line for line in shown[marked:] if not stands_above(line)]
    above = shown[:marked]
    is_masthead = len(above) == 2 or (len(above) == 1 and len(split_line(above[0])) > 1)
    if not is_masthead or len(below) < 2 or not all(map(_could_be_title, above)):
        return None
    title, paragraph = below[:2]
    is_headline = len(title.split()) > 3 and _could_be_title(title) and len(paragraph) >= PROSE
    other = " ".join([name, *above[1:]])
    told = is_headline and _is_told(title, other, lines[lines.index(title) + 1 :])
    return title if told else None


def _own_name(line: str) -> str | None:
    """Return the short name in capitals that a line is, alone or beside sections."""
    parts = split_line(unmarked(line))
    own = [part.text for part in parts if part.kind not in ("section", "issue")]
    return own[0] if len(own) == 1 and _NAME.fullmatch(own[0]) else None


def _is_told(title: str, other: str, text: Sequence[str]) -> bool:
    """Return whether a text has at least two words of its title, and none of another line."""
    words = _stems(text)
    return len(_stems([title]) & words) > 1 and not _stems([other]) & words


def _stems(lines: Iterable[str]) -> set[str]:
    words = (word.casefold() for line in lines for word in _WORD.findall(line))
    return {word[:_STEM] for word in words if word not in _IN_MOTTOS}


def _is_metadata(line: str) -> bool:
    plain = unmarked(line)
    return bool(
        labels([plain])
        or is_byline(plain)
        or published(None, [plain])
        or parse_date(plain)
        or is_boilerplate(plain)
    )


def _could_be_title(line: str) -> bool:
    if len(line) > LONGEST_VALUE or not any(map(str.isalpha, line)) or "://" in line:
        return False
    prose = _PROSE_END.search(line) and not _INITIALS_END.search(line)
    return not prose and dateline(line) is None


def _is_wrapped(block: Sequence[str]) -> bool:
    """Return whether a block of lines is one hand-wrapped paragraph, without a headline above."""
    first, *rest = block
    if not rest or _is_metadata(rest[0]) or BYLINE.match(rest[0]):
        return False
    if rest[0][0].islower():
        return True
    width = max(map(len, rest))
    broken = [line for line in rest[:-1] if not _SENTENCE_END.search(line)]
    full = len(first) + 1 + len(rest[0].split()[0]) > width
    return full and width in _WRAP_WIDTHS and 2 * len(broken) >= len(rest) > 1
