"""Pairs of a question and a sentence, tokenized and labelled, in a file to learn from."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file

UNKNOWN = -1  # the label of what no loss is computed for


@dataclass(frozen=True, slots=True)
class Pairs:
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

    def save(self, path: Path, record: dict[str, Any]) -> None:
        """Write the pairs, and a record of how they were drawn."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        save_file(arrays, path, {"record": json.dumps(record)})

    @classmethod
    def load(cls, path: Path) -> tuple[Pairs, dict[str, Any]]:
        """Return the pairs of a file, and the record of how they were drawn."""
        with safe_open(path, "np") as file:
            record: dict[str, Any] = json.loads(file.metadata()["record"])
            return cls(**{field.name: file.get_tensor(field.name) for field in fields(cls)}), record
