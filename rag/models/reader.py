"""Reading question and sentence together, to say if the one answers the other.

Words and vectors that are compared from outside can't tell that "the bridge, which opened in 1936"
doesn't say who built it. A cross-encoder (Nogueira and Cho 2019) reads both at once: BERT (Devlin
and others 2019) with the weights of the default model and small changes to them, of low rank (Hu
and others 2021), which lie in `reader.safetensors` with the command and the data that they were
fitted by. It reads few sentences, those that rank first.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.models.encoder import STEP, default_folder, torch_dtype

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

    Weights = Mapping[str, torch.Tensor]

CHANGES = "reader.safetensors"
HEADS = 12
NORM = 1e-12  # BERT's layer normalization adds this to the variance
# At most so many word pieces are read: of a question its first, of the sentence before its last.
QUESTION, BEFORE, SENTENCE = 40, 32, 160

# The matrices that are changed, in each layer.
CHANGED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
SEGMENTS = "embeddings.token_type_embeddings.weight"  # replaced as a whole


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a sentence as word pieces; `segments` is 1 for those of the sentence."""

    pieces: list[int]
    segments: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs to read at once: integers of shape (rows, pieces), and which piece sees which.

    `visible` is of shape (rows, 1, pieces, pieces) or (rows, 1, 1, pieces). `owner` has the number
    of the pair that a piece belongs to, -1 for padding; `first` the flat place of each pair's first
    piece.
    """

    pieces: torch.Tensor
    positions: torch.Tensor
    segments: torch.Tensor
    visible: torch.Tensor
    owner: torch.Tensor
    first: torch.Tensor


class Reader:
    """The model in memory; safe to use from several threads."""

    def __init__(self, weights: Weights, tokenizer: Tokenizer) -> None:
        self._weights = weights
        self._tokenizer = tokenizer
        self._lock = threading.Lock()  # two at once would only share the processor's cores

    @classmethod
    def load(cls, dtype: str = "auto") -> Reader:
        """Load the default model's weights, changed; `dtype` is as for an embedder.

        Raises EmbedderError if they are not there, or not the published ones.
        """
        import torch
        from safetensors.torch import load

        folder = default_folder()
        kept = torch_dtype(dtype)
        changes = load(files("rag.models").joinpath(CHANGES).read_bytes())
        with torch.inference_mode():
            weights = {k: v.to(kept) for k, v in changed(base_weights(folder), changes).items()}
        return cls(weights, load_tokenizer(folder))

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Say how far each sentence answers the question: log odds, shape (sentences,).

        A sentence comes after the one before it in its passage, "" for none. The log odds are those
        of the questions that the reader was fitted on, in which one pair of three or four is right.
        """
        import torch

        if not sentences:
            return np.zeros(0)
        pairs = [pair(self._tokenizer, question, *sentence) for sentence in sentences]
        with self._lock, torch.inference_mode():
            odds = log_odds(self._weights, packed(pairs))
        return odds.double().numpy()


@cache
def shared_reader(dtype: str = "auto") -> Reader:
    """Return the reader of this process, loading it the first time."""
    return Reader.load(dtype)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer of a model's folder, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def base_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Load the weights of a BERT as they were published, without its pooler, in float32."""
    from safetensors.torch import load_file

    loaded = load_file(folder / "model.safetensors")
    return {k: v.float() for k, v in loaded.items() if v.is_floating_point() and "pooler" not in k}


def changed(base: Weights, changes: Weights) -> dict[str, torch.Tensor]:
    """Add the changes to weights: to each matrix W the product of its two, B A.

    Of the shape (out, in) of W, A has (rank, in) and B (out, rank). The weights of query, key and
    value become one matrix, and what is not of the base (the head) is taken over.
    """
    import torch

    weights = {**base, **{k: v.float() for k, v in changes.items() if k[-2:] not in (".A", ".B")}}
    for layer in range(layers(base)):
        for matrix in CHANGED:
            name = f"encoder.layer.{layer}.{matrix}"
            a, b = changes[f"{name}.A"].float(), changes[f"{name}.B"].float()
            weights[f"{name}.weight"] = base[f"{name}.weight"] + b @ a
        own = f"encoder.layer.{layer}.attention.self"
        for part in ("weight", "bias"):
            three = [weights.pop(f"{own}.{name}.{part}") for name in ("query", "key", "value")]
            weights[f"{own}.{part}"] = torch.cat(three)
    return weights


def layers(weights: Weights) -> int:
    """Count the layers of a BERT."""
    return len({k.split(".")[2] for k in weights if k.startswith("encoder.layer.")})


def pair(tokenizer: Tokenizer, question: str, before: str, sentence: str) -> Pair:
    """Cut a question, the sentence before, and the sentence to judge into word pieces."""
    start, end = tokenizer.encode("").ids  # [CLS] and [SEP]

    def pieces(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    given = [start, *pieces(question)[:QUESTION], end, *pieces(before)[-BEFORE:], end]
    judged = [*pieces(sentence)[:SENTENCE], end]
    return Pair(given + judged, [0] * len(given) + [1] * len(judged))


def packed(pairs: Sequence[Pair]) -> Batch:
    """Lay pairs behind one another in a single row, in which none sees another.

    The row is filled up to a multiple of `STEP` pieces.
    """
    import torch

    lengths = torch.tensor([len(p.pieces) for p in pairs])
    first = lengths.cumsum(0) - lengths
    pieces = [i for p in pairs for i in p.pieces]
    rest = -len(pieces) % STEP
    owner = torch.tensor([n for n, p in enumerate(pairs) for _ in p.pieces] + [-1] * rest)
    return Batch(
        pieces=torch.tensor([pieces + [0] * rest]),
        positions=torch.tensor([[i for p in pairs for i in range(len(p.pieces))] + [0] * rest]),
        segments=torch.tensor([[i for p in pairs for i in p.segments] + [0] * rest]),
        visible=(owner[:, None] == owner)[None, None],
        owner=owner[None],
        first=first,
    )


def padded(pairs: Sequence[Pair]) -> Batch:
    """Lay each pair in a row of its own, filled up to the longest: for many pairs at once."""
    import torch
    from torch.nn.utils.rnn import pad_sequence

    pieces = pad_sequence([torch.tensor(p.pieces) for p in pairs], batch_first=True)
    segments = pad_sequence([torch.tensor(p.segments) for p in pairs], batch_first=True)
    lengths = torch.tensor([len(p.pieces) for p in pairs])
    positions = torch.arange(pieces.shape[1]).expand_as(pieces)
    there = positions < lengths[:, None]
    return Batch(
        pieces=pieces,
        positions=positions,
        segments=segments,
        visible=there[:, None, None, :],
        owner=torch.where(there, torch.arange(len(pairs))[:, None], -1),
        first=torch.arange(len(pairs)) * pieces.shape[1],
    )


def log_odds(weights: Weights, batch: Batch) -> torch.Tensor:
    """Read a batch; the log odds of each of its pairs, shape (pairs,), in float32."""
    import torch

    pieces = encode(weights, batch).float().flatten(0, 1)
    judged = batch.segments.flatten() == 1
    owner = batch.owner.flatten()[judged]
    sums = torch.zeros(len(batch.first), pieces.shape[-1]).index_add(0, owner, pieces[judged])
    means = sums / torch.bincount(owner, minlength=len(batch.first))[:, None]
    summary = torch.cat([pieces[batch.first], means], dim=1)
    return summary @ weights["head.weight"].float() + weights["head.bias"].float()


def encode(weights: Weights, batch: Batch) -> torch.Tensor:
    """Return the vectors that BERT's last layer gives, shape (rows, pieces, dimension)."""
    from torch.nn import functional as f

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return f.layer_norm(
            x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], NORM
        )

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return f.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    x = (
        f.embedding(batch.pieces, weights["embeddings.word_embeddings.weight"])
        + f.embedding(batch.positions, weights["embeddings.position_embeddings.weight"])
        + f.embedding(batch.segments, weights[SEGMENTS])
    )
    x = norm(x, "embeddings.LayerNorm")
    rows, length, dimension = x.shape
    for layer in range(layers(weights)):
        own = f"encoder.layer.{layer}"
        split = linear(x, f"{own}.attention.self").view(rows, length, 3, HEADS, dimension // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        seen = f.scaled_dot_product_attention(query, key, value, attn_mask=batch.visible)
        seen = seen.transpose(1, 2).reshape(rows, length, dimension)
        x = norm(
            x + linear(seen, f"{own}.attention.output.dense"), f"{own}.attention.output.LayerNorm"
        )
        inner = f.gelu(linear(x, f"{own}.intermediate.dense"))
        x = norm(x + linear(inner, f"{own}.output.dense"), f"{own}.output.LayerNorm")
    return x
