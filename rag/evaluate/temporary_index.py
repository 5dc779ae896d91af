"""Asking a temporary index: what the evaluations over a file of texts and questions share."""

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
    """Index what `write` puts into a folder; give the open index and the folder.

    Raises CorpusError where a text cannot be indexed: figures without it would mean nothing.
    """
    # Windows does not delete files that are open, and the figures must not be lost for that.
    with tempfile.TemporaryDirectory(prefix="rag-", ignore_cleanup_errors=True) as temporary:
        corpus, index = Path(temporary, "corpus"), Path(temporary, "index")
        corpus.mkdir()
        write(corpus)
        with building("indexing") as report:
            done = engine.build(corpus, index, report=report)
        for skipped in done.skipped:
            raise CorpusError(f"{skipped.path}, made of the file, {skipped.reason}", corpus)
        yield engine.open_index(index), corpus


def asked(questions: Sequence[T], description: str) -> Iterable[T]:
    """Yield questions behind a bar on standard error."""
    return tqdm(questions, desc=description, unit="question", dynamic_ncols=True)


def sample(values: Sequence[T], limit: int | None = None) -> list[T]:
    """Return up to `limit` of the values in an order that is random, and the same every time."""
    return random.Random(SEED).sample(values, len(values))[:limit]


def examine(opened: engine.Engine, question: str) -> tuple[list[Found], list[Candidate]]:
    """Return the passages and sentences found, best first; none where it can't be asked."""
    try:
        with opened.index.view() as view:
            query = pipeline.interpret(view, opened.models, question)
            examined = pipeline.examine(view, opened.models, query)
    except QuestionError:
        return [], []
    return examined.found, examined.candidates


def words(text: str) -> str:
    """Return a text with white space folded: sentences of the same words are the same sentence."""
    return " ".join(text.split())


def overlaps(start: int, end: int, spans: Spans) -> bool:
    """Say if a half-open span shares a character with one of others."""
    return any(a < end and start < b for a, b in spans)


def right_words(text: str, spans: Spans) -> set[str]:
    """Return the words of each sentence of `text` that shares a character with a span."""
    sentences = split_sentences(text)
    return {words(text[s.start : s.end]) for s in sentences if overlaps(s.start, s.end, spans)}


def judge(
    sentences: Iterable[Sentence], right: set[str], answers: Callable[[Sentence], bool]
) -> list[bool]:
    """Say of each sentence, best first, if it is right; those of the same words are one.

    It is if its words are among the `right` ones, or if it `answers` itself: the index may have
    cut a very long sentence.
    """
    judged: dict[str, bool] = {}
    for sentence in sentences:
        key = words(sentence.text)
        judged[key] = judged.get(key, key in right) or answers(sentence)
    return list(judged.values())
