"""Pairs of a question and a sentence, tokenized and labelled, in a file to learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.array_file import Arrays

UNKNOWN = -1  # the label of what no loss is computed for


@dataclass(frozen=True, slots=True)
class Pairs(Arrays):
    """Tokenized pairs of a question and a candidate, with what the reader is to say of them.

    `ids` holds the tokens of all pairs one after another, `lengths` how many each has, shape
    (pairs,). The question's pieces are the tokens 1 to `asked`, those of the sentence `first` up to
    the last but one. `start` and `end` are the places of the answer's first and last piece, 0 where
    the sentence does not answer, UNKNOWN where no words are marked. `unsupported` has a label for
    each piece of each question, UNKNOWN where nobody knows. `group` numbers the questions.
    """

    ids: NDArray[np.uint16]
    lengths: NDArray[np.uint8]
    asked: NDArray[np.uint8]
    first: NDArray[np.uint8]
    right: NDArray[np.uint8]
    start: NDArray[np.int16]
    end: NDArray[np.int16]
    unsupported: NDArray[np.int8]
    group: NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.lengths)
