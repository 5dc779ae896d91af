"""Citations as in the MLA Handbook of the Modern Language Association, 9th edition."""

from __future__ import annotations

from rag.citing.runs import Line, Run, joined, stopped
from rag.citing.works import Locator, Work, headline

_MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()


def reference(work: Work) -> Line:
    """Return the entry for the list of works cited: authors, title, outlet, date, URL.

    An article without an author, or by its outlet, begins with its title; an unknown date is left
    out.
    """
    day = work.published
    container: list[Line] = [(Run(work.outlet, italic=True),)] if work.outlet else []
    if day:
        container.append((Run(f"{day.day} {_MONTHS[day.month - 1]} {day.year}"),))
    if work.url:
        container.append((Run(work.url, address=True),))
    named = work.authors and not work.by_outlet
    parts: list[Line] = [stopped((Run(_authors(work)),))] if named else []
    parts.append((Run(headline(work, ".")),))
    if container:
        last = joined(container, ", ")
        parts.append((*last, Run(".")) if last[-1].address else stopped(last))
    return joined(parts, " ")


def in_text(work: Work, locator: Locator) -> Line:
    """Return the citation in the text: "(Lee and Orr, par. 4)", "(Lee and Orr 4)" for a page."""
    names = [author.family for author in work.authors]
    named = bool(names) and not work.by_outlet
    authors = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
    where = f"par. {locator.paragraph}" if locator.paragraph else ""
    mark = "," if where and not locator.pages else ""
    if not named:
        head = headline(work, mark)
    elif work.shares_author:
        head = f"{authors}, {headline(work, mark)}"
    else:
        head = f"{authors}{mark}"
    return (Run(f"({' '.join(part for part in (head, locator.page_range or where) if part)})"),)


def _authors(work: Work) -> str:
    first, *others = work.authors
    if len(others) > 1:
        return f"{first.inverted}, et al."
    return f"{first.inverted}, and {others[0].plain}" if others else first.inverted
