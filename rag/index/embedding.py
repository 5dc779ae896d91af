"""The `Embedder` protocol, through which an index uses an encoder, and its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbedderInfo:
    """What an index records of its encoder, since vectors of different encoders do not compare.

    `digest` is the SHA-256 of the weights and the tokenizer. `dtype` is "float32" or "bfloat16".
    """

    name: str
    digest: str
    dimension: int
    pooling: str
    dtype: str


@dataclass(frozen=True, slots=True)
class PassageText:
    """A text and the half-open spans of its sentences, in code points of that text."""

    text: str
    sentences: tuple[tuple[int, int], ...]


class Embedder(Protocol):
    """Turns texts into unit vectors, whose dot product is their cosine."""

    @property
    def info(self) -> EmbedderInfo:
        """What identifies this encoder."""
        ...

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield, in any order, each passage's position and its vectors.

        The vectors have the shape (1 + sentences, dimension): row 0 is the passage's own.
        """
        ...

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        ...

    def is_word(self, word: str) -> bool:
        """Return whether a word is so common that it is one token of the encoder."""
        ...
