"""The reader: a cross-encoder that judges whether a sentence answers a question.

Word overlap and vectors that are computed apart cannot tell that "the bridge, which opened in 1936"
does not say who built it. A cross-encoder (Nogueira and Cho 2019) sees question and sentence
together. Its weights are those of the default model with the adapters in `reader.safetensors`,
which are stored with the command and the data that they were fitted by. It is slow, so it only
reads the few sentences that rank first.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from rag.errors import EmbedderError
from rag.models import exports
from rag.models.exports import Export, ExportError
from rag.models.model_files import DEFAULT_MODEL_FILES
from rag.models.onnx_model import OnnxModel
from rag.models.reader_pairs import Pair, encode_pair
from rag.models.threads import thread_count
from rag.models.tokenization import load_tokenizer

ADAPTERS = "reader.safetensors"


class Reader:
    """The cross-encoder in memory; safe to use from several threads."""

    def __init__(self, export: Export) -> None:
        self._model = OnnxModel(export.model)
        self._tokenizer = load_tokenizer(export.tokenizer)
        self._pools = dict[int, ThreadPoolExecutor]()  # by process: a fork has no threads

    @classmethod
    def load(cls) -> Reader:
        """Load the reader from its export, which is made the first time on this machine.

        Raises EmbedderError if the default model is not installed, not the published one, or cannot
        be exported.
        """
        try:
            return cls(exports.find_or_make(_key(), _make))
        except ExportError as error:
            raise EmbedderError(f"the reader cannot be prepared: {error}") from error

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Return the log odds that each sentence answers the question, shape (sentences,).

        A sentence is given as (the sentence before it in its passage or "", the sentence). The
        prior in the log odds is that of the fitted data, where one pair in three or four is right.
        """
        pairs = [encode_pair(self._tokenizer, question, *sentence) for sentence in sentences]
        # Alone, a pair needs no padding, and takes no longer than its share of a batch.
        return np.array(list(self._pool().map(self._read, pairs)), dtype=np.float64)

    def _pool(self) -> ThreadPoolExecutor:
        process = os.getpid()
        if process not in self._pools:
            self._pools = {process: ThreadPoolExecutor(thread_count(), "reader")}
        return self._pools[process]

    def _read(self, pair: Pair) -> float:
        arrays = {
            "input_ids": np.array([pair.token_ids], dtype=np.int64),
            "token_type_ids": np.array([pair.token_types], dtype=np.int64),
            "attention_mask": np.ones((1, len(pair.token_ids)), dtype=np.int64),
        }
        return float(self._model.run(["log_odds"], arrays)[0][0])


@cache
def shared_reader() -> Reader:
    """Return the reader of this process, loading it the first time."""
    return Reader.load()


def prepare_reader() -> None:
    """Export the reader while PyTorch is loaded anyway, so that the first question needn't."""
    with suppress(EmbedderError, ExportError):  # asking says so
        exports.prepare(_key(), _make)


def _make() -> Export:
    from rag.models.reader_network import export_reader

    return export_reader(_adapters())


def _adapters() -> bytes:
    return files("rag.models").joinpath(ADAPTERS).read_bytes()


def _key() -> str:
    made_of = [*DEFAULT_MODEL_FILES.values(), hashlib.sha256(_adapters()).hexdigest()]
    return f"reader-{hashlib.sha256(' '.join(made_of).encode()).hexdigest()[:32]}"
