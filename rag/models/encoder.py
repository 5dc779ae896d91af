"""The embedder: one pass of the encoder gives the vectors of a passage and of its sentences.

This is the only module that imports sentence_transformers; the rest of the package uses the
`Embedder` protocol.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import EmbedderError
from rag.index.embedding import Embedder, EmbedderInfo, PassageText, Vectors
from rag.models.dtypes import torch_dtype
from rag.models.model_files import DEFAULT_MODEL, model_folder, weights_digest

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LENGTH_STEP = 32  # inputs are padded to multiples: oneDNN compiles kernels for each length
BATCH_TOKENS = 4_096  # in one pass of the encoder, padding included
GROUP_PASSAGES = 512  # sorted by length together; limits the memory in use


def load_embedder(model: str | None = None, dtype: str = "auto") -> Embedder:
    """Load a sentence-transformers model from this machine; nothing is downloaded.

    `model` is None for the installed default, else a folder or the name of a cached model. `dtype`
    is "auto", "float32" or "bfloat16". Raises EmbedderError if the model is missing or unusable.
    """
    folder = model_folder(model)
    digest = weights_digest(folder)
    return SentenceTransformerEmbedder(folder, model or DEFAULT_MODEL, digest, dtype)


class SentenceTransformerEmbedder:
    """An `Embedder` over sentence-transformers, safe to call from several threads."""

    def __init__(self, folder: Path, name: str, digest: str, dtype: str) -> None:
        import torch

        self._torch_dtype = torch_dtype(dtype)
        self._model = _load_model(folder, name, self._torch_dtype)
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise EmbedderError(f"the model {name} has no fast tokenizer: choose another model")
        # A tokenizer is not thread-safe: the model's serves questions, a copy serves passages.
        self._passage_lock = threading.Lock()
        self._question_lock = threading.Lock()
        self._prompt = self._model.prompts.get("document") or ""
        # Tokenizers without a stated limit report an absurdly large one.
        self._max_tokens = min(self._model.max_seq_length or 512, 8_192)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbedderError(f"the model {name} states no dimension: choose another model")
        self._info = EmbedderInfo(
            name=name,
            digest=digest,
            dimension=dimension,
            pooling="mean of a sentence's tokens in its passage",
            dtype="bfloat16" if self._torch_dtype == torch.bfloat16 else "float32",
        )

    @property
    def info(self) -> EmbedderInfo:
        """What identifies this encoder."""
        return self._info

    @cached_property
    def _tokenizer(self) -> Any:
        """The tokenizer of passages, a copy: questions don't wait while thousands are embedded."""
        with self._question_lock:
            return copy.deepcopy(self._model.tokenizer)

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        with self._question_lock:
            vector = self._model.encode_query(question, convert_to_tensor=True)
        return _unit(vector.float().cpu().numpy())

    def is_word(self, word: str) -> bool:
        """Return whether a word is one token, as the 20,000 or so most common ones are."""
        tokenizer: Any = self._model.tokenizer
        with self._question_lock:
            return len(tokenizer.tokenize(word)) == 1

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder` specifies."""
        for start in range(0, len(passages), GROUP_PASSAGES):
            group = passages[start : start + GROUP_PASSAGES]
            for position, vectors in self._embed_group(group):
                yield start + position, vectors

    def _embed_group(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        windows = self._windows(passages)
        sums: dict[int, Vectors] = {}
        missing = np.bincount([w.passage for w in windows], minlength=len(passages))
        for batch in _batches(windows):
            with self._passage_lock:
                pooled = self._pool(batch, passages)
            for window, rows in zip(batch, pooled, strict=True):
                position = window.passage
                sums[position] = sums[position] + rows if position in sums else rows
                missing[position] -= 1
                if not missing[position]:
                    yield position, _unit(sums.pop(position))

    def _windows(self, passages: Sequence[PassageText]) -> list[_Window]:
        """Split passages longer than the encoder's input; all but a few are one window."""
        windows: list[_Window] = []
        with self._passage_lock:
            encoded = self._tokenizer(
                [self._prompt + p.text for p in passages],
                return_offsets_mapping=True,
                return_attention_mask=False,
                truncation=False,
                verbose=False,
            )
            for position, offsets in enumerate(encoded["offset_mapping"]):
                tokens, text = len(offsets), passages[position].text
                if tokens <= self._max_tokens:
                    windows.append(_Window(position, 0, len(text), tokens))
                else:
                    windows += self._split(position, text)
        return windows

    def _split(self, position: int, text: str) -> list[_Window]:
        """Split one passage into windows; the caller holds the lock."""
        offsets = self._tokenizer(
            text,
            add_special_tokens=False,
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )["offset_mapping"]
        # Leave room for the prompt and the special tokens, and for tokens that a cut may add.
        overhead = len(self._tokenizer(self._prompt)["input_ids"])
        step = max(1, self._max_tokens - overhead - 8)
        starts = [offsets[i][0] for i in range(0, len(offsets), step)]
        edges = [0, *starts[1:], len(text)]
        return [_Window(position, a, b, self._max_tokens) for a, b in pairwise(edges) if a < b]

    def _pool(self, batch: list[_Window], passages: Sequence[PassageText]) -> list[Vectors]:
        """Encode windows; return for each the sums of its token vectors, by passage and sentence.

        Each sum has the shape (1 + sentences, dimension): row 0 is the passage's.
        """
        import torch

        texts = [self._prompt + passages[w.passage].text[w.start : w.end] for w in batch]
        encoded = self._tokenizer(
            texts,
            return_offsets_mapping=True,
            padding=True,
            pad_to_multiple_of=LENGTH_STEP,
            truncation=True,
            max_length=self._max_tokens,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        features = {k: v.to(self._model.device) for k, v in encoded.items()}
        with torch.inference_mode():
            output = self._model(features)
        token_rows, bounds = _token_rows(batch, passages, offsets, len(self._prompt))
        tokens = output["token_embeddings"].float()
        sums = torch.zeros(bounds[-1] + 1, tokens.shape[-1], device=tokens.device)
        flat = torch.from_numpy(token_rows).to(tokens.device).flatten()
        sums.index_add_(0, flat, tokens.flatten(0, 1))
        # Weighted by their token counts, the windows of a split passage add up to its mean.
        lengths = encoded["attention_mask"].sum(1)[:, None]
        whole = output["sentence_embedding"].float().cpu() * lengths
        rows = sums.cpu().numpy()
        return [
            np.concatenate([whole[i : i + 1].numpy(), rows[a:b]])
            for i, (a, b) in enumerate(pairwise(bounds))
        ]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a passage that fits into the encoder's input.

    `passage` is the passage's position; `start` and `end` are half-open, in code points of its
    text; `tokens` is approximate where a passage is split.
    """

    passage: int
    start: int
    end: int
    tokens: int


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Group windows of similar length, longest first, so that batches contain little padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda w: -w.tokens):
        if batch and batch[0].tokens * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _token_rows(
    batch: list[_Window],
    passages: Sequence[PassageText],
    offsets: npt.NDArray[np.int64],
    prompt_length: int,
) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Assign each token to a row of sums, one row for each sentence of each window.

    Returns the row numbers, shape (windows, tokens), and the row bounds of the windows, of length
    windows + 1. Tokens outside sentences (special ones, padding, the prompt) are assigned to an
    extra last row.
    """
    bounds = np.cumsum([0] + [len(passages[w.passage].sentences) for w in batch]).tolist()
    outside = bounds[-1]
    rows = np.full(offsets.shape[:2], outside, dtype=np.int64)
    for i, window in enumerate(batch):
        if bounds[i] == bounds[i + 1]:
            continue  # no sentences
        sentences = np.array(passages[window.passage].sentences, dtype=np.int64)
        starts = offsets[i, :, 0] + window.start - prompt_length
        real = (offsets[i, :, 1] > offsets[i, :, 0]) & (offsets[i, :, 0] >= prompt_length)
        found = np.searchsorted(sentences[:, 0], starts, side="right") - 1
        inside = real & (found >= 0) & (starts < sentences[found, 1])
        rows[i, inside] = bounds[i] + found[inside]
    return rows, bounds


def _unit(vectors: Vectors) -> Vectors:
    """Scale the last axis to length 1; a zero vector stays zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(norms == 0, 1, norms), dtype=np.float32)


def _load_model(folder: Path, name: str, dtype: torch.dtype) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": dtype, "use_safetensors": True},
        ).eval()
    except Exception as error:  # whatever a broken folder makes the libraries raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EmbedderError(f"cannot load the model {name} from {folder}: {reason}") from error
