"""The commands `rag search`, `rag find` and `rag articles`, which list what there is to read."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from rag.config import DEFAULT_INDEX
from rag.search_results import articles_text, hits_text, matches_text
from rag.shell_options import From, Index, Outlets, To

NOTHING = 1  # the exit status where nothing is found

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Offset = Annotated[int, typer.Option(min=0, help="Leave out this many of the first.")]
Speaker = Annotated[
    str | None, typer.Option(help="Only passages that quote this person.", show_default=False)
]


def search(
    question: Annotated[str, typer.Argument(help="The question, in plain words.")],
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
    top: Annotated[int, typer.Option(min=1, help="The number of passages.")] = 10,
    offset: Offset = 0,
    speaker: Speaker = None,
    published_from: From = None,
    published_to: To = None,
    source: Outlets = None,
) -> None:
    """Print the passages nearest to a question, best first: none of them is an answer."""
    from rag import engine
    from rag.hits import hit_rows
    from rag.question.understand import require_question

    require_question(question)  # before a model is loaded
    filters = _filters(published_from, published_to, source)
    found = engine.open_index(index).search(
        question, top=top, offset=offset, speaker=speaker, **filters
    )
    _print(hit_rows(found), as_json, hits_text(found, first=offset + 1))
    if not found:
        raise typer.Exit(NOTHING)


def find(
    words: Annotated[
        str,
        typer.Argument(help='The words that a passage must have; "some words" one after another.'),
    ],
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
    newest: Annotated[bool, typer.Option("--newest", help="The newest articles first.")] = False,
    top: Annotated[int, typer.Option(min=1, help="The number of passages to print.")] = 10,
    offset: Offset = 0,
    speaker: Speaker = None,
    published_from: From = None,
    published_to: To = None,
    source: Outlets = None,
) -> None:
    """Print the passages that have all of some words, which a terminal shows in bold.

    Exit status 1 if no passage has them.
    """
    from rag import engine

    found = engine.find(
        words,
        index,
        order="newest" if newest else "best",
        top=top,
        offset=offset,
        speaker=speaker,
        **_filters(published_from, published_to, source),
    )
    _print(found.to_dict(), as_json, matches_text(found, emphasis=sys.stdout.isatty()))
    if not found.total:
        raise typer.Exit(NOTHING)


def articles(
    words: Annotated[
        str, typer.Argument(help="Words of the title, author, outlet or path.", show_default=False)
    ] = "",
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
    sort: Annotated[str, typer.Option(help="By title, date, outlet, length or path.")] = "date",
    descending: Annotated[
        bool, typer.Option("--descending", help="The last ones first, such as the newest.")
    ] = False,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only those that miss a fact or may be misread.")
    ] = False,
    top: Annotated[int, typer.Option(min=1, help="The number of articles to print.")] = 100,
    offset: Offset = 0,
    published_from: From = None,
    published_to: To = None,
    source: Outlets = None,
) -> None:
    """List the articles of the index, sorted. Exit status 1 if there is none."""
    from rag import engine

    found = engine.articles(
        words,
        index,
        sort=sort,
        descending=descending,
        doubtful=doubtful,
        top=top,
        offset=offset,
        **_filters(published_from, published_to, source),
    )
    _print(found.to_dict(), as_json, articles_text(found))
    if not found.total:
        raise typer.Exit(NOTHING)


def _filters(first: str | None, last: str | None, outlets: list[str] | None) -> dict[str, Any]:
    from rag.question.filters import read_day

    return {
        "published_from": read_day("--from", first, last=False),
        "published_to": read_day("--to", last, last=True),
        "sources": outlets,
    }


def _print(values: Any, as_json: bool, text: str) -> None:
    print(json.dumps(values, ensure_ascii=False, indent=2) if as_json else text)
