"""The plots of `rag evaluate squad --plots` and `rag calibrate --plots`."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from rag.evaluate.figures import Flags, Numbers, calibration, risk_coverage

RELIABILITY, RISK_COVERAGE = "reliability.png", "risk_coverage.png"

EDGES = (-0.04, 1.04)  # limits of both axes: points at 0 and 1 are not cut


def save(confidence: Numbers, right: Flags, folder: Path, asked: str) -> list[Path]:
    """Write both plots into a folder; return their paths. `asked` is a part of a title."""
    curve = risk(confidence, right, asked)
    plots = {RELIABILITY: reliability(confidence, right), RISK_COVERAGE: curve}
    for name, figure in plots.items():
        figure.savefig(folder / name, dpi=150)
    return [folder / name for name in plots]


def reliability(confidence: Numbers, right: Flags) -> Figure:
    """Plot the share of right answers in each bin of confidence against the stated probability."""
    bins = calibration(confidence, right)
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot(xlim=EDGES, ylim=EDGES)
    axes.plot([0, 1], [0, 1], "--", color="gray", label="as stated")
    axes.plot([b.confidence for b in bins], [b.right for b in bins], "o-", label="measured")
    for b in bins:
        axes.annotate(
            str(b.questions), (b.confidence, b.right), (4, -10), textcoords="offset points"
        )
    axes.set(xlabel="stated probability", ylabel="share of first sentences that answer")
    axes.set_title("Reliability (numbers: questions in the bin)")
    axes.legend(loc="upper left")
    return figure


def risk(confidence: Numbers, right: Flags, asked: str) -> Figure:
    """Plot the share of wrong answers over the share of questions answered."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot(xlim=EDGES, ylim=EDGES)
    axes.plot(*risk_coverage(confidence, right))
    axes.set(xlabel="coverage: share of questions answered", ylabel="risk: share of them wrong")
    axes.set_title(f"Risk and coverage, {asked}")
    return figure
