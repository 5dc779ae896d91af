"""For the tests of encoders: passages, vectors, and the default model in several ways."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from rag.index.embedding import Embedder, PassageText, Vectors
from rag.models.model_files import DEFAULT_MODEL, default_folder, model_digest
from rag.models.torch_encoder import SentenceTransformerEmbedder

SENTENCES = (
    "The Tarrel Bridge was shut to all traffic on Monday.",
    "“Nobody wants to be the leader who closes the bridge,” Soley said.",
    "It will stay closed for 14 weeks — naïve hopes aside 😀.",
)


def passage(*sentences: str, between: str = " ") -> PassageText:
    """Return a passage of these sentences."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + len(between)
    return PassageText(between.join(sentences), tuple(spans))


def embed(embedder: Embedder, *passages: PassageText) -> list[Vectors]:
    """Return the vectors of passages, in order."""
    found = dict(embedder.embed_passages(passages))
    assert sorted(found) == list(range(len(passages)))
    return [found[i] for i in range(len(passages))]


def cosine(a: Any, b: Any) -> float:
    """Return the cosine of two vectors of any length."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def in_torch(dtype: str) -> SentenceTransformerEmbedder:
    """Return the default model in PyTorch."""
    folder = default_folder()
    return SentenceTransformerEmbedder(folder, DEFAULT_MODEL, model_digest(folder), dtype)


def linked_model(tmp_path: Path) -> Path:
    """Return a folder of links to the files of the default model."""
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder, copy_function=os.symlink)
    return folder


SHORT = passage(*SENTENCES)
# Long enough for three windows; neighbouring sentences are about different things.
THINGS = (
    "apple violin glacier lawyer helmet mosquito cathedral bakery submarine tennis "
    "carpet volcano dentist lantern wheat opera parrot bicycle orphan thunder"
).split()
LONG = passage(
    *(
        f"In the report of the year 20{i + 10} a {t} was the main thing of all."
        for i in range(2)
        for t in THINGS
    )
)
