"""Speed of answers and builds: `python -m benchmarks.speed`; exits 1 over a limit.

Figures are ratios of two times measured in the same run; see start.py for cold starts,
contention.py for busy machines, peers.py for other programs.

- A warm answer over the sample corpus against reading ten of its sentences in PyTorch, in float32,
  by a cross-encoder of the reader's size (at most .35), and against encoding its question; an
  answer without the reader against the latter (at most 2.5 times).
- A build against one without attribution (at most 1.5 times), over a SQuAD file and over
  the sample corpus, which is full of quotations; the encoder's share of a build without
  attribution (at least .8); skipped, with a message, without the file.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.measuring import (
    CORPUS,
    SQUAD,
    at_most,
    build_sample,
    golden_questions,
    machine,
    question_encoder,
    ratio,
    row,
    seconds,
    without_reader,
)
from rag import engine
from rag.answering.rerank import citable, in_context
from rag.attribution.linking import attribute
from rag.corpus import parse
from rag.engine import Engine
from rag.evaluate.squad import read_squad, write_corpus
from rag.evaluate.temporary_index import examine
from rag.models.model_files import default_folder
from rag.models.tagger import Tagger
from rag.segment.sentences import split_sentences
from training.cross_network import MINI_LM

ROUNDS = 5
ANSWER_LIMIT = 0.35  # times reading ten sentences in PyTorch
UNREAD_LIMIT = 2.5  # times the encoding of the question, of an answer without the reader
PAIRS = 10
ATTRIBUTION_LIMIT = 1.5  # times a build without attribution


def main() -> None:
    """Print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squad", type=Path, default=SQUAD, help="a file in the SQuAD format")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is asked")
    chosen = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        build_sample(index)
        held = print_answers(index, chosen.rounds)
    if chosen.squad.is_file():
        held &= print_build(chosen.squad)
    else:
        print(f"build: skipped, {chosen.squad} is missing (give --squad)")
    sys.exit(not held)


def print_answers(index: Path, rounds: int) -> bool:
    """Time answers, the encoding of their questions, and reading in PyTorch, in turn."""
    opened = engine.open_index(index)
    asked = (
        opened.answer,
        without_reader(index).answer,
        question_encoder(index),
        torch_reader(opened),
    )
    questions = golden_questions()
    for question in questions:  # warm
        for ask in asked:
            ask(question)
    times = [[seconds(partial(ask, q)) for ask in asked] for _ in range(rounds) for q in questions]
    answer, unread, encode, read = zip(*times, strict=True)
    held = at_most(
        f"a warm answer, relative to reading {PAIRS} sentences in PyTorch",
        ratio(answer, read),
        ANSWER_LIMIT,
        f"{milliseconds(answer)} to {milliseconds(read)}",
    )
    row("the same, relative to encoding its question", f"{ratio(answer, encode):.2f}")
    return held & at_most(
        "an answer without the reader, relative to encoding its question",
        ratio(unread, encode),
        UNREAD_LIMIT,
        f"{milliseconds(unread)} to {milliseconds(encode)}",
    )


def torch_reader(opened: Engine) -> Callable[[str], object]:
    """Return what reads a question's first sentences, in their context, in sentence-transformers.

    The weights are random ones of the reader's shape: what they say takes no other time.
    """
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification

    with tempfile.TemporaryDirectory() as folder:
        shape: dict[str, Any] = {**MINI_LM, "num_labels": 1}
        BertForSequenceClassification(BertConfig(**shape)).save_pretrained(folder)
        for file in default_folder().glob("*token*.json"):
            shutil.copy(file, folder)
        model = CrossEncoder(folder, local_files_only=True)
    pairs = cache(partial(_pairs, opened))
    return lambda question: model.predict(pairs(question), show_progress_bar=False)


def _pairs(opened: Engine, question: str) -> list[tuple[str, str]]:
    _, candidates = examine(opened, question)
    shown = (in_context(c) for c in citable(candidates)[:PAIRS])
    return [(question, f"{one.title} {one.before} {one.sentence}") for one in shown]


def milliseconds(times: Sequence[float]) -> str:
    """Return the median of times in seconds as words."""
    return f"{statistics.median(times) * 1e3:.1f} ms"


def print_build(squad: Path) -> bool:
    """Print the encoder's share in the time of a build, and what attribution adds to it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        write_corpus(read_squad(squad), corpus)
        report = engine.build(corpus, Path(folder, "index"))
        attributing = seconds(partial(attribute_files, list(corpus.iterdir())))
    share = report.encoder_seconds / (report.seconds - attributing)
    what = f"the encoder's share of a build without attribution ({report.passages} passages)"
    held = row(what, f"{share:.1%}", "at least 80 %", held=share >= 0.8)
    held &= print_attribution("paragraphs", report.seconds, attributing)
    with tempfile.TemporaryDirectory() as folder:
        sample = engine.build(CORPUS, Path(folder))
        files = [file for file in CORPUS.rglob("*.*") if file.is_file()]
        attributing = seconds(partial(attribute_files, files))
    return print_attribution("the sample corpus", sample.seconds, attributing) and held


def print_attribution(corpus: str, build: float, attributing: float) -> bool:
    """Print how much longer a build takes than one without attribution would."""
    what = f"a build of {corpus}, relative to one without attribution"
    return at_most(what, build / (build - attributing), ATTRIBUTION_LIMIT, f"{build:.1f} s")


def attribute_files(files: Sequence[Path]) -> None:
    """Attribute the speech in the articles of files."""
    tagger = Tagger.load()
    for file in files:
        for document in parse(file.name, file.read_bytes()).documents:
            attribute(document.text, split_sentences(document.text), tagger)


if __name__ == "__main__":
    main()
