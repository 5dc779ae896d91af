"""People who speak in the articles, and their statements; both as rows, CSV, Markdown and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from rag.errors import ConfigError
from rag.present import (
    as_csv,
    attribution_row,
    escape,
    markdown_reference,
    printable,
    span_row,
    speech_label,
)
from rag.types import Attribution, Sentence, SourceCount

PeopleOrder = Literal["statements", "name", "latest"]
StatementOrder = Literal["article", "newest", "oldest"]

PEOPLE_ORDERS: tuple[PeopleOrder, ...] = get_args(PeopleOrder)
STATEMENT_ORDERS: tuple[StatementOrder, ...] = get_args(StatementOrder)


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker of the articles; words known through somebody else alone count as reported.

    `sources` are the outlets that quote or report the speaker, the most frequent first, each with
    its number of articles; `first` and `last` are the days on which the first and the last of the
    articles were published, None where none has a date.
    """

    name: str
    quoted: int
    reported: int
    articles: int
    sources: tuple[SourceCount, ...]
    first: date | None
    last: date | None

    @property
    def statements(self) -> int:
        """The number of statements, quoted and reported."""
        return self.quoted + self.reported


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, and the sentences that the words stand in, at least one.

    Of words that several passages share, the sentences of all of these.
    """

    attribution: Attribution
    sentences: tuple[Sentence, ...]

    @property
    def paragraph(self) -> int:
        """The number (from 1) of the paragraph in which the words begin."""
        return self.sentences[0].paragraph


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of a person, in order: those that were asked for, of `total` that match.

    `person` counts all statements of those whom the name may mean, whatever the filters.
    `namesakes` are the full names that a last name alone may mean, () unless there are several.
    """

    person: Person
    total: int
    statements: tuple[Statement, ...]
    namesakes: tuple[str, ...] = ()


def require_order(order: str, known: Sequence[str]) -> None:
    """Raise ConfigError unless an order is among those known."""
    if order not in known:
        raise ConfigError(f"the order is {order!r}: use one of {', '.join(known)}")


def people_rows(people: Sequence[Person]) -> list[dict[str, Any]]:
    """Return people as rows of plain values, dates as YYYY-MM-DD."""
    return [
        {
            "speaker": person.name,
            "quoted": person.quoted,
            "reported": person.reported,
            "articles": person.articles,
            "sources": [{"name": s.name, "articles": s.articles} for s in person.sources],
            "first": person.first and person.first.isoformat(),
            "last": person.last and person.last.isoformat(),
        }
        for person in people
    ]


def people_csv(people: Sequence[Person]) -> str:
    """Return people as CSV; the outlets of one are one cell: "Courier (3); Gazette (1)"."""
    rows = people_rows(people)
    for row, person in zip(rows, people, strict=True):
        row["sources"] = "; ".join(f"{s.name} ({s.articles})" for s in person.sources)
    return as_csv(rows)


def people_text(people: Sequence[Person]) -> str:
    """Return people for a terminal, a line for each."""
    if not people:
        return "nobody is quoted in these articles"
    return "\n".join(map(_person_line, people))


def _person_line(person: Person) -> str:
    articles = "article" if person.articles == 1 else "articles"
    when = f", {dates(person)}" if person.first else ""
    return (
        f"{printable(person.name)}: {person.quoted} quoted, {person.reported} reported, "
        f"in {person.articles} {articles}{when}"
    )


def dates(person: Person) -> str:
    """Return the first and the last day of a person's statements: "2025-03-01 to 2025-04-12"."""
    if person.first == person.last:
        return str(person.first or "")
    return f"{person.first} to {person.last}"


def people_markdown(people: Sequence[Person]) -> str:
    """Return people as a Markdown table."""
    lines = [
        "| speaker | quoted | reported | articles | outlets | first | last |",
        "|---|---|---|---|---|---|---|",
    ]
    for row, person in zip(people_rows(people), people, strict=True):
        outlets = "; ".join(f"{s.name} ({s.articles})" for s in person.sources)
        cells = [*list(row.values())[:4], outlets, row["first"] or "", row["last"] or ""]
        lines.append(f"| {' | '.join(escape(str(cell)) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def statement_rows(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """Return statements as rows of plain values, each with its source and its place."""
    return [
        {
            **attribution_row(s.attribution),
            **span_row(s.attribution.content),
            "paragraph": s.paragraph,
        }
        for s in statements
    ]


_CSV_COLUMNS = (
    *("speaker", "label", "text", "title", "author", "source", "published", "url"),
    *("path", "record", "page", "paragraph", "start", "end"),
    *("kind", "act", "form", "cue", "told_by"),
)


def statements_csv(statements: Sequence[Statement]) -> str:
    """Return statements as CSV, the text word for word in a cell of its own.

    Only a text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    rows = statement_rows(statements)
    return as_csv([{column: row[column] for column in _CSV_COLUMNS} for row in rows])


def statements_markdown(found: Statements) -> str:
    """Return statements as Markdown under the person's name, each quoted, with its citation."""
    number = len(found.statements)
    heading = (
        f"# {escape(found.person.name)}: {number} {'statement' if number == 1 else 'statements'}"
    )
    return "\n\n".join([heading, *map(_quotation, found.statements)]) + "\n"


def _quotation(statement: Statement) -> str:
    said = statement.attribution
    words = said.content
    # As a sentence, so that its place names the paragraph.
    cited = Sentence(words.document, words.start, words.end, statement.paragraph, heading=False)
    speaker = escape(speech_label(said))
    return f"> {escape(words.text)}\n>\n> — {speaker}, in {markdown_reference(cited)}"
