"""Tests every fault in full: `python -m benchmarks.faults [PART …] [--share SHARE]`.

The tests run a sample of the same checks (tests/faults). Each part prints the number of cases and
the failures; the exit status is 1 if there are any. `--share .1` tests every tenth case.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.corpora import THREE, Corpus, edit, fresh
from tests.faults import inject, inputs, odd_archives, odd_records
from tests.faults.damage import check_bytes, check_whole, names, tiny_index
from tests.faults.kills import SCENES, check_failure, check_kill, scene
from tests.support import contents, write_articles

BYTES_PER_CHILD = 200  # bytes changed, one by one, by one child process


def main() -> None:
    """Run the given parts, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help=", ".join(PARTS))
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the faults to test, 0 to 1"
    )
    chosen = parser.parse_args()
    failed = 0
    for part in chosen.parts or PARTS:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            tried, wrong = PARTS[part](Path(folder), chosen.share)
        seconds = time.perf_counter() - started
        print(f"{part}: {tried}; {len(wrong)} failed ({seconds:.0f} s)", flush=True)
        for line in wrong[:20]:
            print(f"  {' '.join(line.split())[-300:]}", flush=True)
        failed += len(wrong)
    sys.exit(bool(failed))


Result = tuple[str, list[str]]


def attempt(wrong: list[str], check: Callable[[], Any]) -> Any:
    """Run a check and return its result; record a failure and return None."""
    try:
        return check()
    except AssertionError as error:
        wrong.append(str(error))
        return None


def some(calls: Iterable[int], share: float) -> list[int]:
    """Return every n-th call, for the given share."""
    return list(calls)[:: max(1, round(1 / share))]


def kill(folder: Path, share: float) -> Result:
    """Kill builds before and within every call that touches the index folder."""
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    with inject.zygote(folder) as zygote:
        for kind in SCENES:
            at = scene(zygote, folder / kind, kind)
            for tear in (False, True):
                for call in some(range(1, at.calls + 8), share):
                    killed = attempt(wrong, lambda: check_kill(zygote, at, call, tear=tear))  # noqa: B023
                    counts[kind] += bool(killed)
    return ", ".join(f"{counts[kind]} kills of a {kind}" for kind in SCENES), wrong


def disk(folder: Path, share: float) -> Result:
    """Let every call fail, once and permanently, with three errors."""
    wrong: list[str] = []
    tried = raised = 0
    with inject.zygote(folder) as zygote:
        for kind in SCENES:
            at = scene(zygote, folder / kind, kind)
            for error in (errno.ENOSPC, errno.EIO, errno.EROFS):
                for lasting in (False, True):
                    for call in some(range(1, at.calls + 1), share):
                        found = attempt(
                            wrong,
                            lambda: check_failure(zygote, at, call, error, lasting=lasting),  # noqa: B023
                        )
                        tried, raised = tried + 1, raised + bool(found)
    return f"{tried} failing calls, {raised} of them raised an error", wrong


def damage(folder: Path, share: float) -> Result:
    """Change every byte of every file, and truncate, delete and exchange each file."""
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    index = tiny_index(folder)
    with inject.zygote(None) as zygote:
        for name in names(index):
            whole = (index / name).read_bytes()
            places = some(range(len(whole)), share)
            for at in range(0, len(places), BYTES_PER_CHILD):
                part = places[at : at + BYTES_PER_CHILD]
                counts += (
                    attempt(
                        wrong,
                        lambda: check_bytes(zygote, index, name, part, at),  # noqa: B023
                    )
                    or Counter()
                )
                (index / name).write_bytes(whole)
            counts += attempt(wrong, lambda: check_whole(zygote, index, name, 1)) or Counter()  # noqa: B023
            (index / name).write_bytes(whole)
    shown = ", ".join(f"{n} {what}" for what, n in sorted(counts.items()))
    return f"{counts.total()} damaged files: {shown}", wrong


def moments(folder: Path, share: float) -> Result:
    """Kill 200 builds at random moments while another process asks questions."""
    return _task("kills", folder, max(1, round(200 * share)), random.randrange(2**31))


def snapshots(folder: Path, share: float) -> Result:
    """Let six processes read during 500 commits."""
    return _task("open_while_building", folder, 6, max(2, round(500 * share)))


def writers(folder: Path, share: float) -> Result:
    """Let eight processes build at once, ten times."""
    wrong: list[str] = []
    rounds = max(1, round(10 * share))
    for number in range(rounds):
        here = folder / str(number)
        write_articles(here / "corpus", {"a.txt": "The bridge is shut."})
        (here / "index").mkdir()
        with inject.zygote(None) as zygote:
            done = zygote.run("writers", here / "corpus", here / "index", 8)
        result = done.result or {"built": [], "refused": []}
        if done.raised or len(result["built"]) != 1 or len(result["refused"]) != 7:
            wrong.append(f"{done}")
    return f"{rounds} times 8 writers, 1 built and 7 were refused", wrong


def _task(task: str, *args: Any) -> Result:
    with inject.zygote(None) as zygote:
        done = zygote.run(task, *args)
    wrong = [f"{done.raised} (signal {done.signal})"] if done.raised or done.signal else []
    return ", ".join(f"{n} {what}" for what, n in (done.result or {}).items()), wrong


def edits(folder: Path, share: float) -> Result:
    """Edit 200 folders at random, and compare each index with one built from scratch."""
    wrong: list[str] = []
    count = max(1, round(200 * share))
    for seed in range(1000, 1000 + count):
        here, chance = folder / str(seed), random.Random(seed)
        corpus = Corpus(write_articles(here / "in", THREE), here / "index")
        corpus.build()
        for step in range(3):
            for _ in range(chance.randint(1, 4)):
                edit(corpus, chance)
            corpus.put({"keep.txt": "The folder is the same one."})
            corpus.build()
            if contents(corpus.index) != fresh(corpus):
                wrong.append(f"seed {seed}, step {step}")
    return f"{3 * count} states of {count} folders", wrong


def files(folder: Path, share: float) -> Result:
    """Parse 28,000 malformed files, and 10,000 malformed archives of such files."""
    archives = folder / "archives"
    archives.mkdir(exist_ok=True)
    return _examples(
        (inputs.plain_files, inputs.check_file, 8_000),
        (inputs.parsed_files, inputs.check_file, 10_000),
        (odd_records.record_files, inputs.check_file, 10_000),
        (
            odd_archives.archive_files,
            lambda file: odd_archives.check_archive(archives, file),
            10_000,
        ),
        share=share,
    )


def questions(folder: Path, share: float) -> Result:
    """Ask 10,000 malformed questions."""
    engine = inputs.tiny_engine(folder)
    return _examples(
        (inputs.questions, lambda question: inputs.check_question(engine, question), 10_000),
        share=share,
    )


def _examples(*groups: tuple[Any, Callable[[Any], object], int], share: float) -> Result:
    wrong: list[str] = []
    tried: Counter[bool] = Counter()
    for strategy, check, count in groups:

        def run(value: Any) -> None:
            tried[bool(check(value))] += 1  # noqa: B023

        limits = settings(
            max_examples=max(1, round(count * share)),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        try:
            limits(given(strategy)(run))()  # type: ignore[no-untyped-call]  # hypothesis has no types
        except Exception as error:
            wrong.append(f"{error!r} {getattr(error, '__notes__', '')}")
    return f"{tried.total()} tried, {tried[True]} of them accepted, {tried[False]} refused", wrong


PARTS: dict[str, Callable[[Path, float], Result]] = {
    "kill": kill,
    "moments": moments,
    "disk": disk,
    "damage": damage,
    "writers": writers,
    "snapshots": snapshots,
    "edits": edits,
    "files": files,
    "questions": questions,
}


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    main()
