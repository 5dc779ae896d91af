"""Side by side with txtai: `python -m benchmarks.peers --txtai-python PATH`; exits 1 over a limit.

Both index the same paragraphs of a SQuAD file with the weights of the same encoder, in turn:

- A build, from the start of a process to its end, model loading included. One build of this program
  has vectors of passages and of sentences; txtai needs two hybrid indexes for that, one of
  paragraphs and one of sentences, given to it already split (together at least 4 times as long).
- A warm answer without the reader against a hybrid query of txtai's index of paragraphs, both in
  processes that keep index and model in memory (at most .8 times).

txtai has an environment of its own (on Linux, install PyTorch's CPU build into it first, as its
site shows, or pip fetches gigabytes for GPUs):

    python -m venv txtai
    txtai/bin/pip install -r benchmarks/txtai-requirements.txt
    python -m benchmarks.peers --txtai-python txtai/bin/python

txtai runs in float32; this program in bfloat16 where the processor multiplies in it. With `--dtype
float32` both run in float32.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.measuring import (
    SQUAD,
    Cost,
    alternating,
    at_least,
    at_most,
    environment,
    machine,
    median_cost,
    process_cost,
    ratio,
    seconds,
    without_reader,
)
from rag import engine
from rag.evaluate.squad import Article, read_squad, write_corpus
from rag.models.model_files import default_folder
from rag.segment.sentences import split_sentences

TXTAI = Path(__file__).with_name("txtai_side.py")
ROUNDS = 3
QUESTIONS = 100
BUILD_LIMIT, ANSWER_LIMIT = 4.0, 0.8
# As `rag build` does it, in a process of its own, with a dtype, which the command does not offer.
BUILD = """
import sys
from rag import engine, process
from rag.config import BuildConfig
process.prepare()
corpus, index, dtype = sys.argv[1:]
engine.build(corpus, index, config=BuildConfig(dtype=dtype))
"""


def main() -> None:
    """Print each figure with its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--txtai-python", type=Path, help="the Python that has txtai installed")
    parser.add_argument("--squad", type=Path, default=SQUAD, help="a file in the SQuAD format")
    parser.add_argument("--articles", type=int, help="only so many of its articles")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    parser.add_argument("--dtype", default="auto", help="the number type of this program")
    chosen = parser.parse_args()
    if chosen.txtai_python is None:
        print("skipped: give --txtai-python, the Python that has txtai installed (see --help)")
        return
    if not chosen.squad.is_file():
        print(f"skipped: {chosen.squad} is missing (give --squad)")
        return
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        folder, articles = Path(temporary), read_squad(chosen.squad)[: chosen.articles]
        write_texts(articles, folder)
        held = print_builds(folder, chosen.txtai_python, chosen.dtype, chosen.rounds)
        questions = sample_questions(articles, QUESTIONS)
        held &= print_answers(folder, chosen.txtai_python, questions, chosen.rounds)
    sys.exit(not held)


def write_texts(articles: Sequence[Article], folder: Path) -> None:
    """Write the corpus for this program, and paragraphs and sentences for txtai."""
    (folder / "corpus").mkdir()
    write_corpus(articles, folder / "corpus")
    paragraphs = [paragraph.text for article in articles for paragraph in article.paragraphs]
    sentences = [text[s.start : s.end] for text in paragraphs for s in split_sentences(text)]
    print(f"{len(paragraphs)} paragraphs, {len(sentences)} sentences")
    for name, texts in (("paragraphs", paragraphs), ("sentences", sentences)):
        (folder / f"{name}.json").write_text(json.dumps(texts), "utf-8")


def sample_questions(articles: Sequence[Article], count: int) -> list[str]:
    """Return so many questions of the articles, evenly spread over them; all, if they are fewer."""
    questions = [q.text for article in articles for p in article.paragraphs for q in p.questions]
    return questions[:: max(1, len(questions) // count)][:count]


def print_builds(folder: Path, python: Path, dtype: str, rounds: int) -> bool:
    """Compare a build of this program with the two of txtai."""
    builds: dict[str, Callable[[], Cost]] = {"rag": partial(build_own, folder, dtype)}
    for kind in ("paragraphs", "sentences"):
        builds[kind] = partial(build_txtai, folder, python, kind)
    costs = {name: median_cost(each) for name, each in alternating(builds, rounds).items()}
    own, paragraphs, sentences = costs["rag"], costs["paragraphs"], costs["sentences"]
    start = process_cost([python, "-c", "import txtai"])
    both = paragraphs.wall + sentences.wall
    processor = (paragraphs.processor + sentences.processor) / own.processor
    detail = (
        f"{own.wall:.1f} s, txtai {paragraphs.wall:.1f} + {sentences.wall:.1f} s; "
        f"{(both - start.wall) / own.wall:.2f} if it starts once; "
        f"processor time {processor:.2f} times"
    )
    return at_least("txtai's two builds, relative to one", both / own.wall, BUILD_LIMIT, detail)


def build_own(folder: Path, dtype: str) -> Cost:
    """Return the cost of a fresh build in a fresh process."""
    index = folder / "index"
    shutil.rmtree(index, ignore_errors=True)
    return process_cost([sys.executable, "-c", BUILD, folder / "corpus", index, dtype])


def build_txtai(folder: Path, python: Path, kind: str) -> Cost:
    """Return the cost of txtai's index of paragraphs or sentences in a fresh process."""
    index = folder / f"txtai-{kind}"
    shutil.rmtree(index, ignore_errors=True)
    return process_cost([python, TXTAI, "build", default_folder(), folder / f"{kind}.json", index])


def print_answers(folder: Path, python: Path, questions: Sequence[str], rounds: int) -> bool:
    """Compare warm answers, without and with the reader, with txtai's hybrid query."""
    with asking_txtai(python, folder / "txtai-paragraphs") as txtai:
        unranked, ranked = without_reader(folder / "index"), engine.open_index(folder / "index")
        asking = {
            "unranked": partial(times_of, unranked.answer, questions),
            "txtai": partial(txtai, questions),
            "ranked": partial(times_of, ranked.answer, questions),
        }
        alternating(asking, 1)  # warm
        times = {
            name: [time for block in blocks for time in block]
            for name, blocks in alternating(asking, rounds).items()
        }
    medians = {name: statistics.median(taken) * 1e3 for name, taken in times.items()}
    detail = (
        f"{medians['unranked']:.1f} to {medians['txtai']:.1f} ms; with the reader "
        f"{medians['ranked']:.1f} ms, {ratio(times['ranked'], times['txtai']):.2f} times"
    )
    return at_most(
        "a warm answer without the reader, relative to txtai's query",
        ratio(times["unranked"], times["txtai"]),
        ANSWER_LIMIT,
        detail,
    )


def times_of(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return the seconds that each question takes."""
    return [seconds(partial(ask, question)) for question in questions]


@contextmanager
def asking_txtai(python: Path, index: Path) -> Iterator[Callable[[Sequence[str]], list[float]]]:
    """Yield a function that returns the seconds of txtai's queries, timed in its own process."""
    with subprocess.Popen(
        [python, TXTAI, "ask", index],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        given, told = process.stdin, process.stdout

        def ask(questions: Sequence[str]) -> list[float]:
            print(json.dumps(list(questions)), file=given, flush=True)
            return [float(taken) for taken in json.loads(told.readline())]

        try:
            yield ask
        finally:
            process.kill()


if __name__ == "__main__":
    main()
