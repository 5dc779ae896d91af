"""A child process for the formats whose parsers can hang, crash or exhaust memory.

One worker (rag.corpus.worker) is started on first use and parses one file after another, because
starting takes 0.3 s. Its memory is limited, and so is the time for each file; a worker that exceeds
a limit is replaced. It is a plain subprocess connected by pipes, which works in a server's thread,
a test runner and a console script alike, and it ends when its parent does.

In both directions a message is a length (4 bytes), a JSON object of that length, and as many bytes
as the object's "size" states.
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
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from rag.corpus.files import Extract, Extracts, Facts, Unreadable

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
    """Read one message. Raises EOFError if the other side has closed the pipe."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    header = json.loads(_exactly(stream, length))
    return header, _exactly(stream, header["size"])


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the pipe was closed")
    return data


class Isolation:
    """Parses files in a worker that is started when needed and replaced when it fails.

    `seconds` (for each file) and `memory` (bytes) are its limits. Thread-safe: calls are made one
    at a time.
    """

    def __init__(self, *, seconds: float = TIME_LIMIT, memory: int = MEMORY_LIMIT) -> None:
        self._seconds = seconds
        self._memory = memory
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def extract(self, parser: str, data: bytes) -> Extracts:
        """Run `extract(data)` of the module named `parser` in the worker and return its result.

        Raises Unreadable with the reason if the parser rejects the file, fails, or exceeds a limit.
        """
        with self._lock:
            try:
                return self._extract_with_retry(parser, data)
            except Unreadable:
                raise
            except BaseException:
                # Interrupted: the pipe still holds the answer for this file.
                self._discard()
                raise

    def _extract_with_retry(self, parser: str, data: bytes) -> Extracts:
        while True:
            worker = self._running_worker()
            try:
                return worker.extract(parser, data, self._seconds)
            except _WorkerFailed as fault:
                self._discard()
                # A worker that has parsed other files may have failed because of them.
                if worker.served == 0 or fault.hung:
                    raise Unreadable(str(fault)) from fault

    def close(self) -> None:
        """End the worker; the next call starts another."""
        with self._lock:
            self._discard()

    def _running_worker(self) -> _Worker:
        # A process forked from this one must not share its pipes.
        if self._worker is None or self._worker.owner != os.getpid():
            self._worker = _Worker(self._memory)
        return self._worker

    def _discard(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _WorkerFailed(Exception):
    """The worker must be replaced; the message is the reason why the file was not read."""

    def __init__(self, reason: str, *, hung: bool = False) -> None:
        super().__init__(reason)
        self.hung = hung


class _Worker:
    """One running child process, and the number of files it has parsed."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.owner = os.getpid()
        self.served = 0
        try:
            self.process = self._start()
        except OSError as fault:
            raise Unreadable(f"cannot be read: no process for it ({fault.strerror})") from fault
        try:
            # Wait for "ready", so that the time for the first file does not include the start.
            self._receive()
        except EOFError as fault:
            self.stop()
            raise Unreadable("cannot be read: the process for it does not start") from fault

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        # -P: a "json.py" among the articles, which may be in the working folder, must not be run.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.corpus.worker", str(self.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )

    def extract(self, parser: str, data: bytes, seconds: float) -> Extracts:
        """Have the worker parse one file. Raises _WorkerFailed if it must be replaced."""
        expired = threading.Event()
        timer = threading.Timer(seconds, self._expire, [expired])
        timer.start()
        try:
            answer, text = self._exchange({"parser": parser, "seconds": seconds}, data)
        except (OSError, EOFError) as fault:
            if expired.is_set():
                reason = f"takes more than {seconds:g} s to read"
                raise _WorkerFailed(reason, hung=True) from fault
            raise _WorkerFailed("makes its parser crash") from fault
        finally:
            timer.cancel()
        return self._result(answer, text)

    def stop(self) -> None:
        """Kill the process."""
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

    def _result(self, answer: dict[str, Any], texts: bytes) -> Extracts:
        if answer["status"] == "exhausted":
            raise _WorkerFailed(f"needs more than {self.memory // 1024**2} MiB of memory to read")
        self.served += 1
        if answer["status"] == "unreadable":
            raise Unreadable(answer["reason"])
        return _deserialized(answer, texts)


def serialized(found: Extracts) -> tuple[dict[str, Any], bytes]:
    """Return what a parser found as plain values, and the texts one after another."""
    texts = [article.text.encode("utf-8") for article in found.articles]
    header = asdict(found)
    for row, article, text in zip(header["articles"], found.articles, texts, strict=True):
        published = article.facts.published
        row["facts"]["published"] = published and published.isoformat()
        row["text"] = len(text)
    return header, b"".join(texts)


def _deserialized(header: dict[str, Any], texts: bytes) -> Extracts:
    articles = []
    mappings: dict[str, tuple[Any, ...]] = {}  # few: most records of a file have the same fields
    start = 0
    for row in header["articles"]:
        end = start + row["text"]
        stated = row["facts"]
        published = stated["published"] and date.fromisoformat(stated["published"])
        facts = Facts(**{**stated, "published": published})
        text = texts[start:end].decode("utf-8")
        fields = mappings.setdefault(repr(row["fields"]), tuple(map(tuple, row["fields"])))
        pages = tuple(row["pages"])
        articles.append(Extract(text, facts, row["record"], pages, row["doubt"], fields))
        start = end
    skipped = tuple((record, reason) for record, reason in header["skipped"])
    return Extracts(tuple(articles), skipped, tuple(header["notes"]))


_ISOLATION = Isolation()
atexit.register(_ISOLATION.close)


def extract(parser: str, data: bytes) -> Extracts:
    """Run `extract(data)` of the module named `parser` in the worker that all callers share.

    It returns one article or a list of them.

    Raises Unreadable with the reason if the file cannot be read.
    """
    return _ISOLATION.extract(parser, data)
