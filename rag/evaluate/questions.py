"""A user's own questions: reading a file of them, and judging answers to them.

The file is JSON Lines: `question`, and `answer`, words that a shown sentence must contain, or a
list of such words (`answers` is read as `answer` is), one of which is enough. No words mean that
the question must be refused. With `"by": "document"` each of them is the whole text of an article,
all of whose sentences answer. Feedback has null for the answer where what was shown did not help:
after a refusal any answer passes; after an answer the right one is unknown, so the line is skipped.
Invalid lines are skipped too; both are counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field

from rag.answers import Answer
from rag.errors import CorpusError, QuestionError
from rag.evaluate.json_files import JsonObject, Text, read_lines
from rag.evaluate.temporary_index import fold_white_space
from rag.question.understand import understand
from rag.types import Sentence

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
    """A question and its accepted `answers`, white space folded; none if it must be refused.

    `answers` is None if the question should be answered and the right answer is unknown. They are
    words that a sentence must contain, or, `by_document`, the texts of whole articles.
    """

    text: str
    answers: tuple[str, ...] | None
    by_document: bool = False

    @classmethod
    def of(cls, text: str, answer: str | None) -> OwnQuestion:
        """Return a question with one accepted answer, "" if it must be refused."""
        return cls(text, None if answer is None else _folded([answer]))

    def answered_by(self, sentence: Sentence) -> bool:
        """Return whether a sentence holds an accepted answer, as whole words."""
        accepted = self.answers or ()
        if self.by_document:
            return fold_white_space(sentence.document.text) in accepted
        text = fold_white_space(sentence.text)
        return any(contains(text, answer) for answer in accepted)


def contains(text: str, words: str) -> bool:
    """Return whether a text has some words, and not merely as a part of longer ones.

    >>> contains("It opened in 2012.", "12"), contains("It cost US$12.", "$12")
    (False, True)
    """
    # Beside a sign, as in "US$12", no boundary is needed.
    return re.search(rf"(?:(?<!\w)|(?=\W)){re.escape(words)}(?:(?!\w)|(?<=\W))", text) is not None


def _folded(answers: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded for answer in answers if (folded := fold_white_space(answer)))


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a file.

    `left_out` counts the lines skipped because their answer did not help; `unreadable` has a
    message for each invalid line.
    """

    questions: list[OwnQuestion]
    left_out: int
    unreadable: list[str]


def outcome(question: OwnQuestion, answer: Answer) -> Outcome:
    """Judge an answer: one of the sentences shown must answer.

    "answered_now" means that a question is no longer refused, not that the answer is right.
    """
    if question.answers is None:
        return "answered_now" if answer.answered else "wrongly_refused"
    if not answer.answered:
        return "wrongly_refused" if question.answers else "rightly_refused"
    shown = (s for c in answer.citations for s in (*c.context, c.sentence, *c.also))
    return "answered_right" if any(map(question.answered_by, shown)) else "answered_wrong"


def read_questions(path: Path) -> Questions:
    """Read a file of questions; raise CorpusError if it has none, naming the first invalid line."""
    lines = read_lines(path, _QuestionLine)
    if lines.errors and not lines.values:
        raise CorpusError(f"{path}, {lines.errors[0]}", path)
    # Without an expected answer, only a refusal tells what should have happened.
    usable = [line for line in lines.values if line.answer is not None or line.refusal]
    if not usable:
        raise CorpusError(f"{path} holds no question: nothing can be measured", path)
    questions = [line.own_question() for line in usable]
    return Questions(questions, len(lines.values) - len(usable), lines.errors)


def _check_askable(question: str) -> str:
    try:
        understand(question)
    except QuestionError as error:
        raise ValueError(str(error)) from error
    return question


Askable = Annotated[Text, AfterValidator(_check_askable)]  # a question that an index accepts


def _as_list(answer: object) -> object:
    return [answer] if isinstance(answer, str) else answer


class _QuestionLine(JsonObject):
    question: Askable
    answer: Annotated[list[Text] | None, BeforeValidator(_as_list)] = Field(
        validation_alias=AliasChoices("answer", "answers")
    )
    by: Literal["words", "document"] = "words"
    refusal: object = None

    def own_question(self) -> OwnQuestion:
        answers = None if self.answer is None else _folded(self.answer)
        return OwnQuestion(self.question, answers, self.by == "document")
