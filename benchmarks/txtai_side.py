"""The part of `benchmarks/peers.py` that runs on txtai, with the Python that has it installed.

`txtai_side.py build MODEL TEXTS INDEX` builds a hybrid index of a JSON list of texts, and prints
the seconds that the import of txtai took. `txtai_side.py ask INDEX` reads a JSON list of questions
from each line of its input, and prints the seconds of each query as a JSON list.

Nothing of this project is imported here, and txtai by its name only: the environment in which this
project is checked has no txtai.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()
RESULTS = 3  # as many as an answer cites


def main() -> None:
    """Build an index, or ask it, as the command line says."""
    txtai: Any = importlib.import_module("txtai")
    imported = time.perf_counter() - STARTED
    action, *arguments = sys.argv[1:]
    if action == "build":
        build(txtai, *arguments)
        print(json.dumps(imported))
    else:
        ask(txtai, *arguments)


def build(txtai: Any, model: str, texts: str, index: str) -> None:
    """Build a hybrid index, dense and BM25, that keeps the texts, and write it to a folder."""
    embeddings = txtai.Embeddings(path=model, hybrid=True, content=True)
    embeddings.index(json.loads(Path(texts).read_text("utf-8")))
    embeddings.save(index)


def ask(txtai: Any, index: str) -> None:
    """Time each question of each line of standard input."""
    embeddings = txtai.Embeddings()
    embeddings.load(index)
    for line in sys.stdin:
        times = []
        for question in json.loads(line):
            started = time.perf_counter()
            found = embeddings.search(question, RESULTS)
            times.append(time.perf_counter() - started)
            assert found, question
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
