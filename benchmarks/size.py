"""Measures an index of made-up passages: `python -m benchmarks.size --passages 1000000`.

The articles are files of a folder, brought into an index by a sync as any others; only segmenting
and the encoder are replaced (`benchmarks/made_up.py`). Printed are:

- the time of the first sync, of its search indexes, and of a sync after one article changed; the
  bytes of each part on the disk; the type of the FAISS index and the recall that it recorded;
- the recall of the FAISS index against exact search, for questions' vectors (at least .99 at 10);
- the time of opening with the first answer (at most 3 s), and of answers without the reader by kind
  of question and by stage, of which "retrieval" includes "faiss", "tantivy" and "rows"; encoding a
  question and answering it, beside encoding it, in one process (at most 2 and 4 times for 100,000
  and 1,000,000 passages); the resident memory beyond the encoder's (at most 1 GB).

It exits with 1 over a limit. Times are processor time on one thread unless stated otherwise. A
question is made of words of a passage, and its vector has the cosine .6 with that passage's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.made_up import PARAGRAPHS, MadeUpTexts, MadeUpVectors, segment_made_up
from benchmarks.measuring import resident, row
from rag.answering import pipeline
from rag.answering.score import Scorer
from rag.engine.engine import Engine
from rag.english.analyzer import is_content
from rag.index import derived, writer
from rag.index.embedding import Vectors
from rag.index.incoming import LocalReads
from rag.index.lock import WriteLock
from rag.index.recipe import Recipe
from rag.index.store import Store
from rag.index.sync import BuildReport, sync
from rag.index.terms import TermIndex
from rag.index.vectors import VectorIndex
from rag.models.encoder import load_embedder
from rag.types import Passage

QUESTIONS = 40  # of each kind
FILES_PER_FOLDER = 1_000
KINDS = ("plain", "speech", "words", "dated", "misspelt")
TIMES = {100_000: 2.0, 1_000_000: 4.0}  # of encoding, at most; by number of passages
Spent = defaultdict[str, float]  # seconds of processor time, by stage


def main() -> None:
    """Print the figures; or, in a child process, measure some of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the index here, and use one that is here")
    parser.add_argument("--measure", choices=("asking", "recall"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        measure = measure_asking if chosen.measure == "asking" else measure_recall
        print(json.dumps(measure(chosen.folder / "index")))
    elif chosen.folder:
        sys.exit(not measure_all(chosen.folder, chosen.passages))
    else:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit(not measure_all(Path(folder), chosen.passages))


def measure_all(folder: Path, passages: int) -> bool:
    """Build an index unless there is one, print all figures, return whether the limits are met."""
    if not (folder / "index").exists():
        print_build(folder, passages)
    print_change(folder)
    print_files(folder / "index")
    found = child("recall", folder)
    print(f"recall of questions: {found}", flush=True)
    asking = child("asking", folder)
    for name, value in asking["figures"].items():
        print(f"{name}: {value}")
    ratio, limit = asking["ratio"], TIMES.get(passages, max(TIMES.values()))
    met = [
        row(
            "asking, beside encoding", f"{ratio:.2f} times", f"at most {limit}", held=ratio <= limit
        ),
        row("recall@10", f"{found['10']}", "at least .99", held=found["10"] >= 0.99),
        row("opening", f"{asking['opening']:.2f} s", "at most 3 s", held=asking["opening"] <= 3),
        row("memory", f"{asking['memory']:.0f} MB", "at most 1000", held=asking["memory"] <= 1000),
    ]
    return all(met)


def child(what: str, folder: Path) -> dict[str, Any]:
    """Measure in a process of its own with one thread."""
    command = [sys.executable, "-m", "benchmarks.size", "--measure", what, "--folder", str(folder)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    found: dict[str, Any] = json.loads(subprocess.check_output(command, env=environment))
    return found


@contextmanager
def timed(spent: Spent, **functions: tuple[Any, str]) -> Iterator[None]:
    """Add the processor time of functions, each an (owner, name), to `spent` inside the block."""

    def timing(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent[stage] += time.process_time() - started

        return call

    before = {stage: getattr(owner, name) for stage, (owner, name) in functions.items()}
    for stage, (owner, name) in functions.items():
        setattr(owner, name, timing(stage, before[stage]))
    try:
        yield
    finally:
        for stage, (owner, name) in functions.items():
            setattr(owner, name, before[stage])


def print_build(folder: Path, passages: int) -> None:
    """Write the articles, and build the index."""
    texts, corpus = MadeUpTexts(), folder / "corpus"
    for number in range(passages // PARAGRAPHS):
        path = corpus / str(number // FILES_PER_FOLDER) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.article(number), "utf-8")
    print_sync("build", folder, seed=0)


def print_change(folder: Path) -> None:
    """Change one article, and sync."""
    path = folder / "corpus" / "0" / "7.txt"
    edition = random.randrange(2**32)
    path.write_text(MadeUpTexts().article(7, edition), "utf-8")
    report = print_sync("one article changed", folder, seed=edition)
    assert report.changed == ("0/7.txt",), report.changed


def print_sync(what: str, folder: Path, seed: int) -> BuildReport:
    """Print the time of a sync and of its parts, of which "publish" includes all but "staging"."""
    spent = Spent(float)
    embedder = MadeUpVectors(seed)
    recipe = Recipe(embedder.info, "none", 200, 0, 0)
    index = folder / "index"
    index.mkdir(exist_ok=True)
    started, wall = time.process_time(), time.perf_counter()
    with (
        timed(
            spent,
            vector_rows=(derived, "read_passage_vectors"),
            faiss=(VectorIndex, "build"),
            recall=(derived, "recall"),
            tantivy=(TermIndex, "build"),
            seals=(writer, "seal"),
            staging=(writer.Writer, "stage"),
            publish=(writer.Writer, "publish"),
        ),
        WriteLock(index),
        writer.Writer(index, recipe) as writing,
    ):
        report = sync(folder / "corpus", writing, embedder, LocalReads(segment_made_up))
    seconds, wall = time.process_time() - started, time.perf_counter() - wall
    parts = ", ".join(f"{stage} {s:.1f}" for stage, s in spent.items())
    print(f"{what}: {seconds:.1f} s, wall {wall:.1f} s ({parts})", flush=True)
    return report


def print_files(index: Path) -> None:
    """Print the bytes of each part of an index, and what it records of its FAISS index."""
    with closing(Store(index)) as store:
        meta = store.meta()
        passages = store.counts().passages
    print(f"{passages} passages, {meta['passages_index']}, recall {meta['passages_recall']}")
    current = meta["generation"]
    names = ("rag.sqlite", f"passages-{current}.faiss", f"terms-{current}")
    for path in (index / name for name in names):
        files = [path] if path.is_file() else list(path.iterdir())
        size = sum(f.stat().st_size for f in files)
        print(f"{path.name}: {size / 1e6:.0f} MB, {size / passages:.0f} bytes a passage")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of some kind about a passage, with its vector."""

    kind: str
    text: str
    vector: Vectors
    published_from: date | None = None


def made_up_questions(store: Store, count: int) -> list[Asked]:
    """Make `count` questions of each kind, each about a random passage."""
    rng, vectors = random.Random("questions"), MadeUpVectors(1)
    ids = store.passage_ids()
    asked: list[Asked] = []
    while len(asked) < count * len(KINDS):
        kind = KINDS[len(asked) % len(KINDS)]
        (stored,) = store.passages([rng.choice(ids)])
        if kind not in ("speech", "words") or stored.passage.attributions:
            vector = vectors.near(stored.vectors[:1], 0.6)[0]
            since = date(2024, 6, 1) if kind == "dated" else None
            asked.append(Asked(kind, _question(kind, stored.passage, rng), vector, since))
    return asked


def _question(kind: str, passage: Passage, rng: random.Random) -> str:
    """Ask with three content words of a sentence; one of them with a wrong letter if misspelt."""
    if kind == "words":
        return f"What did {passage.attributions[0].speaker} say?"
    words = _content(rng.choice(passage.sentences[1:4]).text)
    one, two, three = rng.sample(words if len(words) > 2 else _content(passage.text), 3)
    if kind == "speech":
        return f"What did {passage.attributions[0].speaker} say about the {one} {two}?"
    if kind == "misspelt":
        at = len(one) // 2
        one = f"{one[:at]}x{one[at + 1 :]}"
    return f"Why is the {one} {two} {three}?"


def _content(text: str) -> list[str]:
    return [word.strip('".,').lower() for word in text.split() if is_content(word)]


class Given:
    """An `Embedder` whose next question has a given vector."""

    def __init__(self, embedder: MadeUpVectors) -> None:
        self.info, self.embed_passages = embedder.info, embedder.embed_passages
        self.is_word = embedder.is_word
        self.vector = np.zeros(embedder.info.dimension, np.float32)

    def embed_question(self, question: str) -> Vectors:
        """Return the vector that was set."""
        return self.vector


def measure_asking(index: Path) -> dict[str, Any]:
    """Return the figures of opening and asking an index, beside the real encoder's."""
    encoder = load_embedder()
    with closing(Store(index)) as store:
        questions = made_up_questions(store, QUESTIONS)
    for asked in questions:  # the encoder's memory grows with the first of each length
        _encoding(encoder, asked.text)
    before = resident()
    embedder = Given(MadeUpVectors())
    started, wall = time.process_time(), time.perf_counter()
    engine = Engine(Store(index), embedder)
    embedder.vector = questions[0].vector
    engine.answer(questions[0].text)  # reads the names of all speakers
    opening, waited = time.process_time() - started, time.perf_counter() - wall
    figures = {"opening": f"{opening:.2f} s, wall {waited:.2f} s, {resident() - before:.0f} MB"}
    encoded: list[float] = []
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    spent: dict[str, Spent] = {kind: Spent(float) for kind in KINDS}
    for asked in questions:
        encoded.append(_encoding(encoder, asked.text))
        took[asked.kind].append(_answering(engine, embedder, asked, spent[asked.kind]))
    encoding = statistics.median(encoded)
    figures["encoding"] = f"{encoding * 1e3:.2f} ms"
    for kind, times in took.items():
        parts = ", ".join(f"{k} {s / len(times) * 1e3:.2f}" for k, s in spent[kind].items())
        middle, high = np.percentile(times, [50, 95])
        figures[kind] = (
            f"median {middle * 1e3:.2f} ms, 95th percentile {high * 1e3:.2f}; means: {parts}"
        )
    return {
        "figures": figures,
        "ratio": (encoding + statistics.median(took["plain"])) / encoding,
        "opening": opening,
        "memory": resident() - before,
    }


def _answering(engine: Engine, embedder: Given, asked: Asked, spent: Spent) -> float:
    embedder.vector = asked.vector
    with timed(
        spent,
        faiss=(VectorIndex, "search"),
        tantivy=(TermIndex, "search"),
        rows=(Store, "passages"),
        retrieval=(pipeline, "find_passages"),
        understanding=(pipeline, "interpret"),
        scoring=(Scorer, "score"),
    ):
        started = time.process_time()
        engine.answer(asked.text, published_from=asked.published_from)
        return time.process_time() - started


def _encoding(encoder: Any, question: str) -> float:
    started = time.process_time()
    encoder.embed_question(question)
    return time.process_time() - started


def measure_recall(index: Path) -> dict[str, float]:
    """Return the recall of the FAISS index for questions, against exact search over the rows."""
    with closing(Store(index)) as store:
        found = derived.load(store, index).vectors
        vectors = [asked.vector for asked in made_up_questions(store, QUESTIONS)]
        ids, rows = store.passage_vectors()
    scores = np.stack(vectors) @ rows.T
    shares: dict[str, list[float]] = defaultdict(list)
    for vector, cosines in zip(vectors, scores, strict=True):
        best = ids[np.argsort(-cosines, kind="stable")[:50]].tolist()
        mine = [i for i, _ in found.search(vector, 50)]
        for k in (10, 50):
            shares[str(k)].append(len(set(best[:k]) & set(mine[:k])) / k)
        shares["10 in the first 50"].append(len(set(best[:10]) & set(mine)) / 10)
    return {name: round(statistics.mean(values), 4) for name, values in shares.items()}


if __name__ == "__main__":
    main()
