"""`ui.serve`: the addresses and ports that it accepts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from rag import ui
from rag.errors import ConfigError, IndexMissing


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.2", "example.org", "", "127.0.0.1.example.org"]
)
def test_other_machines_are_kept_out(tmp_path: Path, host: str) -> None:
    """An address that other machines can reach is rejected, with the reason and alternatives."""
    with pytest.raises(ConfigError, match=r"RAG_PASSWORD.*127\.0\.0\.1.*tunnel"):
        ui.serve(tmp_path, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_addresses_are_accepted(tmp_path: Path, host: str) -> None:
    """With a loopback address, the missing index is the error."""
    with pytest.raises(IndexMissing):
        ui.serve(tmp_path, host=host, port=free_port())


@pytest.mark.parametrize("port", [0, -1, 65_536])
def test_a_port_has_its_range(tmp_path: Path, port: int) -> None:
    """A number outside the range of ports is rejected."""
    with pytest.raises(ConfigError, match="use 1 to 65535"):
        ui.serve(tmp_path, port=port)


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    """For a port that is in use, the message names it and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"^cannot listen .* port {port} .* --port$"):
            ui.serve(tmp_path, port=port)


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_with_a_password_other_addresses_are_accepted(tmp_path: Path) -> None:
    """An address that other machines can reach needs a password of at least 8 characters."""
    with pytest.raises(ConfigError, match="fewer than 8 characters"):
        ui.serve(tmp_path, host="0.0.0.0", port=free_port(), password="short")
    with pytest.raises(IndexMissing):
        ui.serve(tmp_path, host="0.0.0.0", port=free_port(), password="long enough")
