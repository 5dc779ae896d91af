"""Speed: `python benchmarks/speed.py`. Figures are ratios of two times measured in the same run.

- `rag --help` against an empty Python, and the heavy modules that it imports (limit: none).
- A warm answer over the sample corpus against the encoding of its question (at most 2.5 times),
  with and without the reader's reranking.
- A warm answer while the same process rebuilds its index with many new articles, against one on an
  idle machine; skipped without the SQuAD file.
- The encoder's share of the time of a build (at least .8) over a SQuAD file's paragraphs, and the
  share of attribution (at most .1), measured on the sample corpus too, which is full of quotations;
  skipped, with a message, without the file.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from rag import engine
from rag.attribution.linking import attribute
from rag.corpus import parse
from rag.engine.engine import Engine
from rag.evaluate.questions import read_questions
from rag.evaluate.squad import read_squad, write_corpus
from rag.index.store import Store
from rag.models.encoder import load_embedder
from rag.segment.sentences import split_sentences

ROOT = Path(__file__).resolve().parent.parent
SQUAD = ROOT.parent / "shared" / "eval" / "wiki_dev.json"
HEAVY = ("torch", "faiss", "gradio", "sentence_transformers", "tantivy", "numpy")
ROUNDS = 5
PAUSE = 0.2  # seconds between two answers during a rebuild


def main() -> None:
    """Print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squad", type=Path, default=SQUAD, help="a file in the SQuAD format")
    chosen = parser.parse_args()
    print_help()
    with tempfile.TemporaryDirectory() as folder:
        print_answers(Path(folder, "index"))
    if chosen.squad.is_file():
        print_build(chosen.squad)
        print_answers_during_rebuild(chosen.squad)
    else:
        print(f"build and answers during one: skipped, {chosen.squad} is missing (give --squad)")


def golden_questions() -> list[str]:
    """Return the golden questions over the sample corpus."""
    return [q.text for q in read_questions(ROOT / "tests" / "data" / "golden.jsonl").questions]


def seconds(action: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def print_help() -> None:
    """Time `rag --help`, and list the heavy modules that it imports."""
    code = f"import sys, rag.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    imported = subprocess.check_output([sys.executable, "-c", code], text=True).strip()
    ask = [
        sys.executable,
        "-c",
        "import sys; sys.argv[1:] = ['--help']; import rag.cli; rag.cli.app()",
    ]
    times = [
        (
            seconds(lambda: subprocess.run(ask, stdout=subprocess.DEVNULL, check=True)),
            seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
        )
        for _ in range(ROUNDS)
    ]
    help_, empty = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"help: {help_:.2f} s (an empty Python: {empty:.2f} s); heavy modules: {imported}")


def print_answers(index: Path) -> None:
    """Time answers and the encoding of their questions, in turn."""
    engine.build(ROOT / "corpus", index)
    opened, embedder = engine.open_index(index), load_embedder()
    without_reader = Engine(Store(index), embedder)
    questions = golden_questions()
    for question in questions:  # warm
        opened.answer(question)
        without_reader.answer(question)
        embedder.embed_question(question)
    asked = (opened.answer, without_reader.answer, embedder.embed_question)
    times = [[seconds(partial(ask, q)) for ask in asked] for _ in range(ROUNDS) for q in questions]
    answer, unranked, encode = (statistics.median(column) for column in zip(*times, strict=True))
    print(
        f"answer: {answer * 1e3:.1f} ms, encoding alone {encode * 1e3:.1f} ms, "
        f"{answer / encode:.2f} times (at most 2.5); without the reader {unranked * 1e3:.1f} ms, "
        f"{unranked / encode:.2f} times"
    )


def print_build(squad: Path) -> None:
    """Print the shares of the encoder and of attribution in the time of a build."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        write_corpus(read_squad(squad), corpus)
        report = engine.build(corpus, Path(folder, "index"))
        attributing = seconds(partial(attribute_files, list(corpus.iterdir())))
    share = report.encoder_seconds / report.seconds
    print(
        f"build: {report.passages} passages in {report.seconds:.1f} s, {share:.1%} of it the "
        f"encoder's (at least 80 %), {attributing / report.seconds:.1%} attribution's "
        "(at most 10 %)"
    )
    with tempfile.TemporaryDirectory() as folder:
        sample = engine.build(ROOT / "corpus", Path(folder))
        files = [file for file in (ROOT / "corpus").rglob("*.*") if file.is_file()]
        attributing = seconds(partial(attribute_files, files))
    print(f"sample corpus: {attributing / sample.seconds:.1%} of a build is attribution's")


def print_answers_during_rebuild(squad: Path) -> None:
    """Time answers during a rebuild against the same answers before it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        shutil.copytree(ROOT / "corpus", corpus)
        engine.build(corpus, index)
        opened = engine.open_index(index)
        asks = [partial(opened.answer, question) for question in golden_questions()]
        before = [seconds(ask) for ask in asks * 2][len(asks) :]
        write_corpus(read_squad(squad), corpus)
        rebuilding = threading.Thread(target=opened.rebuild)
        rebuilding.start()
        during = []
        for ask in cycle(asks):
            during.append(seconds(ask))
            time.sleep(PAUSE)
            if not rebuilding.is_alive():
                break
    print(
        f"during a rebuild: {len(during)} answers, median "
        f"{statistics.median(during) / statistics.median(before):.1f} times as long as before, "
        f"slowest {max(during) / statistics.median(before):.1f} times"
    )


def attribute_files(files: Sequence[Path]) -> None:
    """Attribute the speech in the articles of files."""
    for file in files:
        for document in parse(file.name, file.read_bytes()).documents:
            attribute(document.text, split_sentences(document.text))


if __name__ == "__main__":
    main()
