"""The stages of `rag.cluster.node_stages` as a pipeline of Ray Data over all nodes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import ray
import ray.data

from rag.cluster.batches import ArticleBatch, Fault, FileToRead, grouped, pack, packed, unpack
from rag.cluster.build_server import start_build_server
from rag.cluster.node_stages import (
    StageActor,
    Step,
    embedding_step,
    parse_files,
    reading_step,
)
from rag.cluster.stored_rows import StoredRows
from rag.index.embedding import Embedder
from rag.index.incoming import Segmenter

MakeStep = Callable[[], Step]


class NodePipeline:
    """Parses, segments and embeds on the nodes of the cluster that this process is connected to.

    Each processor runs an actor that reads and embeds; where there are GPUs, each of them runs an
    actor that embeds, and the processors only read. Ray Data holds a stage back while the batches
    that wait for the next one fill their share of the memory.
    """

    def __init__(
        self, make_segmenter: Callable[[], Segmenter], make_embedder: Callable[[], Embedder]
    ) -> None:
        """Take two functions that nodes call to load what segments and what embeds."""
        self._make_segmenter = make_segmenter
        self._make_embedder = make_embedder
        resources = ray.cluster_resources()
        self.processors = max(1, int(resources.get("CPU", 1)))
        self._gpus = int(resources.get("GPU", 0))
        self._server = start_build_server()
        _configure_ray_data()

    def run(
        self, files: Sequence[FileToRead], stored: StoredRows, characters: int
    ) -> Iterator[ArticleBatch | Fault]:
        """Yield what the nodes compute of files, in the order in which it comes.

        A task is given files of so many bytes at least, or documents of so many `characters`.
        """
        rows = ray.put(stored)
        groups = grouped(((sent.file.size, sent) for sent in files), characters)
        parsed = ray.data.from_arrow([pack(group) for group in groups]).map_batches(
            parse_files,
            fn_kwargs={"stored": rows, "server": self._server, "characters": characters},
            batch_size=1,
            batch_format="pyarrow",
            num_cpus=0,  # the actors have all processors, and wait for what is parsed
            compute=ray.data.TaskPoolStrategy(size=max(2, self.processors // 4)),
        )
        read = partial(reading_step, self._make_segmenter)
        embed = partial(embedding_step, self._make_embedder, rows)
        if self._gpus:
            on_processors = self._on_actors(parsed, self.processors, [read], num_cpus=1)
            computed = self._on_actors(on_processors, self._gpus, [embed], num_gpus=1)
        else:
            computed = self._on_actors(parsed, self.processors, [read, embed], num_cpus=1)
        for table in computed.iter_batches(batch_size=None, batch_format="pyarrow"):
            yield from map(unpack, packed(table))

    def _on_actors(self, dataset: Any, actors: int, steps: list[MakeStep], **each: int) -> Any:
        """Add a stage of so many actors that run some steps, with the resources of `each`.

        Fewer actors run after resources are lost, and when nothing is left to do for some.
        """
        return dataset.map_batches(
            StageActor,
            fn_constructor_args=[self._server, *steps],
            batch_size=1,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(
                min_size=1, max_size=actors, initial_size=actors, max_tasks_in_flight_per_actor=2
            ),
            **each,
        )


def _configure_ray_data() -> None:
    """Have Ray Data print nothing, keep batches apart, and go on where a batch is lost."""
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = 1  # each batch is a block, which any actor may take
    context.max_errored_blocks = -1
