"""A connection to a Ray cluster, or a local Ray that is started for one build and ended with it."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from rag.errors import ClusterError

LOCAL = "local"  # the address that stands for a Ray of one's own

CONNECT_SECONDS = 5.0
LOCAL_STORE = 512 * 1024**2
"""Bytes of shared memory in which a local Ray keeps batches on their way; the rest goes to disk."""

_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
# Ray's memory monitor ends Ray's own processes, replicas and their proxy included, when the machine
# has little memory left, whoever uses it. The system ends the process that uses most.
_LOCAL = {"RAY_memory_monitor_refresh_ms": "0"}


def require_usable(address: str) -> None:
    """Raise ClusterError unless ray is installed and something listens at an address.

    To be called before ray is imported, which then neither reports its use nor prints.
    """
    if importlib.util.find_spec("ray") is None:
        raise ClusterError(
            "the package ray is not installed: install this project with its extra 'ray'"
        )
    if address != LOCAL:
        _require_listener(address)
    for name, value in (_QUIET | _LOCAL if address == LOCAL else _QUIET).items():
        os.environ.setdefault(name, value)


@contextmanager
def connected(address: str, processors: int) -> Iterator[None]:
    """Connect this process to a cluster, or to a Ray of its own for the address "local".

    A local Ray uses so many `processors`.

    Raises ClusterError if that fails; call `require_usable` before.
    """
    import ray

    own = {"num_cpus": processors, "object_store_memory": LOCAL_STORE, "include_dashboard": False}
    try:
        ray.init(
            address=address,
            logging_level=logging.ERROR,
            log_to_driver=False,
            **(own if address == LOCAL else {}),
        )
    except Exception as error:  # Ray raises plain ones, as for a node that does not start in time
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterError(f"cannot use Ray at {address} ({reason})") from error
    try:
        yield
    finally:
        ray.shutdown()


def _require_listener(address: str) -> None:
    """Raise ClusterError unless something listens there; Ray itself would try for a minute."""
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise ClusterError(
            f"{address!r} is no address of a Ray cluster: give HOST:PORT, after the folder"
        )
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
    except OSError as error:
        raise ClusterError(
            f"no Ray cluster answers at {address} ({error.strerror or error}): start one with "
            "'ray start --head', or leave the address out to use this machine alone"
        ) from error
