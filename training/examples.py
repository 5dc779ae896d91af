"""What the scorer is fitted on: questions, each with what is known of its candidates."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag import engine
from rag.answering.features import Features
from rag.evaluate.temporary_index import asked
from training.forum import ROOT, Flags, cases, describe

Matrix = npt.NDArray[np.float64]

GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the features of its candidates, and which of them answer it.

    `values` and `topical` have the shape (candidates, len(NAMES)), `right` (candidates,),
    `question` (len(QUESTION_NAMES),). `answerable` says if its article is in the index that was
    asked, `clear` if its own paragraph is the first found where it is. `text` is the question and
    `sentences` the candidates, each behind the one before it: None where the reader learned from
    them.
    """

    values: Matrix
    topical: Matrix
    question: Matrix
    right: Flags
    answerable: bool
    clear: bool
    text: str = ""
    sentences: tuple[tuple[str, str], ...] | None = None


def examples(path: Path, limit: int) -> list[Example]:
    """Index the two halves of a file's articles; ask either `limit` questions of both."""
    made = []
    with cases(path, limit) as some:
        for case in asked(some, path.stem):
            held, right, clear = case.here()
            away = case.elsewhere()
            nowhere = np.zeros(len(away.rows), dtype=bool)
            text = None if case.for_reader else case.question.text
            made.append(example(held, right, True, clear, text))
            made.append(example(away, nowhere, False, clear, text))
    return made


def example(
    described: Features, right: Flags, answerable: bool, clear: bool, text: str | None = None
) -> Example:
    """Keep what is fitted on; the sentences, if the reader is asked the question of that text."""
    sentences = text and tuple((row.before, row.text) for row in described.rows)
    return Example(
        described.values,
        described.topical,
        described.question,
        right,
        answerable,
        clear,
        text or "",
        sentences or None,
    )


def sample_examples() -> list[Example]:
    """Describe the questions of the sample corpus."""
    cases = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as index:
        engine.build(ROOT / "corpus", index)
        opened = engine.open_index(index)
        found = []
        for case in cases:
            described = describe(opened, case["question"])[1]
            answerable = bool(case["answer"])
            right = np.array([answerable and case["answer"] in row.text for row in described.rows])
            found.append(example(described, right, answerable, True))
    return found
