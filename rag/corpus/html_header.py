"""Reads author, outlet and date that an HTML page shows between its headline and its text.

For pages whose meta tags, JSON-LD and byline markup (rag.corpus.html_facts) leave them out.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import takewhile
from typing import TYPE_CHECKING

from rag.corpus.bylines import without_capitals
from rag.corpus.datelines import first_dateline
from rag.corpus.files import Facts
from rag.corpus.header import read_header
from rag.corpus.headlines import PROSE
from rag.corpus.markup import block_text
from rag.corpus.metadata import clean, facts
from rag.corpus.outlets import is_definite, outlet_in
from rag.corpus.sections import is_section

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_NO_HEADER = ("aside", "nav", "footer", "form", "figure", "button", "ul", "ol")
_SITE = re.compile(r"(.+?) (?:[|\u2013\u2014-]|::?) (.+ [|\u2013\u2014-] )?([^|\u2013\u2014]+)")
_OTHER_ARTICLES = re.compile(
    r"(?:related|latest|trending|popular|recommended|(?:read|see) (?:also|more|next)|more on"
    r"|more from|most read|editors['\u2019] picks)\b.*",
    re.IGNORECASE,
)
_MASTHEAD = frozenset("masthead masthead-title masthead__title site-name site-title".split())
_NAME_WORD = r"[A-Z&][\w'\u2019&.-]*"
_OUTLET = re.compile(rf"{_NAME_WORD}(?: (?:{_NAME_WORD}|of|the|and|for|in|on)){{,5}}")
_MOST_LINES = 20
_DATELINE_WITHIN = 5  # lines
_LONGEST = 2000


def shown_facts(tree: HtmlElement, title: str | None) -> Facts:
    """Return what a page shows below its only main heading, or the one that is its `title`."""
    headings = [h for h in tree.iter("h1") if clean(block_text(h))]
    named = [h for h in headings if clean(block_text(h)) == title]
    if len(headings) != 1 and len(named) != 1:
        return Facts()
    heading = named[0] if named else headings[0]
    headline = clean(block_text(heading))
    if headline is None:
        return Facts()
    lines = _lines_below(heading, headline)
    line = first_dateline(lines[:_DATELINE_WITHIN])
    header = read_header([headline, "", *lines], headline, has_dateline=line is not None)
    return facts(
        author=header.author and without_capitals(header.author),
        source=(line and line.agency) or header.outlet or _site(tree, headline) or _masthead(tree),
        published=header.published or (line and line.day),
    )


def _lines_below(heading: HtmlElement, headline: str) -> list[str]:
    """Return the first lines below a heading, of the smallest element with a paragraph there."""
    for element in heading.iterancestors():
        paragraphs = (p.text_content() for p in element.iter("p"))
        if element.tag == "body" or any(len(text.strip()) >= PROSE for text in paragraphs):
            part = deepcopy(element)
            for noise in list(part.iter(*_NO_HEADER)):
                if noise.getparent() is not None and next(noise.iter("h1"), None) is None:
                    noise.drop_tree()
            for line_break in [mark for h1 in part.iter("h1") for mark in h1.iter("br")]:
                line_break.tag, line_break.text = "span", " "
            lines = [line.strip() for line in block_text(part).split("\n") if line.strip()]
            below = lines[lines.index(headline) + 1 :] if headline in lines else []
            shown = takewhile(lambda line: not _OTHER_ARTICLES.fullmatch(line), below[:_MOST_LINES])
            return [line[:_LONGEST] for line in shown]
    return []


def _site(tree: HtmlElement, headline: str) -> str | None:
    """Return the outlet behind the headline in the page's title: "Pier shut | Bay Times"."""
    titles = (clean(title.text_content()) for title in tree.iter("title"))
    match = _SITE.fullmatch(next(filter(None, titles), ""))
    if match is None or _plain(match[1]) != _plain(headline):
        return None
    return match[3] if outlet_in(match[3]) or is_definite(match[3]) else None


def _masthead(tree: HtmlElement) -> str | None:
    """Return the name in the page's only masthead, if the name has the form of an outlet's."""
    marked = (
        element for element in tree.iter() if _MASTHEAD & set(element.get("class", "").split())
    )
    names = {clean(element.text_content()) for element in marked}
    name = names.pop() if len(names) == 1 else None
    return name if name and _OUTLET.fullmatch(name) and not is_section(name) else None


def _is_masthead(element: HtmlElement) -> bool:
    return not _MASTHEAD.isdisjoint(element.get("class", "").split())


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()
