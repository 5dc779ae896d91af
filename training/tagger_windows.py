"""Windows of articles, tokenized and labelled, in a file that the tagger learns from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.array_file import Arrays
from training.speech_windows import IGNORED, Window


@dataclass(frozen=True, slots=True)
class Windows(Arrays):
    """Windows with [CLS] and [SEP], and what the tagger is to find in them.

    `ids` and `tags` hold the pieces of all windows one after another, `lengths` how many each has,
    shape (windows,). A tag is IGNORED at pieces that begin no word. Where `annotated` is 0, nobody
    knows the tags, and those of the words are 0. `spans` holds those of `Window` one after another,
    shape (spans, 4), `span_counts` how many each window has.
    """

    ids: NDArray[np.uint16]
    tags: NDArray[np.int8]
    lengths: NDArray[np.uint16]
    annotated: NDArray[np.uint8]
    spans: NDArray[np.uint16]
    span_counts: NDArray[np.uint16]

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self.lengths)


def gather(windows: Iterable[tuple[Window, bool]], special: tuple[int, int]) -> Windows:
    """Return windows, each with whether it is annotated, as the arrays of a file.

    `special` are the ids of [CLS] and [SEP].
    """
    (cls, sep), edge = special, np.array([IGNORED], np.int8)
    ids, tags = list[NDArray[np.uint16]](), list[NDArray[np.int8]]()
    spans, annotated = list[NDArray[np.uint16]](), list[bool]()
    for window, is_annotated in windows:
        ids.append(np.array([cls, *window.ids, sep], np.uint16))
        tags.append(np.concatenate([edge, window.tags.astype(np.int8), edge]))
        spans.append(window.spans.astype(np.uint16))
        annotated.append(is_annotated)
    return Windows(
        np.concatenate(ids),
        np.concatenate(tags),
        np.array([len(some) for some in ids], np.uint16),
        np.array(annotated, np.uint8),
        np.concatenate(spans),
        np.array([len(some) for some in spans], np.uint16),
    )
