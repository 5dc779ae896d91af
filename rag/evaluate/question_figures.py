"""`rag evaluate questions`: a user's own questions, and how well they are answered or refused.

They are asked of an existing index, or of a temporary one over a folder. Questions to refuse may
be asked of a folder of their own, whose articles only seem to answer them. To learn what is
refused although nothing of the kind stands in the file, half of the articles can be held out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from ir_measures import Success

from rag import engine
from rag.answers import Answer
from rag.corpus import load, walk
from rag.engine import Engine
from rag.english.analyzer import question_terms
from rag.errors import CorpusError
from rag.evaluate import figures
from rag.evaluate.figures import Flags, Numbers
from rag.evaluate.questions import (
    OUTCOMES,
    Outcome,
    OwnQuestion,
    Questions,
    outcome,
    read_questions,
)
from rag.evaluate.temporary_index import asked, examine, judge, sample, temporary_index
from rag.progress_bar import building

PERCENT = (90, 80)  # of the answerable questions answered, where false answers are counted
PASSAGES = 1_000  # passages, at most, among which a question's own article is looked for


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its answer, and how that was judged.

    `best` is whether the sentence that is shown first answers, or would if nothing were refused;
    `ranking` whether each of the first three distinct sentences found does.
    """

    question: OwnQuestion
    outcome: Outcome
    answer: Answer
    best: bool
    ranking: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The questions asked again with `indexed` of `articles` articles in the index.

    All arrays have the shape (questions,), and are as `figures` takes them.
    """

    confidence: Numbers
    right: Flags
    answerable: Flags
    indexed: int
    articles: int


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a file's questions, and the lines that were not asked; see `Questions`.

    `threshold` is the program's own. `near_misses` are the results of the questions that had to be
    refused in a folder of their own.
    """

    results: Sequence[Result]
    threshold: float
    near_misses: Sequence[Result] = ()
    held_out: HeldOut | None = None
    left_out: int = 0
    unreadable: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked: a folder of articles, or without one an index.

    `refuse` is a file of questions to refuse, asked of the folder `refuse_corpus`, or of the same
    articles without one.
    """

    index: Path
    corpus: Path | None = None
    refuse: Path | None = None
    refuse_corpus: Path | None = None
    hold_out: bool = False


def evaluate(path: Path, sources: Sources) -> Results:
    """Ask each question of a file.

    Raises CorpusError for a file without a valid question and for a folder that cannot be indexed,
    and what opening an index raises.
    """
    read = read_questions(path)
    refused = _read_refused(sources.refuse) if sources.refuse else None
    near: list[Result] = []
    with ExitStack() as held:
        opened, copy = held.enter_context(_open(sources.index, sources.corpus))
        results = ask_all(opened, read.questions, "asking")
        threshold = opened.threshold
        if refused and sources.refuse_corpus is None:
            near = ask_all(opened, refused.questions, "to refuse")
        held_out = ask_half(opened, copy, read.questions) if sources.hold_out and copy else None
    if refused and sources.refuse_corpus is not None:
        with _open(sources.index, sources.refuse_corpus) as (opened, _):
            near = ask_all(opened, refused.questions, "to refuse")
    files = [read, *([refused] if refused else [])]
    return Results(
        results,
        threshold,
        near,
        held_out,
        sum(file.left_out for file in files),
        [error for file in files for error in file.unreadable],
    )


def _read_refused(path: Path) -> Questions:
    read = read_questions(path)
    if wrong := [q.text for q in read.questions if q.answers != ()]:
        raise CorpusError(f"{path} has an answer to “{wrong[0]}”: leave it empty to refuse", path)
    return read


@contextmanager
def _open(index: Path, corpus: Path | None) -> Iterator[tuple[Engine, Path | None]]:
    """Open an index, or a temporary one over a copy of a folder; give the copy, too."""
    if corpus is None:
        yield engine.open_index(index), None
        return
    with temporary_index(lambda folder: copy_articles(corpus, folder)) as (opened, copy):
        yield opened, copy


def copy_articles(source: Path, folder: Path) -> None:
    """Copy the articles of a folder, each record of a .jsonl file to a file of its own."""
    for file in walk(source)[0]:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix != ".jsonl":
            target.write_bytes(load(file))
            continue
        for number, line in enumerate(load(file).split(b"\n"), 1):
            if line.strip():
                target.with_name(f"{target.stem}-{number}.jsonl").write_bytes(line)


def ask_all(opened: Engine, questions: Sequence[OwnQuestion], description: str) -> list[Result]:
    """Ask each question, with a progress bar."""
    return [ask(opened, question) for question in asked(questions, description)]


def ask(opened: Engine, question: OwnQuestion) -> Result:
    """Ask one question, and judge the answer and the sentences found."""
    answer = opened.answer(question.text)
    _, candidates = examine(opened, question.text)
    ranking = judge((c.sentence for c in candidates), set(), question.answered_by)
    return Result(
        question,
        outcome(question, answer),
        answer,
        best_answers(opened, question, answer),
        tuple(ranking[:3]),
    )


def best_answers(opened: Engine, question: OwnQuestion, answer: Answer) -> bool:
    """Return whether the first sentence shown answers, or would if nothing were refused."""
    shown = answer if answer.answered else opened.answer(question.text, min_confidence=0.0)
    first = shown.citations[:1]
    return any(question.answered_by(s) for c in first for s in (c.sentence, *c.also))


def ask_half(opened: Engine, corpus: Path, questions: Sequence[OwnQuestion]) -> HeldOut:
    """Hold out half of the articles, a random half, and ask each question whose article is known.

    A question is answerable if its own article is indexed.
    """
    known = [(q, path) for q in questions if (path := own_article(opened, q)) is not None]
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    indexed = sample(files)[: max(1, len(files) // 2)]
    for file in set(files) - set(indexed):
        file.unlink()
    with building("indexing") as report:
        opened.rebuild(report=report)
    kept = {file.relative_to(corpus).as_posix() for file in indexed}
    answers = [(q, opened.answer(q.text)) for q, _ in asked(known, "half held out")]
    return HeldOut(
        np.array([answer.confidence for _, answer in answers]),
        np.array([best_answers(opened, q, answer) for q, answer in answers]),
        np.array([path in kept for _, path in known]),
        len(indexed),
        len(files),
    )


def own_article(opened: Engine, question: OwnQuestion) -> str | None:
    """Return the path of the article that a question was asked of, None for one without answer.

    A short answer stands in many articles. The question's own is the one whose passage BM25 ranks
    first of all those that hold an accepted answer.
    """
    if not question.answers:
        return None
    with opened.index.view() as view:
        found = view.terms.search(question_terms(question.text), PASSAGES)
        for stored in view.store.passages([passage_id for passage_id, _ in found]):
            if any(map(question.answered_by, stored.passage.sentences)):
                return stored.passage.document.path
    return None


def counts(evaluated: Results) -> dict[str, int]:
    """Return the number of questions by outcome and in all, and of lines that were not asked."""
    outcomes = [result.outcome for result in evaluated.results]
    return {name: outcomes.count(name) for name in (*OUTCOMES, "answered_now")} | {
        "questions": len(outcomes),
        "left_out": evaluated.left_out,
        "unreadable": len(evaluated.unreadable),
    }


@dataclass(frozen=True, slots=True)
class _Judged:
    """The questions whose right answer is known, as `figures` takes them; shape (questions,)."""

    confidence: Numbers
    right: Flags
    answerable: Flags
    rankings: list[tuple[bool, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, results: Sequence[Result]) -> _Judged:
        known = [r for r in results if r.question.answers is not None]
        return cls(
            np.array([r.answer.confidence for r in known]),
            np.array([r.best for r in known], dtype=bool),
            np.array([bool(r.question.answers) for r in known], dtype=bool),
            [r.ranking for r in known if r.question.answers],
        )


def all_figures(evaluated: Results) -> dict[str, float | int | None]:
    """Return every figure by its published name; those that were not asked for are left out."""
    judged, near = _Judged.of(evaluated.results), _Judged.of(evaluated.near_misses)
    found: dict[str, float | int | None] = {**counts(evaluated), **_ranked(judged.rankings)}
    found |= {"threshold": evaluated.threshold, **_separation(judged, "")}
    if evaluated.held_out is not None:
        found |= _separation(evaluated.held_out, "held_out_")
    if evaluated.near_misses:
        found |= {
            "near_misses": len(near.confidence),
            "near_misses_answered": sum(r.answer.answered for r in evaluated.near_misses),
        }
        answerable = judged.confidence[judged.answerable]
        confidence = np.concatenate([answerable, near.confidence])
        inside = np.arange(len(confidence)) < len(answerable)
        for n in PERCENT:
            name = f"near_misses_answered@{n}"
            found[name] = figures.false_answers(confidence, inside, n / 100)
    return found


def _ranked(rankings: Sequence[tuple[bool, ...]]) -> dict[str, float | None]:
    if not rankings:
        return {"first_right": None, "in_three": None}
    found = figures.ranking(rankings, {"first_right": Success @ 1, "in_three": Success @ 3})
    return dict(found)


def _separation(judged: _Judged | HeldOut, prefix: str) -> dict[str, float | None]:
    """Return how well a confidence separates answerable questions, and how true it is."""
    confidence, right, answerable = judged.confidence, judged.right, judged.answerable
    if not len(confidence):
        return {}
    shares = {
        f"{prefix}false_answers@{n}": figures.false_answers(confidence, answerable, n / 100)
        for n in PERCENT
    }
    return {
        f"{prefix}auroc": figures.auroc(confidence, answerable),
        **shares,
        f"{prefix}ece": figures.calibration_error(confidence, right),
    }
