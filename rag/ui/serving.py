"""How a page is served, as plain values; what can't be served so is refused at once."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigError

PASSWORD = "RAG_PASSWORD"  # where the environment holds it: a command line is seen by others
SHORTEST = 8  # characters of a password


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the page listens and what it offers.

    `api` is the HTTP endpoint /ask, `mcp` the tools at /mcp. With `uploads`,
    files dropped on the page are put into the folder of articles. Thumbs up and
    down go to the file `feedback`, or to feedback.jsonl beside the index. Without a `password` the
    page listens on this machine only.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    api: bool = False
    mcp: bool = False
    uploads: bool = False
    feedback: Path | None = None
    password: str | None = None

    def __post_init__(self) -> None:
        if self.password is not None and len(self.password) < SHORTEST:
            raise ConfigError(
                f"the password has fewer than {SHORTEST} characters: take a longer one"
            )
        if not self.loopback and self.password is None:
            raise ConfigError(
                f"host is {self.host!r}, which other machines can reach: give a password in the "
                f"variable {PASSWORD} or with --password-file, or use 127.0.0.1 and an SSH tunnel "
                "(without a password the page listens on this machine only)"
            )
        if not 1 <= self.port <= 65_535:
            raise ConfigError(f"port is {self.port}: use 1 to 65535")

    @property
    def loopback(self) -> bool:
        """True for an address that only this machine can reach."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def require_port(self) -> None:
        """Raise ConfigError for a port that can't be listened on, before a model is loaded."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            with socket.create_server((self.host, self.port), family=family):
                pass
        except OSError as error:
            raise ConfigError(
                f"cannot listen on {self.host} port {self.port} ({error.strerror}): stop what uses "
                "it, or give another --port"
            ) from error


def read_password(file: Path | None) -> str | None:
    """Return the password: the first line of a file, or what the environment holds, if anything."""
    if file is None:
        return os.environ.get(PASSWORD) or None
    try:
        return file.read_text("utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the password from {file}: {error}") from error
