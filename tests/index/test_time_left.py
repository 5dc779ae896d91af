"""rag.index.time_left: an estimate is shown once there is enough to estimate from."""

from __future__ import annotations

import pytest

from rag.index.staging import Progress
from rag.index.time_left import TimeLeft, average_left, duration, smoothed

TOTAL = 1_000_000


@pytest.mark.parametrize(
    ("embedded", "left", "seconds"),
    [
        (0, TOTAL, 60.0),  # nothing is embedded
        (900, 100, 2.9),  # most of it, but in less than three seconds
        (19_000, 981_000, 19.0),  # less than 2 % in less than twenty seconds
    ],
)
def test_little_work_gives_no_estimate(embedded: int, left: int, seconds: float) -> None:
    """Before 3 s and 2 % of the bytes, or 20 s, there is no estimate."""
    assert average_left(embedded, left, seconds) is None


@pytest.mark.parametrize(
    ("embedded", "left", "seconds", "expected"),
    [(500, 1_500, 10.0, 30.0), (20_000, 980_000, 3.0, 147.0), (1_000, 9_999_000, 20.0, 199_980.0)],
)
def test_the_rest_takes_as_long_as_what_is_done(
    embedded: int, left: int, seconds: float, expected: float
) -> None:
    """The estimate assumes the average speed so far."""
    assert average_left(embedded, left, seconds) == pytest.approx(expected)


def test_an_estimate_counts_down() -> None:
    """An estimate that is confirmed decreases with the clock, and never below 0."""
    assert smoothed(60.0, 59.0, 1.0) == pytest.approx(59.0)
    assert smoothed(1.0, 0.0, 5.0) == 0.0


def test_an_estimate_jumps_no_faster_than_time_passes() -> None:
    """A much longer new estimate is followed slowly, and approached in the end."""
    assert smoothed(60.0, 600.0, 0.1) < 72.0
    assert smoothed(60.0, 600.0, 30.0) > 590.0


def test_a_steady_build_is_estimated_exactly() -> None:
    """At constant speed the time left is right from the first estimate to the end."""
    time_left = TimeLeft()
    shown = [time_left.update(Progress(i * 10_000, TOTAL, 1, 1), 100.0 + i) for i in range(101)]
    assert shown[:3] == [None] * 3
    assert shown[3:] == pytest.approx([100.0 - i for i in range(3, 101)])


def test_a_slow_first_batch_shows_no_wrong_estimate() -> None:
    """A second of loading before the first batch does not make the shown time jump."""
    time_left = TimeLeft()
    shown = []
    for tenth in range(300):
        done = max(0, tenth - 10) * 2_000  # nothing in the first second, then steady
        shown.append(time_left.update(Progress(done, TOTAL, 1, 1), tenth / 10))
    known = [s for s in shown if s is not None]
    assert known and max(known) < 1.5 * TOTAL / 20_000


def test_what_is_stored_already_says_nothing_about_the_speed() -> None:
    """A resumed build skips half of the bytes at once; the rest is estimated by its own speed."""
    time_left = TimeLeft()
    time_left.update(Progress(500_000, TOTAL, 1, 1, reused=500_000), 0.0)
    assert time_left.update(Progress(550_000, TOTAL, 1, 1, 500_000), 5.0) == pytest.approx(45.0)


@pytest.mark.parametrize(
    ("seconds", "words"), [(30, "30 s"), (89, "89 s"), (600, "10 min"), (7_200, "2.0 h")]
)
def test_a_duration_has_a_fitting_unit(seconds: float, words: str) -> None:
    """Long times are given in minutes or hours."""
    assert duration(seconds) == words
