"""`rag evaluate questions`: a person's own questions, asked of an index as it is.

The file is JSON Lines: `question`, and `answer`, which must stand in a sentence that is shown.
An empty answer says that the question must be refused. A line whose answer is null, as feedback has
it for what did not help, says only what was wrong and not what is right: it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag import engine
from rag.answer.query import understand
from rag.errors import CorpusError, QuestionError
from rag.evaluate.asking import asked, words
from rag.evaluate.fields import Fault, field, read_lines
from rag.types import Answer

Outcome = Literal["answered_right", "answered_wrong", "wrongly_refused", "rightly_refused"]

OUTCOMES: tuple[Outcome, ...] = (
    "answered_right",
    "answered_wrong",
    "wrongly_refused",
    "rightly_refused",
)
FAILURES = ("answered_wrong", "wrongly_refused")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, and what a shown sentence must hold; nothing if it must be refused."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a question."""

    question: OwnQuestion
    outcome: Outcome
    answer: Answer


def evaluate(path: Path, index: Path) -> list[Result]:
    """Ask each question of a file.

    Raises CorpusError for a file that is not in the format, and what opening an index raises.
    """
    questions = read_questions(path)
    opened = engine.open_index(index)
    answers = [(q, opened.answer(q.text)) for q in asked(questions, "asking")]
    return [Result(q, outcome(q, answer), answer) for q, answer in answers]


def outcome(question: OwnQuestion, answer: Answer) -> Outcome:
    """Judge an answer; white space counts as folded, and nothing else."""
    expected = words(question.answer)
    if not answer.answered:
        return "wrongly_refused" if expected else "rightly_refused"
    shown = [words(s.text) for c in answer.citations for s in (*c.context, c.sentence)]
    right = expected and any(expected in text for text in shown)
    return "answered_right" if right else "answered_wrong"


def counts(results: Sequence[Result]) -> dict[str, int]:
    """Count the questions of each outcome, and all of them."""
    of_each: dict[str, int] = {o: sum(r.outcome == o for r in results) for o in OUTCOMES}
    return of_each | {"questions": len(results)}


def read_questions(path: Path) -> list[OwnQuestion]:
    """Read a file of questions; raise CorpusError that names the first bad line."""
    lines = read_lines(path, _question)
    if lines.faults:
        raise CorpusError(f"{path}, {lines.faults[0]}", path)
    questions = [question for question in lines.values if question is not None]
    if not questions:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    return questions


def _question(value: Any) -> OwnQuestion | None:
    if isinstance(value, dict) and value.get("answer", "") is None:
        return None
    return OwnQuestion(askable(value, "question"), field(value, "answer", str, ""))


def askable(value: Any, key: str) -> str:
    """Return the question `value[key]`; raise Fault where there is none that can be asked."""
    question = field(value, key, str, "")
    try:
        understand(question)
    except QuestionError as error:
        raise Fault(str(error)) from error
    return question
