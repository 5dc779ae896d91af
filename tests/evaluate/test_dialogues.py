"""Reading dialogues, and judging what follow-ups find."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.evaluate.dialogues import Dialogue, Followed, figures, read_dialogues
from rag.evaluate.questions import OwnQuestion
from rag.evaluate.report import dialogues_table
from tests.evaluate.test_questions import REFUSED, answered

GOOD = {"question": "Who shut it?", "then": "when?", "answer": "May"}


def followed(outcome: str, *, held: bool = False) -> Followed:
    """Return what came of a dialogue."""
    dialogue = Dialogue("Who shut it?", OwnQuestion("when?", "in May"), held)
    return Followed(dialogue, outcome, answered())  # type: ignore[arg-type]  # a Literal


def test_reads_lines(tmp_path: Path) -> None:
    """What is not said to be held back is not."""
    file = tmp_path / "d.jsonl"
    file.write_text(json.dumps(GOOD) + "\n\n" + json.dumps(GOOD | {"held": True, "answer": ""}))
    assert read_dialogues(file) == [
        Dialogue("Who shut it?", OwnQuestion("when?", "May")),
        Dialogue("Who shut it?", OwnQuestion("when?", ""), True),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"question": "Who?", "answer": "May"}', "line 2: then is missing"),
        ('{"question": "Who?", "then": " ", "answer": ""}', "line 2: the question is empty"),
        ('{"question": "Who?", "then": "When?", "answer": null}', "line 2: answer is not a string"),
        ('{"question": "A?", "then": "B?", "answer": "", "held": 1}', "held is neither"),
        ("null", "line 2: the whole is not an object"),
        ("{", "line 2: not JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    """The first bad line is named by its number in the file."""
    file = tmp_path / "d.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{line}\n{{\n")
    with pytest.raises(CorpusError, match=says):
        read_dialogues(file)


def test_a_file_without_dialogues(tmp_path: Path) -> None:
    """Nothing to measure is said, not measured as zero."""
    (tmp_path / "d.jsonl").write_text("\n")
    with pytest.raises(CorpusError, match="holds no dialogue"):
        read_dialogues(tmp_path / "d.jsonl")


def test_figures_count_both_parts() -> None:
    """Found sentences and expected refusals are right; of no dialogues there is no share."""
    found = figures(
        [
            followed("answered_right"),
            followed("rightly_refused"),
            followed("answered_wrong"),
            followed("wrongly_refused", held=True),
        ]
    )
    assert (found["right"], found["right_held"]) == (0.5, 0)
    assert (found["answered_wrong"], found["dialogues"], found["held"]) == (1, 4, 1)
    assert figures([followed("answered_right")])["right_held"] is None


def test_failures_are_named_but_for_those_held_back() -> None:
    """A failure shows both questions, as searched; what was held back stays unread."""
    table = dialogues_table([followed("answered_wrong"), followed("answered_wrong", held=True)])
    assert table.count("Who shut it? when? (searched as: When?)") == 1
    assert "  expected: in May\n  got:      The bridge opened" in table
    assert "answered_right" in table and REFUSED.query.text == "When?"
