"""Compares types of FAISS index on passage vectors alone: `python -m benchmarks.index_types`.

For each type and setting: seconds to train and fill it, bytes for a vector, milliseconds for a
query on one thread (processor time), and the recall of the first 10 and 50 against exact search.
The vectors are made up (`benchmarks/made_up.py`), or those of the sentences and paragraphs of a
file of JSON lines with a `question` and its `sentences`, asked by the questions.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.made_up import MadeUpVectors
from rag.index.embedding import PassageText, Vectors
from rag.index.vectors import exact_nearest, factory
from rag.models.encoder import load_embedder

QUERIES = 200
SETTINGS = {
    "SQ": ("",),
    "IVF": ("nprobe=16", "nprobe=64", "nprobe=256"),
    "HNSW": ("efSearch=64", "efSearch=256"),
    "PQ": ("k_factor_rf=8", "k_factor_rf=16", "k_factor_rf=32", "k_factor_rf=64"),
    "RaBitQ": ("k_factor_rf=16", "k_factor_rf=32", "k_factor_rf=64"),
}


def main() -> None:
    """Print a row for each type and setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("types", nargs="*", help="for faiss.index_factory; default: the one chosen")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--jsonl", type=Path, help="embed the texts of this file instead")
    chosen = parser.parse_args()
    faiss.omp_set_num_threads(1)
    vectors, queries = (
        real_vectors(chosen.jsonl) if chosen.jsonl else made_up_vectors(chosen.passages)
    )
    ids = np.arange(len(vectors))
    nearest = exact_nearest(ids, vectors, queries)
    print(f"{len(vectors)} vectors, {len(queries)} queries")
    print("| type | setting | train, add | bytes | ms | recall@10 | recall@50 |")
    print("|---|---|---|---|---|---|---|")
    for kind in chosen.types or [factory(*vectors.shape)]:
        print_type(kind, vectors, queries, nearest)


def made_up_vectors(count: int) -> tuple[Vectors, Vectors]:
    """Return made-up passages' vectors in half precision, and questions' near some of them."""
    source = MadeUpVectors()
    vectors = np.empty((count, source.info.dimension), np.float32)
    without_sentences = [PassageText("", ())] * 10_000
    for start in range(0, count, len(without_sentences)):
        some = without_sentences[: count - start]
        for position, rows in source.embed_passages(some):
            vectors[start + position] = rows[0].astype(np.float16)
    chosen = np.random.default_rng(1).permutation(count)
    return vectors[chosen], source.near(vectors[chosen[:QUERIES]], 0.6)


def real_vectors(path: Path) -> tuple[Vectors, Vectors]:
    """Return the vectors of a file's paragraphs and sentences, and those of its questions."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    paragraphs = {" ".join(r["sentences"]): r["sentences"] for r in records if r["sentences"]}
    texts = [
        PassageText(text, _bounds(sentences))
        for text, sentences in paragraphs.items()
        if all(s.strip() for s in sentences)
    ]
    embedder = load_embedder()
    rows = [vectors for _, vectors in embedder.embed_passages(texts)]
    questions = list(dict.fromkeys(r["question"] for r in records))[:QUERIES]
    vectors = np.concatenate(rows).astype(np.float16).astype(np.float32)
    return vectors, np.stack([embedder.embed_question(question) for question in questions])


def _bounds(sentences: Sequence[str]) -> tuple[tuple[int, int], ...]:
    bounds, start = list[tuple[int, int]](), 0
    for sentence in sentences:
        bounds.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return tuple(bounds)


def print_type(kind: str, vectors: Vectors, queries: Vectors, nearest: Any) -> None:
    """Build an index and print what each of its settings finds, and how fast."""
    index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    started = time.process_time()
    index.train(vectors[:100_000])
    index.add(vectors)
    built = time.process_time() - started
    size = len(faiss.serialize_index(index)) / len(vectors)
    parameters: Any = faiss.ParameterSpace()  # its stubs lack the form with one string
    settings = next(s for prefix, s in SETTINGS.items() if kind.startswith(prefix))
    for setting in settings:
        if setting:
            parameters.set_index_parameters(index, setting)
        started = time.process_time()
        found = np.concatenate([index.search(query[None, :], 50)[1] for query in queries])
        took = (time.process_time() - started) / len(queries) * 1e3
        shares = [
            np.mean([len({*a[:k]} & {*b[:k]}) / k for a, b in zip(found, nearest, strict=True)])
            for k in (10, 50)
        ]
        row = f"{built:.1f} s | {size:.0f} | {took:.2f} | {shares[0]:.4f} | {shares[1]:.4f} |"
        print(f"| {kind} | {setting} | {row}", flush=True)


if __name__ == "__main__":
    main()
