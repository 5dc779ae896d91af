"""Cold starts: `python -m benchmarks.start`; exits 1 over a limit.

Each command of `rag` runs in a process of its own over the index of the sample corpus, in turn with
`python -c "import sentence_transformers"`. Printed are medians of wall-clock and processor time,
the ratio to that import (`rag ask`: at most .25), and which heavy modules a command has imported
when it ends (`rag --help`: none). `rag serve` is timed until its page answers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measuring import (
    CORPUS,
    Cost,
    alternating,
    at_most,
    build_sample,
    environment,
    free_port,
    machine,
    median_cost,
    process_cost,
    processor_seconds,
    row,
)

QUESTION = "what did Macron say about US support"
ROUNDS = 5
SERVE_SECONDS = 120.0  # in which the page must answer
IMPORT = "import sentence_transformers"
LIMIT = 0.25  # of a cold `rag ask`, relative to that import
FRAMEWORKS = ("torch", "transformers", "sentence_transformers")
HEAVY = (
    *FRAMEWORKS,
    *("sklearn", "scipy", "pandas", "numpy", "onnxruntime", "openvino", "faiss", "tantivy"),
    *("tokenizers", "tiktoken", "huggingface_hub", "pydantic", "rapidfuzz", "gradio"),
    *("trafilatura", "lxml", "pypdfium2", "docx", "matplotlib", "ir_measures"),
)
# Runs a command, and then writes the names of the loaded packages to a file.
REPORTING = """
import atexit, signal, sys
file = sys.argv.pop(1)
def write():
    with open(file, "w") as names:
        names.write(" ".join({name.partition(".")[0] for name in sys.modules}))
atexit.register(write)
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
from rag.cli import main
main()
"""


def main() -> None:
    """Print a row for each command, then the limits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is run")
    chosen = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        index, names = Path(folder, "index"), Path(folder, "names")
        build_sample(index)
        commands = {
            "--help": ["--help"],
            "ask": ["ask", QUESTION, "--index", str(index)],
            "speakers": ["speakers", "--index", str(index)],
            "info": ["info", "--index", str(index)],
            "build --dry-run": ["build", str(CORPUS), "--index", str(index), "--dry-run"],
        }
        actions: dict[str, Callable[[], Cost]] = {
            "empty": partial(process_cost, [sys.executable, "-c", ""]),
            "import": partial(process_cost, [sys.executable, "-c", IMPORT]),
        }
        for name, arguments in commands.items():
            actions[name] = partial(process_cost, reporting(Path(f"{names}{name}"), arguments))
        actions["serve"] = partial(serve_cost, index, Path(f"{names}serve"))
        alternating(actions, 1)  # reads the files into the system's cache
        costs = alternating(actions, chosen.rounds)
        loaded = {name: heavy(read_names(Path(f"{names}{name}"))) for name in actions}
    medians = {name: median_cost(taken) for name, taken in costs.items()}
    sys.exit(not print_rows(medians, loaded))


def print_rows(medians: dict[str, Cost], loaded: dict[str, list[str]]) -> bool:
    """Print a row for each command and those with limits; return whether these are met."""
    labels = {"empty": "an empty Python", "import": f"`python -c '{IMPORT}'`"}
    base = medians["import"]
    print("| process | wall-clock, processor time | relative to the import | heavy modules |")
    print("|---|---|---|---|")
    for name, cost in medians.items():
        print(
            f"| {labels.get(name, f'`rag {name}`')} | {cost.wall:.2f} s, {cost.processor:.2f} s | "
            f"{cost.wall / base.wall:.2f}, {cost.processor / base.processor:.2f} | "
            f"{', '.join(loaded[name]) or '-'} |"
        )
    ask, modules = medians["ask"], loaded["--help"]
    frameworks = [module for module in FRAMEWORKS if module in loaded["ask"]]
    detail = f"{ask.wall:.2f} s, processor time {ask.processor / base.processor:.2f} times"
    held = [
        at_most("cold `rag ask`, relative to the import", ask.wall / base.wall, LIMIT, detail),
        row(
            "heavy modules of `rag --help`", ", ".join(modules) or "none", "none", held=not modules
        ),
        row(
            "frameworks of `rag ask`",
            ", ".join(frameworks) or "none",
            "none",
            held=not frameworks,
        ),
    ]
    return all(held)


def reporting(file: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line that runs `rag` and writes the names of loaded packages to a file."""
    return [sys.executable, "-c", REPORTING, str(file), *arguments]


def read_names(file: Path) -> list[str]:
    """Return the names of packages in a file, none if it was not written."""
    return file.read_text().split() if file.is_file() else []


def heavy(packages: Iterable[str]) -> list[str]:
    """Return the heavy ones among the names of packages, in the order of `HEAVY`."""
    named = set(packages)
    return [module for module in HEAVY if module in named]


def serve_cost(index: Path, names: Path) -> Cost:
    """Return the cost of `rag serve` until its page answers, and end it.

    Raises RuntimeError if the page does not answer within `SERVE_SECONDS`.
    """
    port = free_port()
    command = reporting(names, ["serve", "--index", str(index), "--port", str(port)])
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) as server:
        try:
            while not answers(f"http://127.0.0.1:{port}/"):
                if server.poll() is not None or time.perf_counter() - started > SERVE_SECONDS:
                    raise RuntimeError("rag serve does not answer")
                time.sleep(0.02)
            return Cost(time.perf_counter() - started, processor_seconds(server.pid))
        finally:
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()


def answers(address: str) -> bool:
    """Return whether a page is served at an address."""
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main()
