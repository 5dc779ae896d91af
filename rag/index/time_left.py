"""Estimates how long a build still takes from the speed at which it embeds."""

from __future__ import annotations

import math

from rag.index.staging import Progress

# Before these, an estimate is a guess: the first batch holds the longest passages, and processors
# and caches are cold. Of a large folder, 2 % take minutes, and 20 seconds tell as much.
ENOUGH_SECONDS = 3.0
ENOUGH_SHARE = 0.02
LONG_ENOUGH_SECONDS = 20.0
SMOOTHING_SECONDS = 5.0  # within which a shown estimate follows a new one by 63 %


def average_left(embedded: float, left: float, seconds: float) -> float | None:
    """Return the seconds that `left` bytes take if `embedded` bytes took `seconds`.

    None while that is too little to estimate from.
    """
    enough = seconds >= ENOUGH_SECONDS and embedded >= ENOUGH_SHARE * (embedded + left)
    if embedded <= 0 or not (enough or seconds >= LONG_ENOUGH_SECONDS):
        return None
    return left * seconds / embedded


def smoothed(before: float, estimate: float, seconds: float) -> float:
    """Count an estimate `before` down by the `seconds` since it, and move it towards a new one."""
    expected = before - seconds
    weight = 1 - math.exp(-seconds / SMOOTHING_SECONDS)
    return max(0.0, expected + weight * (estimate - expected))


def duration(seconds: float) -> str:
    """Return a time in a fitting unit: "30 s", "10 min", "2.0 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


class TimeLeft:
    """The time that one build still takes, estimated from its progress.

    What is stored already costs no time, so only embedded bytes count.
    """

    def __init__(self) -> None:
        self._begun: tuple[float, int] | None = None  # time, bytes embedded by then
        self._shown: tuple[float, float] | None = None  # time, seconds left

    def update(self, progress: Progress, now: float) -> float | None:
        """Return the seconds left at the time `now`, of any clock; None before it can be told."""
        embedded = progress.done - progress.reused
        if self._begun is None:
            self._begun = now, embedded
        since, first = self._begun
        left = average_left(embedded - first, progress.total - progress.done, now - since)
        if left is not None and self._shown is not None:
            before, shown = self._shown
            left = smoothed(shown, left, now - before)
        self._shown = None if left is None else (now, left)
        return left
