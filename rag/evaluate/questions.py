"""`rag evaluate questions`: a person's own questions, asked of an index as it is.

The file is JSON Lines: `question`, and `answer`, which must stand in a sentence that is shown.
An empty answer says that the question must be refused. Feedback has null for the answer where what
was shown did not help: after a refusal any answer will do, and after an answer nobody knows what is
right, so that the line is left out. A line that can't be read is left out too; both are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag import engine
from rag.answers import Answer
from rag.errors import CorpusError, QuestionError
from rag.evaluate.fields import Fault, field, read_lines
from rag.evaluate.temporary_index import asked, words
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
    """A question, and what a shown sentence must hold; nothing if it must be refused.

    `answer` is None if it should be answered, and nobody has said with what.
    """

    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Questions:
    """What a file asks. `left_out` counts the answers that did not help."""

    questions: list[OwnQuestion]
    left_out: int
    unreadable: list[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a question."""

    question: OwnQuestion
    outcome: Outcome
    answer: Answer


@dataclass(frozen=True, slots=True)
class Results:
    """What came of the questions of a file, and what of it was not asked."""

    results: list[Result]
    left_out: int = 0
    unreadable: Sequence[str] = ()


def evaluate(path: Path, index: Path) -> Results:
    """Ask each question of a file.

    Raises CorpusError for a file without questions, and what opening an index raises.
    """
    read = read_questions(path)
    opened = engine.open_index(index)
    answers = [(q, opened.answer(q.text)) for q in asked(read.questions, "asking")]
    results = [Result(q, outcome(q, answer), answer) for q, answer in answers]
    return Results(results, read.left_out, read.unreadable)


def outcome(question: OwnQuestion, answer: Answer) -> Outcome:
    """Judge an answer; white space counts as folded, and nothing else.

    "answered_now" says that a question is no longer refused, and not that it is answered right.
    """
    if question.answer is None:
        return "answered_now" if answer.answered else "wrongly_refused"
    expected = words(question.answer)
    if not answer.answered:
        return "wrongly_refused" if expected else "rightly_refused"
    shown = [words(s.text) for c in answer.citations for s in (*c.context, c.sentence)]
    right = expected and any(expected in text for text in shown)
    return "answered_right" if right else "answered_wrong"


def counts(evaluated: Results) -> dict[str, int]:
    """Count the questions of each outcome, all of them, and the lines that were not asked."""
    outcomes = [result.outcome for result in evaluated.results]
    return {name: outcomes.count(name) for name in (*OUTCOMES, "answered_now")} | {
        "questions": len(outcomes),
        "left_out": evaluated.left_out,
        "unreadable": len(evaluated.unreadable),
    }


def read_questions(path: Path) -> Questions:
    """Read a file of questions; raise CorpusError where it holds none, for its first bad line."""
    lines = read_lines(path, _question)
    questions = [question for question in lines.values if question is not None]
    if lines.faults and not lines.values:
        raise CorpusError(f"{path}, {lines.faults[0]}", path)
    if not questions:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    return Questions(questions, len(lines.values) - len(questions), lines.faults)


def _question(value: Any) -> OwnQuestion | None:
    question = askable(value, "question")
    if value.get("answer", "") is not None:
        return OwnQuestion(question, field(value, "answer", str, ""))
    return OwnQuestion(question, None) if value.get("refusal") else None


def askable(value: Any, key: str) -> str:
    """Return the question `value[key]`; raise Fault where there is none that can be asked."""
    question = field(value, key, str, "")
    try:
        understand(question)
    except QuestionError as error:
        raise Fault(str(error)) from error
    return question
