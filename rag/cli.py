"""The `rag` command: build, ask, chat, search, speakers, serve, verify, info, evaluate and so on.

Exit status: 0 for an answer or a finished build, 1 for a refusal, 2 for an error, which is one
line on standard error; `rag verify` adds its own. Heavy modules are imported inside the commands,
so that help prints at once. Long because the help of every option of every command stands here.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from rag import process
from rag.answers import Answer
from rag.citing_commands import (
    CitedIn,
    cite_command,
    collection_command,
    print_cited,
    require_cited_style,
)
from rag.config import DEFAULT_INDEX, BuildConfig
from rag.errors import RagError
from rag.evaluate.command import Reader, calibrate, evaluate
from rag.models.threads import set_thread_count
from rag.progress_bar import building
from rag.ray_option import Ray, RayCommand, Replicas
from rag.shell_options import From, Index, Outlets, To
from rag.shell_search import articles, find, search
from rag.speakers_command import speakers

REFUSED, FAILED = 1, 2

app = typer.Typer(
    help="Ask questions about a folder of articles. An answer is sentences of the articles, word "
    "for word, each with its source; or a refusal that says why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(evaluate, name="evaluate")
app.command()(calibrate)
app.command()(speakers)
for listing in (search, find, articles):
    app.command()(listing)
app.command("cite")(cite_command)
app.command("collection")(collection_command)

Threads = Annotated[
    int | None,
    typer.Option(
        callback=set_thread_count,
        help="How many threads the models use.  [default: RAG_THREADS, or all processors]",
        show_default=False,
    ),
]


def main() -> None:
    """Run the command line; a RagError becomes one line on standard error and exit status 2."""
    try:
        process.prepare()
        app()
    except RagError as error:
        print(f"rag: {error}", file=sys.stderr)
        sys.exit(FAILED)


@app.command(cls=RayCommand)
def build(
    corpus: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="The folder of articles: text, web pages, PDF, documents, JSON, CSV, mail, feeds, "
            "archives.  [default: the folder of the last build, or 'corpus']",
            show_default=False,
        ),
    ] = None,
    index: Index = DEFAULT_INDEX,
    model: Annotated[
        str | None,
        typer.Option(
            help="Another sentence-transformers model: its folder, or its name if it is cached.",
            show_default=False,
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index from scratch, embedding everything.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Let this folder replace the one indexed before."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what a build would do, and write nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and build again when the folder changes.")
    ] = False,
    ray: Ray = None,
    threads: Threads = None,
) -> None:
    """Bring the index up to date with a folder; only new and changed articles are embedded."""
    from rag import engine

    if dry_run:
        print(engine.plan(corpus, index))
        return
    config = BuildConfig(model=model) if model else None
    with building("building") as report:
        done = engine.build(
            corpus, index, config=config, rebuild=rebuild, replace=replace, ray=ray, report=report
        )
    print(done)
    if watch:
        folder = engine.info(index).corpus
        print(f"watching {folder} (stop with Ctrl+C)", flush=True)
        engine.watch(folder, index, lambda: engine.build(index=index), partial(print, flush=True))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in plain words.")],
    index: Index = DEFAULT_INDEX,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    top: Annotated[
        int | None, typer.Option(help="Cite at most this many sentences, 1 to 5.  [default: 3]")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(help="Cite only this person's words.", show_default=False)
    ] = None,
    published_from: From = None,
    published_to: To = None,
    source: Outlets = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            help="Refuse below this confidence, 0 to 1.  [default: the fitted threshold]",
        ),
    ] = None,
    style: CitedIn = None,
    reader: Reader = None,
) -> None:
    """Answer a question with cited sentences. Exit status 1 if the articles have no answer."""
    from rag import engine
    from rag.question.filters import read_day
    from rag.question.understand import understand

    require_cited_style(style, as_json)
    understand(question)  # rejects an empty or overlong question before a model is loaded
    first = read_day("--from", published_from, last=False)
    last = read_day("--to", published_to, last=True)
    answer = engine.open_index(index).answer(
        question,
        top=top,
        min_confidence=min_confidence,
        speaker=speaker,
        published_from=first,
        published_to=last,
        sources=source,
    )
    _print_answer(answer, as_json, style)
    if not answer.answered:
        raise typer.Exit(REFUSED)


def _print_answer(answer: Answer, as_json: bool, style: str | None) -> None:
    from rag.shell_chat import shown

    if style is not None and answer.answered:
        print_cited(answer, style)
    elif as_json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(shown(answer))


@app.command()
def chat(
    index: Index = DEFAULT_INDEX,
    export: Annotated[
        Path | None,
        typer.Option(help="Write the conversation to this .md, .html or .json file when it ends."),
    ] = None,
    reader: Reader = None,
) -> None:
    """Ask one question after another; follow-ups like "why?" work. An empty line ends it."""
    from rag import engine
    from rag.shell_chat import chat, require_writable

    if export is not None:
        require_writable(export)
    chat(engine.open_index(index).conversation(), export)


@app.command(cls=RayCommand)
def serve(
    index: Index = DEFAULT_INDEX,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 7860,
    api: Annotated[
        bool, typer.Option("--api", help="Let programs ask over HTTP, at the endpoint /ask.")
    ] = False,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Offer ask, search, speakers, read_article at /mcp.")
    ] = False,
    uploads: Annotated[
        bool, typer.Option("--uploads", help="Let users add files by dropping them on the page.")
    ] = False,
    feedback: Annotated[
        Path | None,
        typer.Option(
            help="The file for thumbs up and down.  [default: feedback.jsonl beside the index]",
            show_default=False,
        ),
    ] = None,
    conversations: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder in which conversations are kept.  [default: beside the index; with a "
            "password, memory only]",
            show_default=False,
        ),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            help="A file whose first line is the password of the page.  [default: the environment "
            "variable RAG_PASSWORD, if it is set]",
            show_default=False,
        ),
    ] = None,
    ray: Ray = None,
    replicas: Replicas = 2,
    reader: Reader = None,
    threads: Threads = None,
) -> None:
    """Open the chat page. Other machines reach it only with --host and a password."""
    from rag import ui
    from rag.ui.server_settings import read_password

    ui.serve(
        index,
        host=host,
        port=port,
        api=api,
        mcp=mcp,
        uploads=uploads,
        feedback=feedback,
        conversations=conversations,
        password=read_password(password_file),
        ray=ray,
        replicas=replicas,
    )


@app.command()
def verify(
    index: Index = DEFAULT_INDEX,
    answer: Annotated[
        Path | None,
        typer.Option(
            help="Check a saved answer (from 'rag ask --json') instead of the index.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare the index with every file of its folder, and print the differences.

    Exit status 0: no difference. 1: the folder was changed after the last build. 2: the index is
    damaged. With --answer, the worst of its quotations: 0 verbatim, 3 moved, 4 changed, 5 gone.
    """
    from rag import engine
    from rag.index.verify import worst

    if answer is not None:
        checked = engine.verify_answer(_read_json(answer), index)
        print("\n".join(map(str, checked)) or "the answer quotes nothing")
        raise typer.Exit(worst(checked))
    verified = engine.verify(index)
    print(verified)
    if verified.differences:
        raise typer.Exit(REFUSED)


@app.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    index: Index = DEFAULT_INDEX,
) -> None:
    """Write the whole index to one file, as a backup or to move it."""
    from rag import engine

    engine.export(file, index)
    print(f"wrote {file}")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A file written by 'rag export'.")],
    index: Index = DEFAULT_INDEX,
) -> None:
    """Restore an index from an exported file, after checking all of it."""
    from rag import engine

    engine.import_(file, index)
    print(engine.info(index))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RagError(f"cannot read {path} ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise RagError(f"{path} is not JSON: {error}") from error


@app.command()
def info(
    index: Index = DEFAULT_INDEX,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Print what to check in the articles instead.")
    ] = False,
) -> None:
    """Print what an index contains and how it was built."""
    from rag import engine

    print(engine.doubts(index) if doubts else engine.info(index))
