"""An example that the reader learns from."""

from __future__ import annotations

from dataclasses import dataclass

from rag.models.reader_input import Candidate
from training.reader_questions import Spans


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a candidate, and whether it answers.

    `answer` is the span of the words that answer in the sentence, None if nobody marked them.
    `unsupported` are the spans of the question that the candidate does not bear out; whether the
    rest of the question is borne out is known if `all_marked`.
    """

    question: str
    candidate: Candidate
    right: bool
    answer: tuple[int, int] | None = None
    unsupported: Spans = ()
    all_marked: bool = False
