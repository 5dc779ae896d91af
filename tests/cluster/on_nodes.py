"""What tests have nodes compute: an encoder without a model, which kills its process at a word."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.index.embedding import PassageText, Vectors
from tests.support import HashEmbedder

WORD = "zebra"


class Killing(HashEmbedder):
    """An embedder that kills its process at each passage with the `WORD`, or only at the first.

    It does so once if `once` is a file to make then. Each passage takes so many `seconds`.
    """

    def __init__(self, *, once: Path | None = None, seconds: float = 0.0) -> None:
        super().__init__()
        self._once = once
        self._seconds = seconds

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        for passage in passages:
            time.sleep(self._seconds)
            if WORD in passage.text and not (self._once and self._once.exists()):
                if self._once:
                    self._once.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(passages)


class Slow(HashEmbedder):
    """An embedder that takes a tenth of a second for each passage."""

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        time.sleep(0.1 * len(passages))
        return super().embed_passages(passages)
