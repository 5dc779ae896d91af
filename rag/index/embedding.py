"""The interface of an encoder, the `Embedder` protocol, and its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbedderInfo:
    """The identity of an encoder, recorded in the index: vectors of two encoders are incomparable.

    `digest` is the SHA-256 of the weights and the tokenizer. `dtype` is "float32" or "bfloat16".
    """

    name: str
    digest: str
    dimension: int
    pooling: str
    dtype: str


@dataclass(frozen=True, slots=True)
class PassageText:
    """A text and the half-open spans of its sentences, in code points of the text."""

    text: str
    sentences: tuple[tuple[int, int], ...]


class Embedder(Protocol):
    """Encodes texts as unit vectors, whose dot product is the cosine."""

    @property
    def info(self) -> EmbedderInfo:
        """The identity of this encoder."""
        ...

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and its vectors, in any order.

        The vectors have the shape (1 + sentences, dimension): row 0 is the passage's own.
        """
        ...

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        ...

    def is_word(self, word: str) -> bool:
        """Return whether a word is so common that it is a single token of the encoder."""
        ...
