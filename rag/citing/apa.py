"""Citations as in the Publication Manual of the American Psychological Association, 7th edition.

A title has the capitals of the article: which of them are names, only a reader knows.
"""

from __future__ import annotations

import re

from rag.citing.authors import Author
from rag.citing.runs import Line, Run, joined, stopped
from rag.citing.works import Locator, Work, in_title_marks, month_and_day, title_case

NO_DATE = "n.d."


def reference(work: Work) -> Line:
    """Return the entry for the list of references: authors or title, date, title, outlet, URL."""
    title = (Run(work.title or f"[{work.description}]"),)
    parts: list[Line] = [stopped((Run(_authors(work)),))] if work.authors else [stopped(title)]
    parts.append((Run(f"({_date(work)})."),))
    if work.authors:
        parts.append(stopped(title))
    if work.outlet and not work.by_outlet:
        parts.append(stopped((Run(work.outlet, italic=True),)))
    if work.url:
        parts.append((Run(work.url, address=True),))
    return joined(parts, " ")


def in_text(work: Work, locator: Locator) -> Line:
    """Return the citation in the text: "(Lee & Orr, 2025, para. 4)"."""
    short = _short(work)
    parts = [f"{short} {_year(work)}" if short.endswith("”") else f"{short}, {_year(work)}"]
    if locator.pages:
        one = locator.pages[0] == locator.pages[1]
        parts.append(f"{'p.' if one else 'pp.'} {locator.page_range}")
    elif locator.paragraph:
        parts.append(f"para. {locator.paragraph}")
    return (Run(f"({', '.join(parts)})"),)


def _short(work: Work) -> str:
    """Return the last names of the authors, or the title."""
    names = [author.family for author in work.authors]
    if not names:
        if work.title is None:
            return f"[{work.description}]"
        return in_title_marks(title_case(work.title), ",")
    return " & ".join(names) if len(names) < 3 else f"{names[0]} et al."


def _year(work: Work) -> str:
    if work.published is None:
        return f"{NO_DATE}-{work.letter}" if work.letter else NO_DATE
    return f"{work.published.year}{work.letter}"


def _date(work: Work) -> str:
    if work.published is None:
        return _year(work)
    return f"{_year(work)}, {month_and_day(work.published)}"


def _authors(work: Work) -> str:
    names = [_initialled(author) for author in work.authors]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return ", ".join([*names[:-1], f"& {names[-1]}"]) if names[1:] else names[0]


def _initialled(author: Author) -> str:
    """Return the last name and the initials: "Lee, A.-M., Jr."."""
    initials = re.sub(r"(\w)[\w’']*\.?", r"\1.", author.given)
    initials = re.sub(r"\.(?=\w)", ". ", initials)
    return ", ".join(part for part in (author.family, initials, author.suffix) if part)
