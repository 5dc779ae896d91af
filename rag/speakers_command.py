"""The command `rag speakers`: who speaks in the articles, and what each of them said."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from rag.config import DEFAULT_INDEX
from rag.errors import ConfigError
from rag.shell_options import From, Index, Outlets, To

Words = Annotated[
    str,
    typer.Option(
        help="Only statements with all of these words; without NAME, speakers whose name has them.",
        show_default=False,
    ),
]
Order = Annotated[
    str | None,
    typer.Option(
        help="Of statements: article, newest or oldest. Of speakers: statements, name or latest.  "
        "[default: the first]",
        show_default=False,
    ),
]


def speakers(
    name: Annotated[
        str | None,
        typer.Argument(
            help="The speaker whose statements are listed.  [default: list the speakers]",
            metavar="[NAME]",
            show_default=False,
        ),
    ] = None,
    index: Index = DEFAULT_INDEX,
    words: Words = "",
    published_from: From = None,
    published_to: To = None,
    source: Outlets = None,
    order: Order = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with a header line.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """List the speakers of the articles and how often each is quoted, or one's statements."""
    from rag.question.filters import read_day

    if as_json + as_csv + as_markdown > 1:
        raise ConfigError("--json, --csv and --markdown exclude each other: give one of them")
    form = "json" if as_json else "csv" if as_csv else "markdown" if as_markdown else "text"
    options: dict[str, Any] = {
        "words": words,
        "index": index,
        "published_from": read_day("--from", published_from, last=False),
        "published_to": read_day("--to", published_to, last=True),
        "sources": source,
        **({"order": order} if order else {}),
    }
    _print_people(form, options) if name is None else _print_statements(name, form, options)


def _print_people(form: str, options: dict[str, Any]) -> None:
    from rag import engine, statements

    people = engine.people(**options)
    if form == "json":
        _print_json(statements.people_rows(people))
    elif form == "csv":
        print(statements.people_csv(people), end="")
    elif form == "markdown":
        print(statements.people_markdown(people), end="")
    else:
        print(statements.people_text(people))


def _print_statements(name: str, form: str, options: dict[str, Any]) -> None:
    from rag import engine, present, statements

    found = engine.statements(name, **options)
    if found.namesakes:
        typer.echo(present.namesakes_text(name, found.namesakes), err=True)
    if form == "json":
        _print_json(statements.statement_rows(found.statements))
    elif form == "csv":
        print(statements.statements_csv(found.statements), end="")
    elif form == "markdown":
        print(statements.statements_markdown(found), end="")
    elif found.statements:
        print(present.quotations_text([one.attribution for one in found.statements]))
    else:
        print("no statement matches")


def _print_json(rows: list[dict[str, Any]]) -> None:
    print(json.dumps(rows, ensure_ascii=False, indent=2))
