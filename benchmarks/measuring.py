"""Shared by the benchmarks of speed: costs of calls and processes, ratios, limits, and the machine.

Times on shared machines vary by a multiple, so every figure is a ratio of two medians that were
measured in turn, in one run. Needs Linux, for the times and memory of other processes.
"""

from __future__ import annotations

import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rag.answering.pipeline import REMEMBERED_QUESTIONS
from rag.engine import Engine, open_index
from rag.evaluate.questions import read_questions
from rag.index.embedding import Vectors

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SQUAD = ROOT.parent / "shared" / "eval" / "wiki_dev.json"
COMMAND_SECONDS = 600.0  # after which a command that is measured is killed
THREAD_SETTINGS = ("RAG_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
RAG = "from rag.cli import main; main()"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock and processor time, in seconds."""

    wall: float
    processor: float


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the medians of wall-clock and of processor time."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.processor for cost in costs),
    )


def ratio(times: Sequence[float], base: Sequence[float]) -> float:
    """Return the median of times relative to that of the base."""
    return statistics.median(times) / statistics.median(base)


def paired_ratio(
    times: Mapping[str, Sequence[float]], base: Mapping[str, Sequence[float]]
) -> float:
    """Return the median, over the keys of `times`, of the ratio of each to the same key of `base`.

    A few slow questions can thus be compared with many: each is compared with itself. Keys that
    only one of the two has are left out.
    """
    shared = times.keys() & base.keys()
    return statistics.median(ratio(times[key], base[key]) for key in shared)


def alternating(
    actions: Mapping[str, Callable[[], Result]], rounds: int
) -> dict[str, list[Result]]:
    """Return the results of each action in each round; every second round is in reverse order."""
    results: dict[str, list[Result]] = {name: [] for name in actions}
    for number in range(rounds):
        for name in list(actions)[:: -1 if number % 2 else 1]:
            results[name].append(actions[name]())
    return results


def seconds(action: Callable[[], object]) -> float:
    """Return the seconds of wall-clock time that a call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def process_cost(command: Sequence[str | Path], *, accepted: Sequence[int] = (0,)) -> Cost:
    """Return the cost of a process from its start to its end, those of its children included.

    Its standard output is dropped. Raises CalledProcessError for an exit status that is not
    accepted, TimeoutExpired after `COMMAND_SECONDS`.
    """
    before, started = _children_seconds(), time.perf_counter()
    done = subprocess.run(
        command,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=COMMAND_SECONDS,
        text=True,
    )
    wall = time.perf_counter() - started
    if done.returncode not in accepted:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, list(map(str, command)))
    return Cost(wall, _children_seconds() - before)


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def environment() -> dict[str, str]:
    """Return the environment in which the commands of this working tree run."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def rag_command(*arguments: str | Path) -> list[str]:
    """Return the command line of `rag` with arguments, for this working tree."""
    return [sys.executable, "-c", RAG, *map(str, arguments)]


def build_sample(index: Path) -> None:
    """Build the index of the sample corpus, in another process: no library is loaded here."""
    process_cost(rag_command("build", CORPUS, "--index", index))


def free_port() -> int:
    """Return a port of this machine that is not in use."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def resident(process: int | str = "self") -> float:
    """Return the resident memory of a process in MB (10^6 bytes)."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_seconds(process: int) -> float:
    """Return the processor time of a process that is still running, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def golden_questions() -> list[str]:
    """Return the golden questions over the sample corpus.

    They are more than an engine remembers the vectors of, so asking them in turn encodes each.
    """
    return [q.text for q in read_questions(ROOT / "tests" / "data" / "golden.jsonl").questions]


def forget_questions(engine: Engine) -> None:
    """Fill an engine's memory of question vectors with others, so that the next are encoded."""
    for number in range(REMEMBERED_QUESTIONS):
        engine.models.embed_question(f"forgotten {number}")


def without_reader(index: Path) -> Engine:
    """Open an index for answers that the scorer judges alone."""
    engine = open_index(index)
    engine.models = replace(engine.models, reranker=None)
    return engine


def question_encoder(index: Path) -> Callable[[str], Vectors]:
    """Return the question encoder of an index; no engine shares the vectors that it remembers."""
    return open_index(index).models.embed_question


def row(what: str, measured: str, limit: str = "-", *, held: bool = True) -> bool:
    """Print a row of a table; return whether the limit is met."""
    print(f"| {what} | {measured} | {limit} |{'' if held else ' MISSED'}", flush=True)
    return held


def at_most(what: str, value: float, limit: float, detail: str = "") -> bool:
    """Print a ratio and its upper limit; return whether the limit is met."""
    measured = f"{value:.2f} times{detail and f' ({detail})'}"
    return row(what, measured, f"at most {limit:g}", held=value <= limit)


def at_least(what: str, value: float, limit: float, detail: str = "") -> bool:
    """Print a ratio and its lower limit; return whether the limit is met."""
    measured = f"{value:.2f} times{detail and f' ({detail})'}"
    return row(what, measured, f"at least {limit:g}", held=value >= limit)


def machine() -> str:
    """Return a line on this machine: processor, cores, load, and settings for threads."""
    cpu = Path("/proc/cpuinfo").read_text()
    name = re.search(r"^model name\s*: (.+)$", cpu, re.M)
    has_bfloat16 = re.search(r"^flags\s*:.*\b(avx512_bf16|amx_bf16)\b", cpu, re.M) is not None
    settings = [f"{key}={os.environ[key]}" for key in THREAD_SETTINGS if key in os.environ]
    return (
        f"{name[1] if name else 'processor'}, {len(os.sched_getaffinity(0))} cores, "
        f"{'with' if has_bfloat16 else 'without'} bfloat16; load average "
        f"{os.getloadavg()[0]:.1f}; threads: {' '.join(settings) or 'default'}"
    )
