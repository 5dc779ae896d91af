"""The settings of the page's server; invalid ones raise ConfigError at once."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigError

PASSWORD = "RAG_PASSWORD"  # environment variable; other users can read command lines
MIN_PASSWORD = 8  # characters
MOST_REPLICAS = 1_000
ASK_PATH = "/ask"


@dataclass(frozen=True, slots=True)
class Serving:
    """The address that the page listens on, and the features that are switched on.

    `api` is the HTTP endpoint /ask, `mcp` the tools at /mcp. With `uploads`, files dropped on the
    page are added to the folder of articles. Thumbs up and down are written to the file `feedback`,
    or to feedback.jsonl beside the index. Conversations are kept in the folder `conversations`;
    without one, beside the index on a loopback address without a password, else in memory. Without
    a `password` only a loopback address is allowed; otherwise ConfigError is raised.

    With `ray`, the address of a Ray cluster or "local", up to `replicas` processes answer programs
    at `endpoint`, on the port after that of the page.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    api: bool = False
    mcp: bool = False
    uploads: bool = False
    feedback: Path | None = None
    conversations: Path | None = None
    password: str | None = None
    ray: str | None = None
    replicas: int = 2

    def __post_init__(self) -> None:
        if self.password is not None and len(self.password) < MIN_PASSWORD:
            raise ConfigError(
                f"the password has fewer than {MIN_PASSWORD} characters: use a longer one"
            )
        if not self.loopback and self.password is None:
            raise ConfigError(
                f"host is {self.host!r}, which other machines can reach: give a password in the "
                f"variable {PASSWORD} or with --password-file, or use 127.0.0.1 and an SSH tunnel "
                "(without a password the page listens on this machine only)"
            )
        last = 65_535 if self.ray is None else 65_534
        if not 1 <= self.port <= last:
            raise ConfigError(f"port is {self.port}: use 1 to {last}")
        if not 1 <= self.replicas <= MOST_REPLICAS:
            raise ConfigError(f"replicas is {self.replicas}: use 1 to {MOST_REPLICAS}")

    @property
    def loopback(self) -> bool:
        """True for an address that only this machine can reach."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def endpoint_port(self) -> int:
        """The port of the endpoint of the replicas."""
        return self.port + 1

    @property
    def endpoint(self) -> str | None:
        """The address at which replicas answer programs, None if there are none."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return None if self.ray is None else f"http://{host}:{self.endpoint_port}{ASK_PATH}"

    def require_port(self) -> None:
        """Raise ConfigError if a port cannot be listened on, before a model is loaded."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        for port in (self.port,) if self.ray is None else (self.port, self.endpoint_port):
            try:
                with socket.create_server((self.host, port), family=family):
                    pass
            except OSError as error:
                raise ConfigError(
                    f"cannot listen on {self.host} port {port} ({error.strerror}): stop what uses "
                    "it, or use another --port"
                ) from error


def read_password(file: Path | None) -> str | None:
    """Return the first line of a file, or else the variable RAG_PASSWORD, None if it is not set.

    Raises ConfigError for a file that cannot be read.
    """
    if file is None:
        return os.environ.get(PASSWORD) or None
    try:
        return file.read_text("utf-8").partition("\n")[0]
    except OSError as error:
        raise ConfigError(f"cannot read the password from {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read the password from {file}: it is not UTF-8") from error
