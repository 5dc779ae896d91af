"""Tasks of the zygote's children in which several processes use one index.

Each function forks its own children before it opens any file, and returns their results.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.engine import Engine
from rag.errors import IndexLocked
from rag.index.embedding import PassageText, Vectors
from rag.index.store import Store
from tests.faults.tasks import digest
from tests.support import HashEmbedder, build_small, write_articles

LIMIT = 900  # seconds after which a process that hangs is ended


class Child:
    """A forked process that runs `work` and returns its result, as JSON."""

    def __init__(self, work: Callable[[Callable[[], object]], Any]) -> None:
        """Fork. `work` receives a function that waits until `go` is called."""
        wait, self._go = os.pipe()
        self._receiving, sending = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            signal.alarm(LIMIT)
            try:
                outcome = {"result": work(lambda: os.read(wait, 1))}
            except BaseException as error:
                outcome = {"raised": repr(error)}
            os.write(sending, json.dumps(outcome).encode())
            os._exit(0)
        os.close(sending)
        os.close(wait)

    def go(self) -> None:
        """Let the child continue."""
        os.write(self._go, b"!")
        os.close(self._go)

    def result(self) -> Any:
        """Wait for the child; return the result of its work. Raises AssertionError if it failed."""
        with open(self._receiving) as pipe:
            outcome = json.loads(pipe.read() or "{}")
        status = os.waitpid(self.pid, 0)[1]
        assert status == 0, f"child ended with status {status}"
        assert "raised" not in outcome, outcome
        return outcome["result"]


class WaitingEmbedder(HashEmbedder):
    """An embedder that waits until a file exists."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Wait, then embed."""
        while not self._file.exists():
            time.sleep(0.01)
        yield from super().embed_passages(passages)


def writers(corpus: str, index: str, count: int) -> dict[str, Any]:
    """Let `count` processes build at once; the one with the lock waits until the others ended.

    Returns the pids of those that built, and the messages of the refused ones.
    """
    refused = Path(index).with_name("all-others-were-refused")

    def build(wait: Callable[[], object]) -> str:
        wait()
        try:
            build_small(Path(corpus), Path(index), WaitingEmbedder(refused))
        except IndexLocked as error:
            return str(error)
        return ""

    children = [Child(build) for _ in range(count)]
    for child in children:
        child.go()
    messages = {child.pid: "" for child in children}
    ended = 0
    while ended < count - 1:  # the process with the lock cannot end before
        exited = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        assert exited is not None
        pid = exited.si_pid
        child = next(c for c in children if c.pid == pid)
        messages[pid] = child.result()
        children.remove(child)
        ended += 1
    refused.touch()
    for child in children:
        messages[child.pid] = child.result()
    return {
        "built": [pid for pid, message in messages.items() if not message],
        "refused": [message for message in messages.values() if message],
    }


def version(number: int) -> dict[str, str | None]:
    """Return the articles of a folder, all with the same number."""
    return {
        "a.txt": f"The bridge is shut in year {number}. The council met.",
        "b.txt": f"Water costs {number} pence. Nobody knows why.",
        f"only-{number}.txt": f"A zebra of {number} stripes ran.",
        f"only-{number - 1}.txt": None,
    }


def numbers(store: Store, engine: Engine) -> set[int]:
    """Return every number in one state of an index, in its articles and in an answer."""
    with store.snapshot():
        texts = [d.text for d in store.documents()]
        answer = engine.answer("What does water cost?", min_confidence=0.0)
        texts += [c.sentence.text for c in answer.citations]
    return {int(w) for text in texts for w in text.split() if w.isdigit()}


def open_while_building(folder: str, count: int, commits: int) -> dict[str, int]:
    """Let `count` processes read while this one commits `commits` times; return the counts.

    Each process must see one number at a time, never an older one again, and the last at the end.
    """
    corpus, index = Path(folder, "corpus"), Path(folder, "index")
    over = Path(folder, "over")

    def read(wait: Callable[[], object]) -> dict[str, int]:
        wait()
        seen: list[int] = []
        reads = 0
        with closing(Store(index)) as store:
            engine = Engine(store, HashEmbedder())
            while True:
                last = over.exists()
                found = numbers(store, engine)
                reads += 1
                assert len(found) == 1, f"a mixed state: {found}"
                (number,) = found
                assert not seen or number >= seen[-1], "an older state came back"
                if not seen or number != seen[-1]:
                    seen.append(number)
                if last:
                    assert number == commits, f"the last state was not seen, but {number}"
                    return {"reads": reads, "states": len(seen)}

    children = [Child(read) for _ in range(count)]
    write_articles(corpus, {"only--1.txt": "x"})
    for number in range(commits + 1):
        build_small(write_articles(corpus, version(number)), index)
        if number == 0:
            for child in children:
                child.go()
    over.touch()
    results = [child.result() for child in children]
    return {
        "reads": sum(r["reads"] for r in results),
        "states": sum(r["states"] for r in results),
        "commits": commits,
    }


def kills(folder: str, wanted: int, seed: int) -> dict[str, int]:
    """Kill builds at random moments while another process reads, until `wanted` were killed.

    Only the two states between which the builds alternate may be seen. Returns the counts.
    """
    from tests.faults.kills import NEW, OLD

    corpora, index = [Path(folder, "old"), Path(folder, "new")], Path(folder, "index")
    write_articles(corpora[0], OLD)
    write_articles(corpora[1], OLD)
    write_articles(corpora[1], NEW)
    over = Path(folder, "over")

    def ask(wait: Callable[[], object]) -> dict[str, int]:
        wait()
        seen: Counter[str] = Counter()
        with closing(Store(index)) as store:
            while not over.exists():
                seen[digest(store)] += 1
        return dict(seen)

    asking = Child(ask)
    noise = random.Random(seed)
    started = time.monotonic()
    assert not _build_and_kill(corpora[0], index, None)
    whole = time.monotonic() - started
    asking.go()
    killed = tried = finished = 0
    while killed < wanted:
        assert tried < 20 * wanted, "the kills come too late"
        tried += 1
        if _build_and_kill(corpora[1 - finished % 2], index, noise.uniform(0, whole)):
            killed += 1
        else:
            finished += 1
    over.touch()
    seen = asking.result()
    states = {_state_of(corpus, Path(folder, f"fresh-{i}")) for i, corpus in enumerate(corpora)}
    assert set(seen) <= states, "a state that is neither old nor new was seen"
    return {"killed": killed, "finished": finished, "reads": sum(seen.values())}


def _build_and_kill(corpus: Path, index: Path, after: float | None) -> bool:
    """Build in a child, killed after some seconds; return whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        try:
            build_small(corpus, index)
        except BaseException:
            os._exit(1)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0, "a build failed"
    return False


def _state_of(corpus: Path, index: Path) -> str:
    child = Child(lambda wait: _built(corpus, index))
    child.go()
    return str(child.result())


def _built(corpus: Path, index: Path) -> str:
    build_small(corpus, index)
    with closing(Store(index)) as store:
        return digest(store)
