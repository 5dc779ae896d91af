"""The arithmetic of the benchmarks of speed: ratios, orders, limits, costs of processes."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

import pytest

from benchmarks.contention import KEEP_BUSY, WORK, busy
from benchmarks.measuring import (
    Cost,
    alternating,
    at_least,
    at_most,
    golden_questions,
    median_cost,
    paired_ratio,
    process_cost,
    processor_seconds,
    ratio,
    resident,
)
from benchmarks.peers import sample_questions
from benchmarks.start import heavy, print_rows
from rag.answering.pipeline import REMEMBERED_QUESTIONS
from rag.evaluate.squad import Article, Paragraph, Question


def test_medians_are_compared() -> None:
    """One slow measurement of several changes neither a ratio nor a median cost."""
    assert ratio([2.0, 2.0, 90.0], [1.0, 1.0, 0.5]) == 2.0
    costs = [Cost(1.0, 3.0), Cost(9.0, 1.0), Cost(2.0, 2.0)]
    assert median_cost(costs) == Cost(2.0, 2.0)


def test_questions_are_compared_with_themselves() -> None:
    """A question that is slow by nature does not count as slowed down."""
    free = {"short": [1.0, 1.0], "long": [10.0, 10.0], "other": [1.0]}
    assert paired_ratio({"long": [30.0]}, free) == 3.0
    assert paired_ratio({"long": [20.0], "short": [4.0, 4.0], "new": [9.0]}, free) == 3.0


def test_every_second_round_is_in_reverse_order() -> None:
    """Neither action is always the first, and each has its own results."""
    order: list[str] = []
    actions = {name: partial(order.append, name) for name in "abc"}
    assert alternating(actions, 3) == {name: [None] * 3 for name in "abc"}
    assert "".join(order) == "abccbaabc"


def test_limits(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that is reached exactly is met; one that is missed is marked."""
    assert at_most("start", 0.25, 0.25)
    assert at_least("build", 4.0, 4.0)
    assert not at_most("start", 0.26, 0.25, "1.6 s")
    assert not at_least("build", 3.9, 4.0)
    rows = capsys.readouterr().out.splitlines()
    assert [row.endswith("MISSED") for row in rows] == [False, False, True, True]
    assert rows[2] == "| start | 0.26 times (1.6 s) | at most 0.25 | MISSED"


def test_the_cost_of_a_process() -> None:
    """Processor time counts work and not waiting; wall-clock time counts both."""
    waiting = process_cost([sys.executable, "-c", "import time; time.sleep(0.5)"])
    assert waiting.wall >= 0.5 > waiting.processor
    work = "import time\nwhile time.process_time() < 0.5: pass"
    assert process_cost([sys.executable, "-c", work]).processor >= 0.5


def test_a_process_that_fails_is_not_measured() -> None:
    """An exit status other than the accepted ones raises."""
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    process_cost(failing, accepted=(0, 3))
    with pytest.raises(subprocess.CalledProcessError):
        process_cost(failing)


def test_a_running_process_is_measured() -> None:
    """Its resident memory includes what it allocates, its processor time what it works."""
    allocating = (
        "import time\nheld = b'x' * 50_000_000\nwhile time.process_time() < 0.2: pass\n"
        "print(flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", allocating], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        memory, worked = resident(process.pid), processor_seconds(process.pid)
        process.kill()
    assert 50 < memory < 150
    assert 0.15 <= worked < 5


def test_competing_processes_work_until_they_are_ended() -> None:
    """They work while the block runs, and are gone after it, even if it fails."""
    with pytest.raises(KeyError), busy(WORK["pure Python"], 2, 60.0) as running:
        assert [process.poll() for process in running] == [None, None]
        before = [processor_seconds(process.pid) for process in running]
        deadline = time.monotonic() + 30
        while any(
            processor_seconds(process.pid) < was + 0.05
            for process, was in zip(running, before, strict=True)
        ):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        raise KeyError
    assert None not in [process.poll() for process in running]


def test_a_competing_process_ends_by_itself() -> None:
    """Should nobody end it, it stops after the seconds it was given."""
    process_cost([sys.executable, "-c", WORK["pure Python"] + KEEP_BUSY, "0.1"])


def test_a_competing_process_that_fails_raises() -> None:
    """An answer is never measured beside nothing."""
    with pytest.raises(RuntimeError, match="failed"), busy("raise SystemExit", 1, 1.0):
        pass


def test_each_golden_question_is_encoded() -> None:
    """They differ, and are more than an engine remembers: asked in turn, none is remembered."""
    assert len(set(golden_questions())) > REMEMBERED_QUESTIONS


def test_heavy_modules() -> None:
    """Only heavy packages are listed, in a fixed order."""
    assert heavy(["json", "scipy", "torch", "rag"]) == ["torch", "scipy"]


@pytest.mark.parametrize(
    ("ask", "of_help", "of_ask", "held"),
    [
        (0.25, [], ["numpy"], True),
        (0.26, [], ["numpy"], False),
        (0.25, ["numpy"], [], False),
        (0.25, [], ["numpy", "torch"], False),
    ],
)
def test_limits_of_a_start(ask: float, of_help: list[str], of_ask: list[str], held: bool) -> None:
    """A slow `rag ask`, a heavy `rag --help`, or a framework in `rag ask` misses a limit."""
    medians = {name: Cost(1.0, 1.0) for name in ("empty", "import", "--help")}
    loaded = {"empty": [], "import": ["torch"], "--help": of_help, "ask": of_ask}
    assert print_rows({**medians, "ask": Cost(ask, ask)}, loaded) is held


def test_sampled_questions_are_spread_evenly() -> None:
    """The sample takes from all articles, and never more than there are questions."""
    articles = [
        Article(None, (Paragraph("Text.", tuple(Question(f"{a}{q}", ()) for q in range(10))),))
        for a in range(4)
    ]
    assert sample_questions(articles, 4) == ["00", "10", "20", "30"]
    assert len(sample_questions(articles, 100)) == 40
