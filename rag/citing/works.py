"""What a reference states of an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag import present
from rag.citing.authors import Author, authors
from rag.english.calendar import MONTHS
from rag.types import Document, Span

# Words that are not capitalised in titles, unless they are the first or the last word.
_SMALL = frozenset(
    """
    a an and as at but by de down for from in into nor of on onto or over so the till to up via
    with yet
    """.split()
)
_WORD = re.compile(r"[^\s–—-]+")


@dataclass(frozen=True, slots=True)
class Work:
    """An article as styles cite it.

    `title` is None for an article without one, and `description` stands in its place. `letter`
    distinguishes works of the same authors and year: "2025a". `shares_author` is true where the
    authors alone don't tell the work, which MLA then names by its title, too.
    """

    authors: tuple[Author, ...]
    title: str | None
    description: str
    outlet: str | None
    published: date | None
    url: str | None
    letter: str = ""
    shares_author: bool = False

    @property
    def by_outlet(self) -> bool:
        """True if the outlet is the only author."""
        named = [author.plain.casefold() for author in self.authors]
        return self.outlet is not None and named == [self.outlet.casefold()]


def work(document: Document) -> Work:
    """Return what a reference states of an article, with control characters made visible."""
    outlet = _text(document.source)
    where = present.record(document.path, document.places[0].record)
    return Work(
        authors=authors(_text(document.author), outlet),
        title=_text(document.title),
        description=f"Article in the file {present.printable(where)}",
        outlet=outlet,
        published=document.published,
        url=_text(document.url),
    )


def _text(value: str | None) -> str | None:
    return " ".join(present.printable(value).split()) or None if value else None


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a quotation: its pages in a PDF file, the paragraph elsewhere."""

    pages: tuple[int, int] | None = None
    paragraph: int | None = None

    @property
    def page_range(self) -> str:
        """The pages as text: "4", "4–5"; "" without pages."""
        if self.pages is None:
            return ""
        first, last = self.pages
        return str(first) if first == last else f"{first}–{last}"


def locator(span: Span, paragraph: int | None) -> Locator:
    """Return the place of a span; a paragraph (from 1) counts only where there are no pages."""
    place = span.document.places[0]
    first, last = place.page(span.start), place.page(span.end - 1)
    if first is not None and last is not None:
        return Locator(pages=(first, last))
    return Locator(paragraph=paragraph)


def month_and_day(day: date) -> str:
    """Return the English name of the month and the day: "March 27"."""
    return f"{MONTHS[day.month - 1]} {day.day}"


def title_case(title: str) -> str:
    """Return an English title with the capitals of headlines; other capitals stay as they are.

    >>> title_case("Thieves take an iPod from the well-known museum: a witness")
    'Thieves Take an iPod from the Well-Known Museum: A Witness'
    """
    words = list(_WORD.finditer(title))

    def shown(i: int) -> str:
        word = words[i].group()
        letters = word.strip("“”‘’\"'(),.:;?!")
        opens = i in (0, len(words) - 1) or title[: words[i].start()].rstrip()[-1:] in (*":.?!",)
        if not letters.islower() or (letters in _SMALL and not opens):
            return word
        at = word.index(letters)
        return word[:at] + letters[:1].upper() + word[at + 1 :]

    made, end = "", 0
    for i, match in enumerate(words):
        made += title[end : match.start()] + shown(i)
        end = match.end()
    return made + title[end:]


def in_title_marks(title: str, mark: str) -> str:
    """Return a title in quotation marks, its own ones single, with a mark before the closing one.

    >>> in_title_marks("“No” to smoke", "."), in_title_marks("Who won?", ".")
    ('“‘No’ to smoke.”', '“Who won?”')
    """
    inner = re.sub(r'"([^"]*)"', r"‘\1’", title.replace("“", "‘").replace("”", "’"))
    ending = "" if inner.rstrip("’")[-1:] in ("?", "!") else mark
    return f"“{inner}{ending}”" if inner[-1:] != mark else f"“{inner}”"


def headline(work: Work, mark: str) -> str:
    """Return a work's title in capitals and quotation marks, or its description, with a mark."""
    if work.title is None:
        return f"{work.description}{mark}"
    return in_title_marks(title_case(work.title), mark)
