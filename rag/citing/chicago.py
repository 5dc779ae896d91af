"""Citations as in the Chicago Manual of Style, 18th edition, in its author-date system."""

from __future__ import annotations

from rag.citing.runs import Line, Run, joined, stopped
from rag.citing.works import Locator, Work, headline, month_and_day

NO_DATE = "n.d."


def reference(work: Work) -> Line:
    """Return the entry for the list of references: authors, year, title, outlet, day, URL.

    An article without an author is entered under its outlet, one without either under its title.
    """
    day = f"{month_and_day(work.published)}" if work.published else ""
    outlet = (Run(work.outlet, italic=True),) if work.outlet else ()
    title, year = (Run(headline(work, ".")),), stopped((Run(_year(work)),))
    if work.authors and not work.by_outlet:
        parts = [stopped((Run(_authors(work)),)), year, title]
        parts.append(stopped(joined([outlet, (Run(day),) if day else ()], ", ")))
    else:
        parts = [stopped(outlet), year, title] if outlet else [title, year]
        parts.append(stopped((Run(day),)) if day else ())
    if work.url:
        parts.append((Run(work.url, address=True), Run(".")))
    return joined(parts, " ")


def in_text(work: Work, locator: Locator) -> Line:
    """Return the citation in the text: "(Lee and Orr 2025, para. 4)"."""
    where = locator.page_range or (f"para. {locator.paragraph}" if locator.paragraph else "")
    named = work.authors or work.outlet
    comma = "," if named and work.published is None else ""
    dated = f"{comma} {_year(work)}" + (f", {where}" if where else "")
    return (Run("("), *_short(work), Run(f"{dated})"))


def _short(work: Work) -> Line:
    names = [author.family for author in work.authors]
    if work.outlet and (not names or work.by_outlet):
        return (Run(work.outlet, italic=True),)
    if not names:
        return (Run(headline(work, ",")),)
    return (Run(" and ".join(names) if len(names) < 3 else f"{names[0]} et al."),)


def _year(work: Work) -> str:
    if work.published is None:
        return f"{NO_DATE}-{work.letter}" if work.letter else NO_DATE
    return f"{work.published.year}{work.letter}"


def _authors(work: Work) -> str:
    """Return up to six authors, of more the first three: the first one inverted."""
    first, *others = work.authors
    names = [first.inverted, *(author.plain for author in others)]
    if len(names) > 6:
        return f"{', '.join(names[:3])}, et al."
    return ", ".join([*names[:-1], f"and {names[-1]}"]) if others else names[0]
