"""An actor on the node of the build, which the stages on the other nodes ask."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from rag.corpus import SourceFile, load
from rag.errors import CorpusError
from rag.index.incoming import Unread


class BuildServer:
    """Reads files for nodes that do not have them, and counts the attempts at each batch."""

    def __init__(self) -> None:
        self._attempts = Counter[bytes]()

    def load(self, file: SourceFile) -> bytes | Unread:
        """Return the bytes of a file, or why it cannot be read."""
        try:
            return load(file)
        except CorpusError as error:
            return Unread(str(error))

    def attempt(self, digest: bytes) -> int:
        """Return how often the batch with this digest has been begun, this time included."""
        self._attempts[digest] += 1
        return self._attempts[digest]


def start_build_server() -> Any:
    """Start the actor on this process's own node, and return its handle."""
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    options = {"num_cpus": 0, "max_restarts": -1, "max_task_retries": -1}
    return ray.remote(BuildServer).options(scheduling_strategy=here, **options).remote()
