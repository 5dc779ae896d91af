"""Builds on a cluster of several nodes on this machine: `python -m benchmarks.cluster_nodes`.

The nodes are those of `ray.cluster_utils.Cluster`: a head without processors, and two nodes of one
processor each. Copies of the sample articles, of which no two passages are equal, are built

- by `rag build --ray HOST:PORT` and by `rag build` with two threads, in turn: the ratio of the
  wall-clock times (at most 1.25), and the share of the process that writes in the processor time of
  all processes, beyond that of a build of one article (at most 3 %), which bounds how many nodes
  speed a build up;
- `--kills N` times more, each time with one node more, which is killed at a random moment: each
  index must hold the rows of an undisturbed build.

It exits with 1 over a limit. Needs the extra `ray`, and Linux.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cluster import MOST_RATIO, MOST_SHARE, write_copies
from benchmarks.measuring import Cost, machine, process_cost, rag_command, ratio, row
from rag import engine
from rag.cluster.session import LOCAL, require_usable
from rag.config import BuildConfig
from rag.index.loading import StoredPassage
from rag.index.store import Store
from rag.models.threads import VARIABLE

NODES = 2
STORE = 256 << 20  # bytes of shared memory of a node
LARGEST_DIFFERENCE = 2.0**-12  # of a component: the last place in half precision below .5
EVERY = 0.5  # seconds between two looks at the processor time of Ray's processes


def main() -> None:
    """Measure, and print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=80, help="of each sample article")
    parser.add_argument("--rounds", type=int, default=3, help="of both builds")
    parser.add_argument("--kills", type=int, default=0, help="builds of which a node is killed")
    parser.add_argument("--copies-killed", type=int, default=8, help="in each of those builds")
    parser.add_argument("--seed", type=int, default=0, help="of the moments of the kills")
    chosen = parser.parse_args()
    require_usable(LOCAL)
    os.environ.setdefault("RAY_worker_niceness", "0")
    print(machine())
    held = True
    with tempfile.TemporaryDirectory() as name, nodes_of_this_machine() as cluster:
        folder = Path(name)
        if chosen.rounds:
            write_copies(folder / "corpus", chosen.copies)
            held &= measure_nodes(cluster, folder, chosen.rounds)
        if chosen.kills:
            write_copies(folder / "killed", chosen.copies_killed)
            held &= measure_kills(cluster, folder, chosen.kills, random.Random(chosen.seed))
    sys.exit(not held)


@contextmanager
def nodes_of_this_machine() -> Iterator[Any]:
    """Give a cluster of a head without processors and `NODES` nodes of one."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args=_node(0))
    try:
        for _ in range(NODES):
            cluster.add_node(**_node(1))
        yield cluster
    finally:
        cluster.shutdown()


def _node(processors: int) -> dict[str, Any]:
    return {
        "num_cpus": processors,
        "object_store_memory": STORE,
        "include_dashboard": False,
    }


@dataclass(frozen=True, slots=True)
class Spread:
    """What a build on the nodes takes: wall-clock and processor seconds.

    `writing` is the processor time of the process that builds, `others` that of all of Ray's.
    """

    wall: float
    writing: float
    others: float

    def share(self, fixed: Spread | None = None) -> float:
        """Return the share of the process that builds, in what is beyond a `fixed` part."""
        writing = self.writing - (fixed.writing if fixed else 0.0)
        others = self.others - (fixed.others if fixed else 0.0)
        return writing / (writing + others)


def measure_nodes(cluster: Any, folder: Path, rounds: int) -> bool:
    """Build on the nodes and by threads in turn, and print shares and the ratio."""
    os.environ[VARIABLE] = str(NODES)
    (folder / "one").mkdir()
    shutil.copy(next((folder / "corpus").iterdir()), folder / "one")
    fixed = build_on_nodes(cluster, folder / "one", folder / "ray-one")
    local: list[Cost] = []
    spread: list[Spread] = []
    for number in range(rounds):
        spread.append(build_on_nodes(cluster, folder / "corpus", folder / f"ray-{number}"))
        command = rag_command("build", folder / "corpus", "--index", folder / f"local-{number}")
        local.append(process_cost(command))
    with closing(Store(folder / "ray-0")) as store:
        counts = store.counts()
    row("passages", f"{counts.passages} of {counts.documents} articles")
    row("seconds of a build on two nodes", ", ".join(f"{s.wall:.1f}" for s in spread))
    row("seconds of a build with two threads", ", ".join(f"{c.wall:.1f}" for c in local))
    row(
        "processor time: the process that writes, all of Ray, a build with threads",
        ", ".join(
            f"{one.writing:.1f} + {one.others:.1f}, {beside.processor:.1f} s"
            for one, beside in zip(spread, local, strict=True)
        ),
    )
    row("the same of a build of one article", f"{fixed.writing:.1f} + {fixed.others:.1f} s")
    row("share of the process that writes", f"{statistics.median(s.share() for s in spread):.1%}")
    share = statistics.median(s.share(fixed) for s in spread)
    held = row(
        "the same of what is beyond one article",
        f"{share:.1%}",
        f"at most {MOST_SHARE:.0%}",
        held=share <= MOST_SHARE,
    )
    times = ratio([s.wall for s in spread], [c.wall for c in local])
    return held & row(
        "time beside a build with threads",
        f"{times:.2f}",
        f"at most {MOST_RATIO} times",
        held=times <= MOST_RATIO,
    )


def build_on_nodes(cluster: Any, corpus: Path, index: Path) -> Spread:
    """Build on the nodes of a cluster, and return what that takes."""
    command = rag_command("build", corpus, "--index", index, "--ray", cluster.address)
    with counted_processes(cluster) as seconds:
        cost = process_cost(command)
    return Spread(cost.wall, cost.processor, sum(seconds.values()))


@contextmanager
def counted_processes(cluster: Any) -> Iterator[dict[int, float]]:
    """Give the processor time that each process of a cluster of this machine uses inside the block.

    It is read every half second, because nobody waits for the workers of Ray when they end.
    """
    roots = {
        started.process.pid
        for node in cluster.list_all_nodes()
        for infos in node.all_processes.values()
        for started in infos
    }
    before = processes_seconds(roots)
    used: dict[int, float] = {}
    over = threading.Event()

    def count() -> None:
        while not over.wait(EVERY):
            for process, seconds in processes_seconds(roots).items():
                used[process] = seconds - before.get(process, 0.0)

    counting = threading.Thread(target=count)
    counting.start()
    try:
        yield used
    finally:
        over.set()
        counting.join()


def processes_seconds(roots: Set[int]) -> dict[int, float]:
    """Return the processor time so far of processes and of all that they started."""
    stats = dict(_stats())
    found: dict[int, float] = {}
    ticks = os.sysconf("SC_CLK_TCK")
    for process, fields in stats.items():
        ancestor = process
        while ancestor in stats and ancestor not in roots:
            ancestor = int(stats[ancestor][1])
        if ancestor in roots:
            found[process] = (int(fields[11]) + int(fields[12])) / ticks
    return found


def _stats() -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each process and its fields in /proc, from the third, its state, on."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(path.parent.name), fields


def measure_kills(cluster: Any, folder: Path, kills: int, rng: random.Random) -> bool:
    """Kill a node in the middle of each build, and compare the index with an undisturbed one."""
    os.environ[VARIABLE] = "1"
    config = BuildConfig(dtype="float32")
    engine.build(folder / "killed", folder / "undisturbed", config=config)
    expected = rows_of(folder / "undisturbed")
    started = time.perf_counter()
    engine.build(folder / "killed", folder / "whole", config=config, ray=cluster.address)
    lasts = time.perf_counter() - started
    row("passages, seconds of a build", f"{len(expected[1])}, {lasts:.1f}")
    done, equal, largest = 0, 0, 0.0
    for number in itertools.count():
        if done == kills:
            break
        delay = rng.uniform(0, lasts)
        victim = cluster.add_node(**_node(1))
        kill = threading.Timer(delay, cluster.remove_node, [victim], {"allow_graceful": False})
        kill.start()
        index = folder / f"killed-{number}"
        begun = time.perf_counter()
        engine.build(folder / "killed", index, config=config, ray=cluster.address)
        took = time.perf_counter() - begun
        kill.join()
        lasts = min(lasts, took)
        same, difference = compare(rows_of(index), expected)
        largest = max(largest, difference)
        row(f"killed after {delay:.1f} s of {took:.1f} s", "equal" if same else "other rows")
        if delay < took:  # or else the build had ended before
            done, equal = done + 1, equal + same
    row("largest difference of a vector's component", f"{largest:.1e}")
    return row("equal indexes", f"{equal} of {kills}", f"{kills}", held=equal == kills)


Rows = tuple[list[Any], dict[tuple[str, int, int], StoredPassage]]


def rows_of(index: Path) -> Rows:
    """Return the documents of an index with their texts, and its passages by document and span."""
    with closing(Store(index)) as store, store.snapshot():
        passages = {
            (p.passage.document.doc_id, p.passage.start, p.passage.end): p
            for p in store.passages(store.passage_ids())
        }
        return [(d, d.text) for d in store.documents()], passages


def compare(found: Rows, expected: Rows) -> tuple[bool, float]:
    """Return whether two indexes hold the same, and the largest difference of their vectors."""
    if found[0] != expected[0] or found[1].keys() != expected[1].keys():
        return False, 0.0
    same = all(p.passage == expected[1][key].passage for key, p in found[1].items())
    largest = max(
        float(np.abs(p.vectors - expected[1][key].vectors).max()) for key, p in found[1].items()
    )
    return same and largest <= LARGEST_DIFFERENCE, largest


if __name__ == "__main__":
    main()
