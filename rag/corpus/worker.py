"""The child process of rag.corpus.isolate: `python -m rag.corpus.worker MEMORY`.

It receives files on standard input and answers on standard output until its input ends. Output that
a parser prints is discarded, so that it cannot mix with the answers. Time and memory are limited
because article files are not trusted.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import IO, Any

from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.isolate import receive, send, serialized
from rag.corpus.metadata import clean


def main() -> None:
    """Serve until the parent closes the pipe or memory is exhausted."""
    source, sink = _take_pipes()
    _limit_memory(int(sys.argv[1]))
    # The parent handles Ctrl-C: the worker ends when its input does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    send(sink, {"status": "ready"})
    status = ""
    while status != "exhausted":
        try:
            header, data = receive(source)
        except EOFError:
            return
        answer, text = _answer(header["parser"], data, header["seconds"])
        status = answer["status"]
        send(sink, answer, text)


def _answer(parser: str, data: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
    try:
        _limit_time(seconds)
        found: Extract | Extracts = importlib.import_module(parser).extract(data)
        header, texts = serialized(Extracts((found,)) if isinstance(found, Extract) else found)
        return {"status": "read", **header}, texts
    except Unreadable as fault:
        return {"status": "unreadable", "reason": str(fault)}, b""
    except MemoryError:
        return {"status": "exhausted"}, b""
    except ImportError as fault:
        return {"status": "unreadable", "reason": f"cannot be read: {fault}"}, b""
    except Exception as fault:
        # A damaged file can make a parser raise any exception.
        return {"status": "unreadable", "reason": f"is damaged ({_summary(fault)})"}, b""
    finally:
        _limit_time(0)


def _summary(fault: Exception) -> str:
    return (clean(str(fault)) or type(fault).__name__)[:120]


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the pipes to the parent, and redirect standard input and output to the null device."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return source, sink


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits: only the time is limited there
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):  # macOS refuses; or a lower limit is already set
        return


def _limit_time(seconds: float) -> None:
    """Set an alarm 5 s after the parent's own limit, in case the parent is dead; 0 cancels it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds and seconds + 5)


if __name__ == "__main__":
    main()
