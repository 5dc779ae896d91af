"""The browser page: a chat whose answers are cited sentences, with their sources beside it.

Importing this package starts nothing and loads no gradio; `serve` does.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

from rag.config import DEFAULT_INDEX
from rag.errors import ConfigError

__all__ = ["serve"]


def serve(index: Path | str = DEFAULT_INDEX, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Open an index and show its page on this machine until it is interrupted.

    Raises ConfigError for an address that other machines can reach or a port that can't be used,
    and what `rag.engine.open_index` raises.
    """
    _require_loopback(host)
    _require_port(host, port)
    _stay_offline()
    from rag.engine import open_index

    engine = open_index(index)

    # After the index: gradio takes seconds to import, and a missing index is to be said at once.
    from rag.ui.page import build_page, launch

    launch(build_page(engine), host=host, port=port)


def _require_loopback(host: str) -> None:
    """Refuse an address that other machines can reach: the page asks nobody who they are."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ConfigError(
            f"host is {host!r}: the page has no password, so it listens on this machine only; use "
            "127.0.0.1, and an SSH tunnel or a proxy with a password to reach it from elsewhere"
        )


def _require_port(host: str, port: int) -> None:
    """Refuse a port that can't be listened on, before a model is loaded."""
    if not 1 <= port <= 65_535:
        raise ConfigError(f"port is {port}: use 1 to 65535")
    try:
        with socket.create_server((host, port), family=_family(host)):
            pass
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop what uses it, or give "
            "another --port"
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _stay_offline() -> None:
    """Keep gradio from calling home; it reads these when it is imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
