"""The commands `rag evaluate squad`, `attribution`, `questions`, `dialogues`; `rag calibrate`.

Heavy modules are imported inside the commands, so that help prints at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from rag.config import DEFAULT_INDEX
from rag.errors import ConfigError
from rag.models.readers import set_reader
from rag.shell_options import Index

evaluate = typer.Typer(
    help="Measure how well questions are answered, on your own data.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
Limit = Annotated[
    int | None,
    typer.Option(help="Ask at most this many questions, drawn at random.", show_default=False),
]
Reader = Annotated[
    str | None,
    typer.Option(
        callback=set_reader,
        metavar="NAME",
        help="The reader: shipped, none, or the folder or name of another cross-encoder.  "
        "[default: RAG_READER, or shipped]",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")]
Plots = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Write a reliability diagram and the risk-coverage curve to this folder, as PNG.",
        show_default=False,
    ),
]


@evaluate.command()
def squad(
    file: File,
    limit: Limit = None,
    as_json: AsJson = False,
    plots: Plots = None,
    reader: Reader = None,
) -> None:
    """Ask a SQuAD-format file's questions: over all its paragraphs, then over half its articles."""
    from rag.evaluate import report, squad_figures

    _check_limit(limit)
    if plots is not None:
        _prepare_plots(plots)
    result = squad_figures.evaluate(file, limit)
    print(_json(result.values) if as_json else report.squad_table(result))
    if plots is not None:
        from rag.evaluate.plots import save

        stated = result.confidences
        save(stated.confidence, stated.right, plots, "half of the articles held out")


@evaluate.command()
def attribution(
    file: File, limit: Limit = None, as_json: AsJson = False, reader: Reader = None
) -> None:
    """Ask "what did X say about Y" over annotated articles: is it found, and did X say it?"""
    from rag.evaluate import report, speech_questions

    _check_limit(limit)
    values = speech_questions.evaluate(file, limit)
    print(_json(values) if as_json else report.table(values))


@evaluate.command()
def questions(
    file: File,
    index: Index = DEFAULT_INDEX,
    corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Ask the articles of this folder, in a temporary index, instead of --index.",
            show_default=False,
        ),
    ] = None,
    hold_out: Annotated[
        bool,
        typer.Option(
            "--hold-out", help="Ask again with half of the articles of --corpus left out."
        ),
    ] = False,
    refuse: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Questions that must be refused, counted apart as near misses.",
            show_default=False,
        ),
    ] = None,
    refuse_corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The articles that the questions of --refuse are asked of, if others.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    reader: Reader = None,
) -> None:
    """Ask your own questions: JSON Lines with "question" and "answer", empty for "must refuse"."""
    from rag.evaluate import question_figures, report

    if hold_out and corpus is None:
        raise ConfigError("--hold-out leaves out articles of a folder: give it with --corpus")
    if refuse_corpus is not None and refuse is None:
        raise ConfigError("--refuse-corpus needs the questions to refuse: give --refuse FILE")
    sources = question_figures.Sources(index, corpus, refuse, refuse_corpus, hold_out)
    results = question_figures.evaluate(file, sources)
    if as_json:
        print(_json(question_figures.all_figures(results)))
    else:
        print(report.questions_table(results))


@evaluate.command()
def dialogues(
    file: File, index: Index = DEFAULT_INDEX, as_json: AsJson = False, reader: Reader = None
) -> None:
    """Ask follow-ups: JSON Lines with "question", follow-up "then" and its expected "answer"."""
    from rag.evaluate import dialogues, report

    results = dialogues.evaluate(file, index)
    print(_json(dialogues.figures(results)) if as_json else report.dialogues_table(results))


def calibrate(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", show_default=False)] = None,
    index: Index = DEFAULT_INDEX,
    risk: Annotated[
        float, typer.Option(help="The share of questions that may be answered wrongly.")
    ] = 0.1,
    reset: Annotated[
        bool, typer.Option("--reset", help="Remove the calibration of the index instead.")
    ] = False,
    as_json: AsJson = False,
    plots: Plots = None,
    reader: Reader = None,
) -> None:
    """Fit threshold and confidence of an index to your own questions, and keep both with it.

    FILE is as for 'rag evaluate questions', questions to refuse among them.
    """
    from rag.evaluate import calibrate, report

    if (file is None) != reset:
        raise ConfigError("give a file of questions, or --reset, one of the two")
    if file is None:
        calibrate.reset(index)
        return
    if plots is not None:
        _prepare_plots(plots)
    fitted = calibrate.calibrate(file, index, risk)
    print(_json(fitted.figures) if as_json else report.calibration_table(fitted))
    if plots is not None:
        from rag.evaluate.plots import save

        save(fitted.confidence, fitted.right, plots, "your questions")


def _json(values: Mapping[str, float | int | None]) -> str:
    rounded = {n: round(v, 4) if isinstance(v, float) else v for n, v in values.items()}
    return json.dumps(rounded, indent=2)


def _check_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise ConfigError(f"--limit is {limit}: use 1 or more")


def _prepare_plots(folder: Path) -> None:
    """Check, before minutes of work, that plots can be drawn and written to the folder."""
    if find_spec("matplotlib") is None:
        raise ConfigError("--plots needs matplotlib: run pip install matplotlib")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"cannot make the folder {folder}: {error.strerror}") from error
