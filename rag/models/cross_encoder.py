"""The cross-encoder: judges whether a sentence answers a question, and marks words of both.

It reads question and sentence together (Nogueira and Cho 2019), with the title and the sentences
before. For each pair it gives the log odds that the sentence answers, the words that are the answer
(Devlin and others 2019: a start and an end, or none), and the words of the question that sentence
and context do not bear out. Its word pieces are those of the default model.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.models.model_files import SHIPPED_READER, default_folder
from rag.models.onnx_model import OnnxModel
from rag.models.reader_input import Candidate, Piece, ReaderInput, encode_candidate
from rag.models.threads import thread_count
from rag.models.tokenization import tokenizer_of
from rag.types import Reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = "reader.onnx"
OUTPUTS = ("log_odds", "pieces")  # shapes (pairs,) and (pairs, length, 3)
START, END, UNSUPPORTED = range(3)  # the last axis of `pieces`: logits
MOST_ANSWER_PIECES = 30
# A word or number with all that is written together with it: "5,300", "$4", "twenty-nine", "80%".
_WHOLE = re.compile(r"[$€£¥]?\w+(?:[.,:’'‑-]\w+)*%?")

Numbers = npt.NDArray[np.float32]
Span = tuple[int, int]


class CrossEncoder:
    """The model in memory; safe to use from several threads."""

    digest = SHIPPED_READER

    def __init__(self, model: OnnxModel, tokenizer: Tokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._pools = dict[int, ThreadPoolExecutor]()  # by process: a fork has no threads

    @classmethod
    def load(cls, path: Path) -> CrossEncoder:
        """Load an ONNX file, and the tokenizer of the default model.

        Raises EmbedderError if the default model is not installed, or the file cannot be loaded.
        """
        return cls(OnnxModel(path), tokenizer_of(default_folder()))

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return a reading of each candidate, in their order."""
        pairs = [encode_candidate(self._tokenizer, question, one) for one in candidates]
        # Pairs run alone, side by side: in a batch, whose values are quantized together, the
        # reading of a pair would depend on the others. The longest begin first.
        order = sorted(range(len(pairs)), key=lambda i: -len(pairs[i].ids))
        read = self._pool().map(self._run, [pairs[i] for i in order])
        outputs = dict(zip(order, read, strict=True))
        return [
            decode(question, candidate.sentence, pair, *outputs[i])
            for i, (candidate, pair) in enumerate(zip(candidates, pairs, strict=True))
        ]

    def _run(self, pair: ReaderInput) -> tuple[float, Numbers]:
        arrays = {
            "input_ids": np.array([pair.ids], dtype=np.int64),
            "token_type_ids": np.array([pair.types], dtype=np.int64),
            "attention_mask": np.ones((1, len(pair.ids)), dtype=np.int64),
        }
        log_odds, pieces = self._model.run(OUTPUTS, arrays)
        return float(log_odds[0]), pieces[0]

    def _pool(self) -> ThreadPoolExecutor:
        process = os.getpid()
        if process not in self._pools:
            self._pools = {process: ThreadPoolExecutor(thread_count(), "cross-encoder")}
        return self._pools[process]


@cache
def shared_reader() -> CrossEncoder:
    """Return the shipped reader of this process, loading it the first time.

    Raises EmbedderError as `CrossEncoder.load` does.
    """
    with as_file(files("rag.models").joinpath(WEIGHTS)) as path:
        return CrossEncoder.load(path)


def decode(
    question: str, sentence: str, pair: ReaderInput, log_odds: float, pieces: Numbers
) -> Reading:
    """Return the reading of a pair from the model's outputs, `pieces` of shape (length, 3)."""
    answer, answer_log_odds = _answer(sentence, pair.sentence, pieces)
    doubts = list(_words(question, pair.question, pieces[:, UNSUPPORTED]))
    unsupported = list[Span]()
    for (start, end), logit in doubts:
        if logit <= 0:
            continue
        if unsupported and not question[unsupported[-1][1] : start].strip():
            unsupported[-1] = (unsupported[-1][0], end)
        else:
            unsupported.append((start, end))
    most = max((logit for _, logit in doubts), default=-np.inf)
    return Reading(
        log_odds, answer, answer_log_odds, tuple(unsupported), float(1 / (1 + np.exp(most)))
    )


def _answer(sentence: str, words: Sequence[Piece], pieces: Numbers) -> tuple[Span | None, float]:
    """Return the most likely span, whole words, and the log odds of all spans against none."""
    if not words:
        return None, -np.inf
    places = [piece.place for piece in words]
    starts, ends = pieces[places, START], pieces[places, END]
    scores = np.triu(starts[:, None] + ends[None, :])
    size = len(places)
    first, last = np.ogrid[:size, :size]
    allowed = (first <= last) & (last - first < MOST_ANSWER_PIECES)
    scores = np.where(allowed, scores, -np.inf)
    best = np.unravel_index(np.argmax(scores), scores.shape)
    start, end = words[int(best[0])].start, words[int(best[1])].end
    for word in _WHOLE.finditer(sentence):
        if word.start() < end and start < word.end():
            start, end = min(start, word.start()), max(end, word.end())
    none = float(pieces[0, START] + pieces[0, END])
    top = float(scores[best])
    return (start, end), top + float(np.log(np.exp(scores - top).sum())) - none


def _words(text: str, pieces: Sequence[Piece], logits: Numbers) -> Iterator[tuple[Span, float]]:
    """Yield the words of a text with the highest logit of their pieces; no marks."""
    spans, values = list[Span](), list[float]()
    for piece in pieces:
        logit = float(logits[piece.place])
        if spans and piece.start == spans[-1][1] and text[piece.start - 1 : piece.end].isalnum():
            spans[-1] = (spans[-1][0], piece.end)
            values[-1] = max(values[-1], logit)
        else:
            spans.append((piece.start, piece.end))
            values.append(logit)
    for span, value in zip(spans, values, strict=True):
        if text[slice(*span)].isalnum():
            yield span, value
