"""`rag evaluate questions`: a user's own questions, asked of an existing index.

The file is JSON Lines: `question`, and `answer`, words that a shown sentence must contain. An
empty answer means that the question must be refused. Feedback has null for the answer where what
was shown did not help: after a refusal any answer passes; after an answer the right one is unknown,
so the line is skipped. Invalid lines are skipped too; both are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from rag import engine
from rag.answers import Answer
from rag.errors import CorpusError, QuestionError
from rag.evaluate.json_files import JsonObject, Text, read_lines
from rag.evaluate.temporary_index import asked, fold_white_space
from rag.question.understand import understand

Outcome = Literal[
    "answered_right", "answered_wrong", "wrongly_refused", "rightly_refused", "answered_now"
]

OUTCOMES: tuple[Outcome, ...] = (
    "answered_right",
    "answered_wrong",
    "wrongly_refused",
    "rightly_refused",
)
FAILURES = ("answered_wrong", "wrongly_refused")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, and the words that a shown sentence must contain; "" if it must be refused.

    `answer` is None if the question should be answered and the right answer is unknown.
    """

    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file.

    `left_out` counts the lines skipped because their answer did not help; `unreadable` has a
    message for each invalid line.
    """

    questions: list[OwnQuestion]
    left_out: int
    unreadable: list[str]


@dataclass(frozen=True, slots=True)
class Result:
    """A question with its answer, and how that was judged."""

    question: OwnQuestion
    outcome: Outcome
    answer: Answer


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a file's questions, and the lines that were not asked; see `Questions`."""

    results: list[Result]
    left_out: int = 0
    unreadable: Sequence[str] = ()


def evaluate(path: Path, index: Path) -> Results:
    """Ask each question of a file.

    Raises CorpusError for a file without a valid question, and what opening an index raises.
    """
    read = read_questions(path)
    opened = engine.open_index(index)
    answers = [(q, opened.answer(q.text)) for q in asked(read.questions, "asking")]
    results = [Result(q, outcome(q, answer), answer) for q, answer in answers]
    return Results(results, read.left_out, read.unreadable)


def outcome(question: OwnQuestion, answer: Answer) -> Outcome:
    """Judge an answer; sentence and expected words are compared with white space folded.

    "answered_now" means that a question is no longer refused, not that the answer is right.
    """
    if question.answer is None:
        return "answered_now" if answer.answered else "wrongly_refused"
    expected = fold_white_space(question.answer)
    if not answer.answered:
        return "wrongly_refused" if expected else "rightly_refused"
    shown = [fold_white_space(s.text) for c in answer.citations for s in (*c.context, c.sentence)]
    right = expected and any(expected in text for text in shown)
    return "answered_right" if right else "answered_wrong"


def counts(evaluated: Results) -> dict[str, int]:
    """Return the number of questions by outcome and in all, and of lines that were not asked."""
    outcomes = [result.outcome for result in evaluated.results]
    return {name: outcomes.count(name) for name in (*OUTCOMES, "answered_now")} | {
        "questions": len(outcomes),
        "left_out": evaluated.left_out,
        "unreadable": len(evaluated.unreadable),
    }


def read_questions(path: Path) -> Questions:
    """Read a file of questions; raise CorpusError if it has none, naming the first invalid line."""
    lines = read_lines(path, _QuestionLine)
    if lines.errors and not lines.values:
        raise CorpusError(f"{path}, {lines.errors[0]}", path)
    # Without an expected answer, only a refusal tells what should have happened.
    usable = [line for line in lines.values if line.answer is not None or line.refusal]
    if not usable:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    questions = [OwnQuestion(line.question, line.answer) for line in usable]
    return Questions(questions, len(lines.values) - len(usable), lines.errors)


def _check_askable(question: str) -> str:
    try:
        understand(question)
    except QuestionError as error:
        raise ValueError(str(error)) from error
    return question


Askable = Annotated[Text, AfterValidator(_check_askable)]  # a question that an index accepts


class _QuestionLine(JsonObject):
    question: Askable
    answer: Text | None
    refusal: object = None
