"""Examples that the scorer is fitted on: questions with the features of their candidates.

`golden_fit.jsonl` holds the third of the golden questions, over the sample corpus, that fit; the
others judge, and nothing here reads them. A question fits if the first byte of its SHA-256 (UTF-8)
is below 85: its text alone decides, never a result.
"""

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

GOLDEN_FIT = ROOT / "training" / "golden_fit.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the features of its candidate sentences, and which of them answer it.

    `values` and `topical` have the shape (candidates, len(NAMES)), `right` (candidates,),
    `question` (len(QUESTION_NAMES),). `answerable` is True if the index that was asked holds the
    question's article, `clear` if its own paragraph ranks first there.
    """

    values: Matrix
    topical: Matrix
    question: Matrix
    right: Flags
    answerable: bool
    clear: bool


def examples(path: Path, limit: int) -> list[Example]:
    """Index each half of a file's articles; ask both indexes up to `limit` questions per half."""
    made = []
    with cases(path, limit) as some:
        for case in asked(some, path.stem):
            described, right, clear = case.here()
            away = case.elsewhere()
            nowhere = np.zeros(len(away.rows), dtype=bool)
            made.append(example(described, right, True, clear))
            made.append(example(away, nowhere, False, clear))
    return made


def example(described: Features, right: Flags, answerable: bool, clear: bool) -> Example:
    """Return the example of a question."""
    return Example(
        described.values, described.topical, described.question, right, answerable, clear
    )


def sample_examples() -> list[Example]:
    """Return the examples of the sample corpus, from the golden questions that fit."""
    questions = [json.loads(line) for line in GOLDEN_FIT.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as index:
        engine.build(ROOT / "corpus", index)
        opened = engine.open_index(index)
        found = []
        for line in questions:
            described = describe(opened, line["question"])[1]
            answer = line["answer"]
            right = np.array([bool(answer) and answer in row.text for row in described.rows])
            found.append(example(described, right, bool(answer), True))
    return found
