"""The commands `rag cite` and `rag collection`, and the option `rag ask --cite`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.citing.cited import require_style
from rag.citing.cited_answer import ALL
from rag.config import DEFAULT_INDEX
from rag.errors import ConfigError
from rag.shell_options import Index

if TYPE_CHECKING:
    from rag.answers import Answer

CitedIn = Annotated[
    str | None,
    typer.Option(
        "--cite",
        metavar="STYLE",
        help="Print quotations and references to paste: apa, chicago, mla, bibtex or ris.",
        show_default=False,
    ),
]
Style = Annotated[str, typer.Option(help="apa, chicago or mla.")]


def require_cited_style(style: str | None, as_json: bool) -> None:
    """Raise ConfigError for a style that there is none of, and for one together with --json."""
    if style is None:
        return
    if as_json:
        raise ConfigError("--json and --cite cannot be combined: leave out one of them")
    require_style(style, ALL)


def print_cited(answer: Answer, style: str) -> None:
    """Print the quotations of an answer with citations in a style."""
    from rag.citing.cited_answer import as_cited_text

    _print(as_cited_text(answer, style))


def _print(text: str) -> None:
    print(text, end="" if text.endswith("\n") else "\n")


def cite_command(
    article: Annotated[
        str,
        typer.Argument(
            metavar="PATH[#NUMBER]",
            help="The file of an article, within the folder of articles, and its number in a file "
            "of several: news/2025.jsonl#3.",
        ),
    ],
    index: Index = DEFAULT_INDEX,
    style: Annotated[str, typer.Option(help="apa, chicago, mla, bibtex or ris.")] = "apa",
) -> None:
    """Print the reference of an article."""
    from rag import engine
    from rag.citing.cited import cite
    from rag.citing.cited_answer import FILES

    require_style(style, ALL)
    path, _, number = article.rpartition("#")
    record = int(number) if path and number.isascii() and number.isdigit() else None
    document = engine.article_at(path if record is not None else article, record, index)
    _print(FILES[style]([document]) if style in FILES else cite(document, style).reference)


def collection_command(
    file: Annotated[Path, typer.Argument(help="The file of a collection, as the page saves it.")],
    index: Index = DEFAULT_INDEX,
    style: Style = "apa",
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page of HTML.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with a header line.")] = False,
    as_bibtex: Annotated[bool, typer.Option("--bibtex", help="Print BibTeX entries.")] = False,
    as_ris: Annotated[bool, typer.Option("--ris", help="Print entries in RIS.")] = False,
) -> None:
    """Print a collection of quotations, each compared with its article first.

    Exit status: the worst of the quotations, 0 verbatim, 3 moved, 4 changed, 5 gone. Changed and
    gone ones are named on standard error, and not quoted.
    """
    from rag import engine
    from rag.collection.collection_export import FORMATS, Laid, as_text
    from rag.collection.collection_file import load
    from rag.index.verify import worst_state

    chosen = {"md": as_markdown, "html": as_html, "json": as_json}
    chosen |= {"csv": as_csv, "bib": as_bibtex, "ris": as_ris}
    formats = [name for name, asked in chosen.items() if asked]
    if len(formats) > 1:
        raise ConfigError("only one format can be printed: leave out the others")
    require_style(style)
    if not file.exists():
        raise ConfigError(f"there is no collection {file}")
    laid = Laid(engine.check_collection(load(file), index), style)
    _print(FORMATS[formats[0]](laid) if formats else as_text(laid))
    for one in laid.gone:
        print(f"rag: {one}", file=sys.stderr)
    raise typer.Exit(worst_state(one.state for one in laid.checked))
