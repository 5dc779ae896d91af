"""The figures as text tables."""

from __future__ import annotations

from rag.evaluate.report import table


def test_each_figure_has_its_line_and_its_meaning() -> None:
    """A share has three decimals, a count none, and None is a dash."""
    lines = table({"sentence@1": 0.75, "questions": 12, "auroc": None}).splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["sentence@1", "0.750"],
        ["questions", "12"],
        ["auroc", "-"],
    ]
    assert lines[0].endswith("the first sentence answers")
