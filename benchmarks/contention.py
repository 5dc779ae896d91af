"""Answers while the processor is shared: `python -m benchmarks.contention`; exits 1 over a limit.

- A warm answer while two other processes keep all cores busy, relative to the same answer on an
  otherwise idle machine (at most 3 times): with matrices (PyTorch and numpy, default threads) and
  with pure Python.
- Answers per second of 32 threads that ask at once, relative to one thread.
- A warm answer while the same process rebuilds its index with many new articles, relative to the
  same before; skipped without the SQuAD file.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks.measuring import (
    CORPUS,
    SQUAD,
    THREAD_SETTINGS,
    alternating,
    at_most,
    build_sample,
    forget_questions,
    golden_questions,
    machine,
    paired_ratio,
    process_cost,
    rag_command,
    row,
    seconds,
    without_reader,
)
from rag import engine
from rag.engine import Engine
from rag.evaluate.squad import read_squad, write_corpus

ROUNDS = 2
PROCESSES = 2  # that compete
BLOCK = 15.0  # seconds of asking at most, idle and beside each kind of work
WARM = 10  # questions asked before the first is timed
THREADS = 32
LIMIT = 3.0  # of an answer beside busy processes
PAUSE = 0.2  # seconds between two answers during a rebuild
Times = dict[str, list[float]]  # of each question, in seconds

# Each prints a line when it has started, and ends by itself, should nobody end it.
WORK = {
    "PyTorch's matrices": "import torch\na = torch.rand(1000, 1000)\nwork = lambda: a @ a",
    "numpy's matrices": "import numpy\na = numpy.random.rand(1000, 1000)\nwork = lambda: a @ a",
    "pure Python": "work = lambda: sum(i * i for i in range(100_000))",
}
KEEP_BUSY = """
import sys, time
end = time.monotonic() + float(sys.argv[1])
print("busy", flush=True)
while time.monotonic() < end:
    work()
"""


def main() -> None:
    """Print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squad", type=Path, default=SQUAD, help="a file in the SQuAD format")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    chosen = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        build_sample(index)
        opened = engine.open_index(index)
        held = print_beside_busy_processes(opened, "", chosen.rounds)
        held &= print_beside_busy_processes(
            without_reader(index), ", without the reader", chosen.rounds
        )
        print_threads(opened, chosen.rounds)
    if chosen.squad.is_file():
        print_during_rebuild(chosen.squad)
    else:
        print(f"answers during a rebuild: skipped, {chosen.squad} is missing (give --squad)")
    sys.exit(not held)


def print_beside_busy_processes(opened: Engine, how: str, rounds: int) -> bool:
    """Time answers beside each kind of work, in turn with an idle machine."""
    free: Times = defaultdict(list)
    beside: dict[str, Times] = {kind: defaultdict(list) for kind in WORK}
    for question in golden_questions()[:WARM]:
        opened.answer(question)
    for _ in range(rounds):
        ask_all(opened, BLOCK, free)
        for kind, work in WORK.items():
            with busy(work, PROCESSES, 10 * BLOCK):
                ask_all(opened, BLOCK, beside[kind])
    idle = statistics.median(time for times in free.values() for time in times)
    held = True
    for kind, times in beside.items():
        slow = statistics.median(time for asked in times.values() for time in asked)
        detail = f"{slow * 1e3:.0f} ms, {idle * 1e3:.0f} ms without them"
        what = f"an answer beside two processes with {kind}{how}"
        held &= at_most(what, paired_ratio(times, free), LIMIT, detail)
    return held


def ask_all(opened: Engine, duration: float, times: Times) -> None:
    """Ask one question after the other, for at most so many seconds, and add the time of each."""
    forget_questions(opened)
    end = time.monotonic() + duration
    for question in golden_questions():
        times[question].append(seconds(partial(opened.answer, question)))
        if time.monotonic() > end:
            break


@contextmanager
def busy(
    work: str, processes: int, at_most_seconds: float
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run processes that keep the processor busy until the block ends; yield them.

    They use their libraries' default threads, whatever this process is told to use. Raises
    RuntimeError if one of them cannot do its work.
    """
    command = [sys.executable, "-c", work + KEEP_BUSY, str(at_most_seconds)]
    others = {key: value for key, value in os.environ.items() if key not in THREAD_SETTINGS}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=others) for _ in range(processes)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError(f"the competing process failed: {work}")
        yield running
    finally:
        for process in running:
            process.kill()
            process.communicate()


def print_threads(opened: Engine, rounds: int) -> None:
    """Compare the answers per second of many threads with those of one."""
    asking = {f"{n}": partial(answers_per_second, opened, n, BLOCK) for n in (1, THREADS)}
    one, many = (statistics.median(rates) for rates in alternating(asking, rounds).values())
    row(
        f"answers per second, {THREADS} threads relative to one",
        f"{many / one:.2f} times ({many:.1f}, {one:.1f})",
    )


def answers_per_second(opened: Engine, threads: int, duration: float) -> float:
    """Return the rate at which threads that ask at once are answered."""
    questions, lock = cycle(golden_questions()), threading.Lock()
    started = time.monotonic()

    def ask_until_the_end(_: int) -> int:
        count = 0
        while time.monotonic() - started < duration:
            with lock:
                question = next(questions)
            opened.answer(question)
            count += 1
        return count

    with ThreadPoolExecutor(threads) as pool:
        answered = sum(pool.map(ask_until_the_end, range(threads)))
    return answered / (time.monotonic() - started)


def print_during_rebuild(squad: Path) -> None:
    """Time answers during a rebuild against the same answers before it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        shutil.copytree(CORPUS, corpus)
        process_cost(rag_command("build", corpus, "--index", index))
        opened = engine.open_index(index)
        before: Times = defaultdict(list)
        during: Times = defaultdict(list)
        for question in golden_questions()[:WARM]:
            opened.answer(question)
        ask_all(opened, math.inf, before)
        write_corpus(read_squad(squad), corpus)
        rebuilding = threading.Thread(target=opened.rebuild)
        rebuilding.start()
        for question in cycle(golden_questions()):
            during[question].append(seconds(partial(opened.answer, question)))
            time.sleep(PAUSE)
            if not rebuilding.is_alive():
                break
    slowest = max(max(times) / before[question][0] for question, times in during.items())
    row(
        f"{sum(map(len, during.values()))} answers during a rebuild, relative to before",
        f"median {paired_ratio(during, before):.1f} times, slowest {slowest:.1f} times",
    )


if __name__ == "__main__":
    main()
