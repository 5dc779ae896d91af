"""rag.cluster.session: what is said where there is no cluster, or no ray."""

from __future__ import annotations

import importlib.util
import os
import socket

import pytest

from rag.cluster.session import require_usable
from rag.errors import ClusterError

MONITOR = "RAY_memory_monitor_refresh_ms"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that ray is installed."""
    found = importlib.util.find_spec("json")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)


def test_ray_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the extra to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ClusterError, match="install this project with its extra 'ray'"):
        require_usable("local")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["corpus", "ray://head:10001", "head:port", ":6379", ""])
def test_an_address_that_is_none(address: str) -> None:
    """A folder in the address's place, or the address of another kind, is refused."""
    with pytest.raises(ClusterError, match="give HOST:PORT"):
        require_usable(address)


@pytest.mark.usefixtures("installed")
def test_no_cluster_at_the_address() -> None:
    """The message names the address, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        require_usable(f"127.0.0.1:{port}")
    with pytest.raises(ClusterError, match=f"no Ray cluster answers at 127.0.0.1:{port} .*refused"):
        require_usable(f"127.0.0.1:{port}")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("given", "kept"), [(None, "0"), ("250", "250")])
def test_a_local_ray_ends_nothing_because_others_use_memory(
    monkeypatch: pytest.MonkeyPatch, given: str | None, kept: str
) -> None:
    """Ray's memory monitor is off in a Ray of this machine, unless the user has set it."""
    monkeypatch.setattr(os, "environ", {} if given is None else {MONITOR: given})
    require_usable("local")
    assert os.environ[MONITOR] == kept
