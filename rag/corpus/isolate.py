"""A child process for the formats whose parsers can hang, crash or eat all memory.

One worker (rag.corpus.worker) is started when it is first needed and reads one file after another,
for starting costs 0.3 s. It has limits of memory and, for each file, of time; a worker that breaks
one is replaced. It is a plain subprocess that speaks over pipes, so that it works under a server's
thread, a test runner and a console script alike, and it ends when its parent does.

Both ways a message is a length (4 bytes), a JSON object of that length, and the bytes that the
object's "size" announces.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import IO, Any

from rag.corpus.files import Extract, Facts, Unreadable

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space for the worker, where the system can limit them (not on Windows)."""

TIME_LIMIT = 60.0
"""Seconds for one file."""

_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], header: dict[str, Any], data: bytes = b"") -> None:
    """Write one message and flush it."""
    encoded = json.dumps({**header, "size": len(data)}).encode("ascii")
    stream.write(_LENGTH.pack(len(encoded)) + encoded)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message; raise EOFError if the other side has closed the pipe."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    header = json.loads(_exactly(stream, length))
    return header, _exactly(stream, header["size"])


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the pipe was closed")
    return data


class Isolation:
    """Reads files in a worker that is started when needed and replaced when it fails.

    `seconds` (for each file) and `memory` (bytes) are its limits. Safe to use from many threads:
    they wait for one another.
    """

    def __init__(self, *, seconds: float = TIME_LIMIT, memory: int = MEMORY_LIMIT) -> None:
        self._seconds = seconds
        self._memory = memory
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def extract(self, reader: str, data: bytes) -> Extract:
        """Return what `extract(data)` of the module named `reader` returns, run in the worker.

        Raises Unreadable with the reason if it finds the file unreadable, fails, or breaks a limit.
        """
        with self._lock:
            try:
                return self._try_twice(reader, data)
            except Unreadable:
                raise
            except BaseException:
                # Interrupted halfway: what is still in the pipe belongs to this file.
                self._discard()
                raise

    def _try_twice(self, reader: str, data: bytes) -> Extract:
        while True:
            worker = self._ready()
            try:
                return worker.ask(reader, data, self._seconds)
            except _WorkerFailed as fault:
                self._discard()
                # A worker that has read other files may have failed because of them.
                if worker.served == 0 or fault.hung:
                    raise Unreadable(str(fault)) from fault

    def close(self) -> None:
        """End the worker; the next call starts another."""
        with self._lock:
            self._discard()

    def _ready(self) -> _Worker:
        # A process forked from this one must not share its pipes.
        if self._worker is None or self._worker.owner != os.getpid():
            self._worker = _Worker(self._memory)
        return self._worker

    def _discard(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _WorkerFailed(Exception):
    """The worker can't go on; the message is the reason why the file was not read."""

    def __init__(self, reason: str, *, hung: bool = False) -> None:
        super().__init__(reason)
        self.hung = hung


class _Worker:
    """One running child process, and how many files it has read."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.owner = os.getpid()
        self.served = 0
        try:
            self.process = self._start()
        except OSError as fault:
            raise Unreadable(f"cannot be read: no process for it ({fault.strerror})") from fault
        try:
            # Its greeting, so that the time for the first file doesn't include the start.
            self._receive()
        except EOFError as fault:
            self.stop()
            raise Unreadable("cannot be read: the process for it does not start") from fault

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        # -P: the working folder may hold the articles, and a "json.py" among them is not to be run.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.corpus.worker", str(self.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )

    def ask(self, reader: str, data: bytes, seconds: float) -> Extract:
        """Let the worker read one file; raise _WorkerFailed if it must be replaced."""
        expired = threading.Event()
        timer = threading.Timer(seconds, self._expire, [expired])
        timer.start()
        try:
            answer, text = self._exchange({"reader": reader, "seconds": seconds}, data)
        except (OSError, EOFError) as fault:
            if expired.is_set():
                reason = f"takes more than {seconds:g} s to read"
                raise _WorkerFailed(reason, hung=True) from fault
            raise _WorkerFailed("makes its reader crash") from fault
        finally:
            timer.cancel()
        return self._result(answer, text)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        self.process.wait()

    def _expire(self, expired: threading.Event) -> None:
        expired.set()
        self.process.kill()

    def _exchange(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        if self.process.stdin is None:
            raise EOFError("there is no pipe")
        send(self.process.stdin, header, data)
        return self._receive()

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        if self.process.stdout is None:
            raise EOFError("there is no pipe")
        return receive(self.process.stdout)

    def _result(self, answer: dict[str, Any], text: bytes) -> Extract:
        if answer["status"] == "exhausted":
            raise _WorkerFailed(f"needs more than {self.memory // 1024**2} MiB of memory to read")
        self.served += 1
        if answer["status"] == "unreadable":
            raise Unreadable(answer["reason"])
        stated = answer["facts"]
        published = stated["published"] and date.fromisoformat(stated["published"])
        return Extract(text.decode("utf-8"), Facts(**{**stated, "published": published}))


_ISOLATION = Isolation()
atexit.register(_ISOLATION.close)


def extract(reader: str, data: bytes) -> Extract:
    """Run `extract(data)` of the module named `reader` in the worker that all callers share.

    Raises Unreadable with the reason if there is nothing to be had.
    """
    return _ISOLATION.extract(reader, data)
