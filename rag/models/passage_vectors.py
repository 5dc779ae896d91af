"""From an encoder's token vectors to those of passages and of their sentences.

One pass over a passage gives both: a sentence's vector is the mean of its own tokens' vectors,
which know the sentences around them. Batches are small and run side by side, each on one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.index.embedding import PassageText, Vectors
from rag.models.threads import side_by_side
from rag.models.tokenization import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Encoding

LENGTH_STEP = 32  # inputs are padded to multiples: oneDNN compiles kernels for each length
# In one pass of the encoder, padding included. On one thread 500 to 2,000 are fastest: onnxruntime
# encodes 3,800 tokens a second of batches of 800 and 2,900 of batches of 4,000.
BATCH_TOKENS = 1_024
GROUP_PASSAGES = 512  # sorted by length together; limits the memory in use

Tokens = dict[str, npt.NDArray[np.int64]]
# From a batch's input_ids, attention_mask and token_type_ids, each of shape (texts, tokens), to the
# token vectors, shape (texts, tokens, dimension), and those of the texts, (texts, dimension).
EncodeTokens = Callable[[Tokens], tuple[Vectors, Vectors]]


@dataclass(frozen=True, slots=True)
class TextLayout:
    """How an encoder takes texts: its tokenizer, as JSON, and what it is used with.

    `prompt` is put before each text; a text has at most `max_tokens` tokens, special ones
    included; shorter texts of a batch are padded with `pad_id`, on the left if `pad_left`.
    """

    tokenizer: str
    prompt: str
    max_tokens: int
    pad_id: int
    pad_left: bool


class PassageVectors:
    """Computes the vectors of passages; safe to use from several threads."""

    def __init__(self, layout: TextLayout, encode: EncodeTokens, threads: int) -> None:
        """Encode with up to `threads` calls of `encode` at a time."""
        self._layout = layout
        self._encode = encode
        self._threads = threads
        self._whole = load_tokenizer(layout.tokenizer)
        self._cut = load_tokenizer(layout.tokenizer, layout.max_tokens)

    def embed(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder.embed_passages` specifies."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="encoder") as pool:
            for start in range(0, len(passages), GROUP_PASSAGES):
                group = passages[start : start + GROUP_PASSAGES]
                for position, vectors in self._embed_group(group, pool):
                    yield start + position, vectors

    def _embed_group(
        self, passages: Sequence[PassageText], pool: ThreadPoolExecutor
    ) -> Iterator[tuple[int, Vectors]]:
        windows = self._windows(passages)
        sums: dict[int, Vectors] = {}
        missing = np.bincount([w.passage for w in windows], minlength=len(passages))
        pooled = side_by_side(
            lambda batch: (batch, self._pool(batch, passages)),
            _batches(windows),
            pool,
            ahead=2 * self._threads,
        )
        for batch, sums_of_batch in pooled:
            for window, rows in zip(batch, sums_of_batch, strict=True):
                position = window.passage
                sums[position] = sums[position] + rows if position in sums else rows
                missing[position] -= 1
                if not missing[position]:
                    yield position, unit(sums.pop(position))

    def _windows(self, passages: Sequence[PassageText]) -> list[_Window]:
        """Split passages longer than the encoder's input; all but a few are one window."""
        windows: list[_Window] = []
        prompt = self._layout.prompt
        encoded = self._whole.encode_batch([prompt + p.text for p in passages])
        for position, encoding in enumerate(encoded):
            if len(encoding.ids) <= self._layout.max_tokens:
                windows.append(_Window(position, 0, encoding))
            else:
                windows += self._split(position, passages[position].text)
        return windows

    def _split(self, position: int, text: str) -> Iterator[_Window]:
        """Split one passage into windows."""
        offsets = self._whole.encode(text, add_special_tokens=False).offsets
        # Leave room for the prompt and the special tokens, and for tokens that a cut may add.
        overhead = len(self._whole.encode(self._layout.prompt).ids)
        step = max(1, self._layout.max_tokens - overhead - 8)
        starts = [offsets[i][0] for i in range(0, len(offsets), step)]
        for a, b in pairwise([0, *starts[1:], len(text)]):
            if a < b:
                yield _Window(position, a, self._cut.encode(self._layout.prompt + text[a:b]))

    def _pool(self, batch: list[_Window], passages: Sequence[PassageText]) -> list[Vectors]:
        """Encode windows; return for each the sums of its token vectors, by passage and sentence.

        Each sum has the shape (1 + sentences, dimension): row 0 is the passage's.
        """
        layout = self._layout
        arrays = collate([w.encoding for w in batch], layout.pad_id, pad_left=layout.pad_left)
        tokens, texts = self._encode(arrays)
        # Weighted by their token counts, the windows of a split passage add up to its mean.
        lengths = arrays["attention_mask"].sum(axis=1, keepdims=True)
        pooled = []
        for i, window in enumerate(batch):
            length = len(window.encoding.ids)
            own = tokens[i, -length:] if layout.pad_left else tokens[i, :length]
            inside = _membership(window, passages[window.passage], len(layout.prompt))
            pooled.append(np.concatenate([texts[i : i + 1] * lengths[i], inside @ own]))
        return pooled


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a passage that fits into the encoder's input: all of it, but for long ones.

    `passage` is the passage's position; `start` is where the part begins, in code points.
    """

    passage: int
    start: int
    encoding: Encoding


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Group windows of similar length, longest first, so that batches contain little padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda w: -len(w.encoding.ids)):
        if batch and len(batch[0].encoding.ids) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def collate(encodings: Sequence[Encoding], pad_id: int, *, pad_left: bool = False) -> Tokens:
    """Return texts as an encoder's arguments, padded to the longest, in multiples of a step.

    Each has the shape (texts, tokens): input_ids, attention_mask, token_type_ids.
    """
    longest = max(len(e.ids) for e in encodings)
    if len(encodings) > 1:
        longest += -longest % LENGTH_STEP
    shape = len(encodings), longest
    ids = np.full(shape, pad_id, dtype=np.int64)
    mask, types = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, encoding in enumerate(encodings):
        length = len(encoding.ids)
        place = slice(longest - length, None) if pad_left else slice(length)
        ids[row, place], mask[row, place] = encoding.ids, 1
        types[row, place] = encoding.type_ids
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def _membership(window: _Window, passage: PassageText, prompt_length: int) -> Vectors:
    """Return which tokens begin in which sentence, as 0 and 1, shape (sentences, tokens).

    Tokens outside sentences (special ones, the prompt) are in none.
    """
    offsets = np.array(window.encoding.offsets, dtype=np.int64)
    spans = np.array(passage.sentences, dtype=np.int64).reshape(-1, 2)
    starts = offsets[:, 0] + window.start - prompt_length
    real = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= prompt_length)
    inside = (spans[:, :1] <= starts) & (starts < spans[:, 1:]) & real
    return inside.astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Scale the last axis to length 1; a zero vector stays zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(norms == 0, 1, norms), dtype=np.float32)
