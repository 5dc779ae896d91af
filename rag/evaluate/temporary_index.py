"""A temporary index over an evaluation file's texts: building, asking and judging sentences."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from rag import engine
from rag.answering import pipeline
from rag.answering.retrieve import Found
from rag.answering.score import Candidate
from rag.errors import CorpusError, QuestionError
from rag.progress_bar import building
from rag.segment.sentences import split_sentences
from rag.types import Sentence

T = TypeVar("T")

SEED = 0

Spans = Sequence[tuple[int, int]]


@contextmanager
def temporary_index(write: Callable[[Path], None]) -> Iterator[tuple[engine.Engine, Path]]:
    """Index the files that `write` writes into a folder; yield the open index and the folder.

    Raises CorpusError if a text cannot be indexed: figures without it would mean nothing.
    """
    # Windows does not delete open files, and that must not lose the figures.
    with tempfile.TemporaryDirectory(prefix="rag-", ignore_cleanup_errors=True) as temporary:
        corpus, index = Path(temporary, "corpus"), Path(temporary, "index")
        corpus.mkdir()
        write(corpus)
        with building("indexing") as report:
            done = engine.build(corpus, index, report=report)
        for skipped in done.skipped:
            raise CorpusError(f"{skipped.path}, written from the file, {skipped.reason}", corpus)
        yield engine.open_index(index), corpus


def asked(questions: Sequence[T], description: str) -> Iterable[T]:
    """Return the questions wrapped in a progress bar on standard error."""
    return tqdm(questions, desc=description, unit="question", dynamic_ncols=True)


def sample(values: Sequence[T], limit: int | None = None) -> list[T]:
    """Return up to `limit` values in random order; the seed is fixed, so the order is too."""
    return random.Random(SEED).sample(values, len(values))[:limit]


def examine(opened: engine.Engine, question: str) -> tuple[list[Found], list[Candidate]]:
    """Return the passages and sentences found, best first; empty for a rejected question."""
    try:
        with opened.index.view() as view:
            query = pipeline.interpret(view, opened.models, question)
            examined = pipeline.examine(view, opened.models, query)
    except QuestionError:
        return [], []
    return examined.found, examined.candidates


def fold_white_space(text: str) -> str:
    """Return a text with each run of white space as one space; sentences are compared so."""
    return " ".join(text.split())


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Return whether the half-open span shares a character with any of `spans`."""
    return any(a < end and start < b for a, b in spans)


def right_texts(text: str, spans: Spans) -> set[str]:
    """Return the folded text of each sentence of `text` that shares a character with a span."""
    sentences = split_sentences(text)
    return {
        fold_white_space(text[s.start : s.end])
        for s in sentences
        if overlaps(s.start, s.end, spans)
    }


def judge(
    sentences: Iterable[Sentence], right: set[str], answers: Callable[[Sentence], bool]
) -> list[bool]:
    """Return whether each distinct sentence, best first, is right; equal texts count once.

    A sentence is right if its folded text is in `right`, or if `answers` accepts any copy of it:
    the index may have cut a very long sentence.
    """
    judged: dict[str, bool] = {}
    for sentence in sentences:
        key = fold_white_space(sentence.text)
        judged[key] = judged.get(key, key in right) or answers(sentence)
    return list(judged.values())
