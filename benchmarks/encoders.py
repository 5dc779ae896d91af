"""Encoders: `python -m benchmarks.encoders`. Which runtime embeds passages fastest, on one thread.

The export in onnxruntime, and PyTorch in float32 and bfloat16, embed the same passages of a SQuAD
file in turn; processor time, tokens a second, and the lowest cosine with PyTorch in float32. Where
the processor does not multiply in bfloat16, that type is left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.measuring import SQUAD, alternating, machine, row
from rag.corpus import parse
from rag.evaluate.squad import read_squad, write_corpus
from rag.evaluate.temporary_index import sample
from rag.index.embedding import Embedder, PassageText, Vectors
from rag.models.dtypes import resolve_dtype
from rag.models.encoder import load_embedder
from rag.models.model_files import DEFAULT_MODEL, default_folder, model_digest
from rag.models.torch_encoder import SentenceTransformerEmbedder
from rag.segment import segment
from rag.segment.tokens import token_counter

ROUNDS = 5
PASSAGES = 128


def main() -> int:
    """Print a row for each runtime; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squad", type=Path, default=SQUAD, help="a file in the SQuAD format")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    if not chosen.squad.is_file():
        print(f"skipped: {chosen.squad} is missing (give --squad)")
        return 0
    os.environ["RAG_THREADS"] = "1"
    print(machine())
    texts = passages(chosen.squad)
    folder = default_folder()
    digest = model_digest(folder)
    runtimes: dict[str, Embedder] = {"onnxruntime": load_embedder(dtype="float32")}
    for dtype in dict.fromkeys(("float32", resolve_dtype("auto"))):
        model = SentenceTransformerEmbedder(folder, DEFAULT_MODEL, digest, dtype)
        runtimes[f"PyTorch, {dtype}"] = model
    exact = embedded(runtimes["PyTorch, float32"], texts)
    actions = {name: lambda e=e: processor(e, texts) for name, e in runtimes.items()}
    times = alternating(actions, chosen.rounds)
    base = min(times["PyTorch, float32"])
    for name, runtime in runtimes.items():
        cosine = float((embedded(runtime, texts) * exact).sum(axis=1).min())
        row(
            f"{len(texts)} passages in {name}",
            f"{base / min(times[name]):.2f} times as fast as PyTorch in float32 "
            f"({min(times[name]):.1f} s); lowest cosine {cosine:.5f}",
        )
    return 0


def passages(squad: Path) -> list[PassageText]:
    """Return the first passages of the articles of a SQuAD file, in random order."""
    count = token_counter("rag_news_32k")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(read_squad(squad), Path(folder))
        files = sample(sorted(Path(folder).iterdir()))
        documents = (d for f in files for d in parse(f.name, f.read_bytes()).documents)
        found = (
            PassageText(p.text, tuple((s.start - p.start, s.end - p.start) for s in p.sentences))
            for document in documents
            for p in segment(document, count_tokens=count, passage_tokens=200)
        )
        return list(islice(found, PASSAGES))


def processor(embedder: Embedder, texts: list[PassageText]) -> float:
    """Return the processor time, in seconds, in which passages are embedded."""
    started = time.process_time()
    for _ in embedder.embed_passages(texts):
        pass
    return time.process_time() - started


def embedded(embedder: Embedder, texts: list[PassageText]) -> Vectors:
    """Return all vectors of passages and sentences, shape (rows, dimension)."""
    found = dict(embedder.embed_passages(texts))
    return np.concatenate([found[i] for i in range(len(texts))])


if __name__ == "__main__":
    sys.exit(main())
