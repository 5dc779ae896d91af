"""Parsing files of dialogues, and judging the answers to follow-ups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.evaluate.dialogues import Dialogue, DialogueResult, figures, read_dialogues
from rag.evaluate.questions import OwnQuestion
from rag.evaluate.report import dialogues_table
from tests.evaluate.test_questions import REFUSED, answered

GOOD = {"question": "Who shut it?", "then": "when?", "answer": "May"}


def judged(outcome: str, *, held: bool = False) -> DialogueResult:
    """Return a dialogue that was judged so."""
    dialogue = Dialogue("Who shut it?", OwnQuestion.of("when?", "in May"), held)
    return DialogueResult(dialogue, outcome, answered())  # type: ignore[arg-type]  # a Literal


def test_reads_lines(tmp_path: Path) -> None:
    """Blank lines are skipped, and without "held" a dialogue is not in the held-out set."""
    file = tmp_path / "d.jsonl"
    file.write_text(json.dumps(GOOD) + "\n\n" + json.dumps(GOOD | {"held": True, "answer": ""}))
    assert read_dialogues(file) == [
        Dialogue("Who shut it?", OwnQuestion.of("when?", "May")),
        Dialogue("Who shut it?", OwnQuestion.of("when?", ""), True),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"question": "Who?", "answer": "May"}', "line 2: then: is missing"),
        ('{"question": "Who?", "then": " ", "answer": ""}', "line 2: then: the question is empty"),
        (
            '{"question": "Who?", "then": "When?", "answer": null}',
            "line 2: answer: should be a string",
        ),
        (
            '{"question": "A?", "then": "B?", "answer": "", "held": 1}',
            "line 2: held: should be true or false",
        ),
        ("null", "line 2: top level: should be an object"),
        ("{", "line 2: not JSON"),
    ],
)
def test_an_invalid_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    """The error names the first invalid line by its number in the file."""
    file = tmp_path / "d.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{line}\n{{\n")
    with pytest.raises(CorpusError, match=says):
        read_dialogues(file)


def test_a_file_without_dialogues(tmp_path: Path) -> None:
    """A file without a dialogue is an error, not a share of zero."""
    (tmp_path / "d.jsonl").write_text("\n")
    with pytest.raises(CorpusError, match="holds no dialogue"):
        read_dialogues(tmp_path / "d.jsonl")


def test_figures_count_both_parts() -> None:
    """Found sentences and expected refusals are right; the share of no dialogues is None."""
    found = figures(
        [
            judged("answered_right"),
            judged("rightly_refused"),
            judged("answered_wrong"),
            judged("wrongly_refused", held=True),
        ]
    )
    assert (found["right"], found["right_held"]) == (0.5, 0)
    assert (found["answered_wrong"], found["dialogues"], found["held"]) == (1, 4, 1)
    assert figures([judged("answered_right")])["right_held"] is None


def test_failures_of_the_held_out_set_are_not_printed() -> None:
    """A failure is printed with both questions and the question as searched, unless held out."""
    table = dialogues_table([judged("answered_wrong"), judged("answered_wrong", held=True)])
    assert table.count("Who shut it? when? (searched as: When?)") == 1
    assert "  expected: in May\n  got:      The bridge opened" in table
    assert "answered_right" in table and REFUSED.query.text == "When?"
