"""rag.cluster.session.connected: what is said where Ray does not start.

Needs the extra `ray`, which is not started; without it these tests are skipped.
"""

from __future__ import annotations

import pytest

pytest.importorskip("ray", reason="the extra 'ray' is not installed")

import ray

from rag.cluster.session import LOCAL, connected
from rag.errors import ClusterError


def test_a_ray_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray reports a node that starts too slowly by a plain exception, of which one line is kept."""

    def slow(**settings: object) -> None:
        raise Exception("The current node timed out during startup.\nMore.")

    monkeypatch.setattr(ray, "init", slow)
    with (
        pytest.raises(ClusterError, match=r"cannot use Ray at local \(.* during startup\.\)$"),
        connected(LOCAL, 1),
    ):
        pass
