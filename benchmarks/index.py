"""Measures updating and opening an index: `python -m benchmarks.index`; exits 1 over a limit.

- 1,000 generated articles: the time to update the index after one article changed (less than 2 % of
  the full build's), and after none changed (less than 1 %). The model is already loaded.
- 50,000 generated passages with random vectors: the time that opening the index and answering one
  question add to loading the model (at most .5 s), and the memory they add (less than twice the
  size of the vectors). Each measurement is a new process; the files are in the system's cache.
  Medians of CPU time are compared: wall time depends on other programs, and is the same on a free
  machine.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.measuring import resident, row
from rag.config import BuildConfig
from rag.engine.building import make_recipe, sync_folder
from rag.engine.engine import Engine
from rag.index.embedding import Embedder, EmbedderInfo, PassageText, Vectors
from rag.index.store import Store
from rag.index.sync import BuildReport
from rag.models.cross_encoder import shared_reader
from rag.models.encoder import load_embedder
from rag.types import SentenceInContext

ARTICLES = 1_000
LARGE_ARTICLES = 2_500  # with 20 passages each
ROUNDS = 5
QUESTIONS = 20  # answered before the memory is measured
SYLLABLES = ("ba", "de", "ko", "li", "mu", "na", "pe", "ro", "su", "ti", "ve", "zo")
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
FREQUENCIES = [1 / (rank + 10) for rank in range(len(WORDS))]  # as in real texts (Zipf)


def main() -> None:
    """Print each figure with its limit; or, in a child process, measure."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as folder:
        held = measure_updates(Path(folder), embedder)
    with tempfile.TemporaryDirectory() as folder:
        held &= measure_opening(Path(folder), RandomEmbedder(embedder.info))
    sys.exit(not held)


def measure_updates(folder: Path, embedder: Embedder) -> bool:
    """Time a full build, one after one article changed, and one after none changed."""
    write_made_up(folder / "corpus", ARTICLES, paragraphs=2)
    whole = bring_in_step(folder, embedder)
    print(f"{ARTICLES} articles, {whole.passages} passages: {whole.seconds:.1f} s")
    changed, unchanged = [], []
    for seed in range(ROUNDS):
        Path(folder, "corpus", "7.txt").write_text(article(random.Random(f"new {seed}"), 2))
        report = bring_in_step(folder, embedder)
        assert report.changed == ("7.txt",), report
        changed.append(report.seconds / whole.seconds)
        report = bring_in_step(folder, embedder)
        assert report.unchanged == ARTICLES, report
        unchanged.append(report.seconds / whole.seconds)
    one, none = statistics.median(changed), statistics.median(unchanged)
    held = row("one article changed", f"{one:.2%} of the build", "less than 2 %", held=one < 0.02)
    return row("none changed", f"{none:.2%} of the build", "less than 1 %", held=none < 0.01) & held


def bring_in_step(folder: Path, embedder: Embedder) -> BuildReport:
    """Synchronize an index as `rag build` does after loading the model."""
    config = BuildConfig()
    recipe = make_recipe(embedder, config.encoding, config.passage_tokens)
    corpus, index = folder / "corpus", folder / "index"
    return sync_folder(corpus, index, recipe, embedder, report=lambda progress: None)


def measure_opening(folder: Path, embedder: Embedder) -> bool:
    """Compare processes that open a large index with processes that only load the model."""
    write_made_up(folder / "corpus", LARGE_ARTICLES, paragraphs=16)
    report = bring_in_step(folder, embedder)
    print(f"{report.passages} passages of {report.documents} articles: {report.seconds:.0f} s")
    alone = [child("model") for _ in range(ROUNDS)]
    opened = [child(str(folder / "index")) for _ in range(ROUNDS)]
    seconds = statistics.median(took for took, _ in opened)
    model = statistics.median(memory for _, memory in alone)
    more = statistics.median(memory for _, memory in opened) - model
    loading = statistics.median(took for took, _ in alone)
    vectors = report.passages * embedder.info.dimension * 4 / 1e6  # float32
    print(f"the model alone: {loading:.1f} s, {model:.0f} MB; the vectors: {vectors:.0f} MB")
    held = row("opening and first answer", f"{seconds:.2f} s more", ".5 s", held=seconds <= 0.5)
    limit = f"less than {2 * vectors:.0f} MB"
    return row("memory for serving", f"{more:.0f} MB more", limit, held=more < 2 * vectors) & held


def child(what: str) -> tuple[float, float]:
    """Measure in a separate process with one thread: two would spin waiting for each other."""
    command = [sys.executable, "-m", "benchmarks.index", what]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    seconds, memory = json.loads(subprocess.check_output(command, text=True, env=environment))
    return seconds, memory


def measure(what: str) -> tuple[float, float]:
    """Return CPU seconds and resident MB: for loading the "model", or added by an index."""
    started = time.process_time()
    embedder, reader = load_embedder(), shared_reader()
    questions = list(make_questions(QUESTIONS))
    if what == "model":
        seconds = time.process_time() - started
        for question in questions:
            embedder.embed_question(question)
            reader.read(question, [SentenceInContext("", "", question)])
        return seconds, resident()
    started = time.process_time()
    engine = Engine(Store(Path(what)), embedder, reader)
    engine.answer(questions[0])
    seconds = time.process_time() - started
    for question in questions[1:]:
        engine.answer(question)
    return seconds, resident()


class RandomEmbedder:
    """Replaces the model in large builds: its vectors are random."""

    def __init__(self, info: EmbedderInfo) -> None:
        self.info = info
        self._rng = np.random.default_rng(0)

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield random unit vectors."""
        for position, passage in enumerate(passages):
            shape = (1 + len(passage.sentences), self.info.dimension)
            rows = self._rng.standard_normal(shape, dtype=np.float32)
            yield position, rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed_question(self, question: str) -> Vectors:
        """Raise NotImplementedError: the real model encodes the questions."""
        raise NotImplementedError(question)

    def is_word(self, word: str) -> bool:
        """Return False."""
        return False


def write_made_up(folder: Path, count: int, *, paragraphs: int) -> None:
    """Write articles of generated words, the same in every run."""
    folder.mkdir()
    for number in range(count):
        text = article(random.Random(number), paragraphs)
        Path(folder, f"{number}.txt").write_text(text, "utf-8")


def article(rng: random.Random, paragraphs: int) -> str:
    """Generate paragraphs of about 75 words, each with one quotation."""
    return "\n\n".join(paragraph(rng) for _ in range(paragraphs)) + "\n"


def paragraph(rng: random.Random) -> str:
    """Generate five sentences, the last of them a quotation."""
    speaker = " ".join(word.capitalize() for word in rng.choices(WORDS, k=2))
    sentences = [
        " ".join(rng.choices(WORDS, FREQUENCIES, k=15)).capitalize() + "." for _ in range(4)
    ]
    statement = " ".join(rng.choices(WORDS, FREQUENCIES, k=12)).capitalize()
    return " ".join([*sentences, f'"{statement}," said {speaker}.'])


def make_questions(count: int) -> Iterator[str]:
    """Generate questions from the words of the articles; every second is about a statement."""
    rng = random.Random("questions")
    for number in range(count):
        one, two, three = rng.choices(WORDS, FREQUENCIES, k=3)
        template = "What did {} say about the {} {}?" if number % 2 else "Why is the {} {} {}?"
        yield template.format(one.capitalize() if number % 2 else one, two, three)


if __name__ == "__main__":
    main()
