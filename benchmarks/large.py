"""Indexes text files of 10 MB and 100 MB: `python -m benchmarks.large`; exits 1 over a limit.

Each is built in a separate process, with random vectors instead of the model's. The CPU time, which
must grow no faster than the file, and the memory are compared. Then the indexed text is compared
with the file, and a search must find a passage.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from benchmarks.index import RandomEmbedder, bring_in_step, make_questions, paragraph
from benchmarks.measuring import row
from rag.answering.retrieve import retrieve
from rag.engine.state import OpenIndex
from rag.index.embedding import EmbedderInfo
from rag.index.store import Store
from rag.question.understand import understand

SIZES = (10, 100)  # MB
DIMENSION = 384


def main() -> None:
    """Print each figure with its limit; or, in a child process, measure one build."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    seconds, memory = [], []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write_large(Path(folder, "corpus"), size)
            command = [sys.executable, "-m", "benchmarks.large", folder]
            took, used, passages = json.loads(subprocess.check_output(command, text=True))
        print(f"{size} MB, {passages} passages: {took:.0f} s, {used:.0f} MB", flush=True)
        seconds.append(took)
        memory.append(used)
    growth = seconds[1] / seconds[0] / (SIZES[1] / SIZES[0])
    held = row(
        "time per byte, of the larger", f"{growth:.2f} times", "at most 1.3", held=growth <= 1.3
    )
    times = memory[1] / SIZES[1]
    held &= row(
        "memory for the larger", f"{times:.1f} times its size", "at most 20", held=times <= 20
    )
    sys.exit(not held)


def write_large(folder: Path, size: int) -> None:
    """Write a file of `size` MB of generated words."""
    folder.mkdir()
    rng, written = random.Random(size), 0
    with Path(folder, "large.txt").open("w", encoding="utf-8") as file:
        while written < size * 1e6:
            written += file.write(paragraph(rng) + "\n\n")


def measure(folder: Path) -> tuple[float, float, int]:
    """Return the CPU seconds and MB of a build, and the number of passages.

    Raises AssertionError unless the index holds the text of the file and a search finds a passage.
    """
    before = peak_memory()
    embedder = RandomEmbedder(EmbedderInfo("random", "0" * 64, DIMENSION, "none", "float32"))
    started = time.process_time()
    report = bring_in_step(folder, embedder)
    seconds = time.process_time() - started
    memory = peak_memory() - before
    with closing(Store(folder / "index")) as store, OpenIndex(store).view() as view:
        (document,) = store.documents()
        assert document.text == (folder / "corpus" / "large.txt").read_text("utf-8")
        query = understand(next(make_questions(1)))
        vector = np.full(DIMENSION, DIMENSION**-0.5, dtype=np.float32)
        found = retrieve(view, query, vector)
        assert found and found[0].bm25 > 0
    return seconds, memory, report.passages


def peak_memory() -> float:
    """Return the peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
