"""Measures what a build on a cluster costs: `python -m benchmarks.cluster`; exits 1 over a limit.

Copies of the sample articles, of which no two passages are equal, are built twice:

- in one process, which runs the stages of the nodes itself: the processor time for each passage of
  these, and of the process that writes the index; the share of the latter (at most 3 %) bounds how
  many processors speed a build up;
- with `--ray`, by a local Ray of `--workers` processors: the same share, with all that Ray does in
  the process that writes; and the wall-clock time beside a local build of as many threads (at most
  1.25 times), which means little while other programs run.

Needs the extra `ray`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from benchmarks.measuring import CORPUS, row
from rag import engine
from rag.config import BuildConfig
from rag.corpus import PARSER_VERSION
from rag.engine.building import make_recipe, sync_folder
from rag.engine.spreading import load_article_reader, load_same_embedder
from rag.index.recipe import Recipe
from rag.models.encoder import load_embedder
from rag.models.threads import VARIABLE

MOST_SHARE, MOST_RATIO = 0.03, 1.25


def main() -> None:
    """Measure, and print each figure with its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=20, help="of each sample article")
    parser.add_argument("--ray", action="store_true", help="measure a local Ray, too")
    parser.add_argument("--workers", type=int, default=2, help="processors of that Ray")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_copies(folder / "corpus", chosen.copies)
        node_seconds, held = measure_stages(folder)
        if chosen.ray:
            held &= measure_ray(folder, chosen.workers, node_seconds)
    sys.exit(not held)


def write_copies(folder: Path, copies: int) -> None:
    """Write copies of the sample articles in text formats, with a number in each paragraph."""
    folder.mkdir()
    for file in sorted(CORPUS.rglob("*")):
        if file.suffix in (".txt", ".md"):
            text = file.read_text("utf-8")
            for number in range(copies):
                numbered = text.replace(".\n\n", f", as report {number} has it.\n\n")
                (folder / f"{number}-{file.name}").write_text(numbered, "utf-8")


class InProcess:
    """The stages of `rag.cluster.node_pipeline.NodePipeline`, run by this process one by one."""

    processors = 1

    def __init__(self, recipe: Recipe) -> None:
        from rag.cluster.node_stages import embedding_step, reading_step

        self._read = reading_step(partial(load_article_reader, recipe))
        self._embed = partial(embedding_step, partial(load_same_embedder, recipe, PARSER_VERSION))
        self.seconds = 0.0

    def run(self, files: Sequence[Any], stored: Any, characters: int) -> Iterator[Any]:
        """Yield what the stages compute; their processor time is added to `seconds`."""
        import ray

        from rag.cluster.batches import pack, packed, unpack
        from rag.cluster.node_stages import parse_in_batches

        embed = self._embed(ray.put(stored))
        begun = time.process_time()
        for parsed in parse_in_batches(files, stored, None, characters):
            table = pack(embed(self._read(parsed)))
            self.seconds += time.process_time() - begun
            yield from map(unpack, packed(table))
            begun = time.process_time()


def measure_stages(folder: Path) -> tuple[float, bool]:
    """Print the processor time of the stages and of the rest; return the former, for a passage."""
    from rag.cluster.cluster_reads import ClusterReads
    from rag.cluster.session import LOCAL, connected, require_usable

    require_usable(LOCAL)
    os.environ[VARIABLE] = "1"
    embedder, config = load_embedder(), BuildConfig()
    recipe = make_recipe(embedder, config.encoding, config.passage_tokens)
    with connected(LOCAL, 1):
        nodes = InProcess(recipe)
        reads = ClusterReads(lambda: cast(Any, nodes))
        begun = time.process_time()
        done = sync_folder(
            folder / "corpus", folder / "staged", recipe, embedder, reads, report=lambda p: None
        )
        seconds = time.process_time() - begun
    node, writing = nodes.seconds, seconds - nodes.seconds
    row("passages", f"{done.passages} of {done.documents} articles")
    row("parsing, attributing, embedding", f"{1_000 * node / done.passages:.1f} ms a passage")
    row("writing the index", f"{1_000 * writing / done.passages:.2f} ms a passage")
    share = writing / seconds
    held = share <= MOST_SHARE
    row("share of the process that writes", f"{share:.1%}", f"at most {MOST_SHARE:.0%}", held=held)
    return node / done.passages, held


def measure_ray(folder: Path, workers: int, node_seconds: float) -> bool:
    """Build with a local Ray and with threads, and print the share and the ratio."""
    os.environ[VARIABLE] = str(workers)
    begun, wall = time.process_time(), time.perf_counter()
    done = engine.build(folder / "corpus", folder / "ray", ray="local")
    writing, with_ray = time.process_time() - begun, time.perf_counter() - wall
    wall = time.perf_counter()
    engine.build(folder / "corpus", folder / "local")
    ratio = with_ray / (time.perf_counter() - wall)
    share = writing / (writing + node_seconds * done.passages)
    held = row(
        "the same with Ray", f"{share:.1%}", f"at most {MOST_SHARE:.0%}", held=share <= MOST_SHARE
    )
    limit = f"at most {MOST_RATIO} times"
    return row("time beside a local build", f"{ratio:.2f}", limit, held=ratio <= MOST_RATIO) & held


if __name__ == "__main__":
    main()
