"""`rag evaluate questions` on the command line, with the real model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluate.evaluate_support import PARAGRAPHS, Run, one_line
from tests.evaluate.evaluate_support import index as index  # a fixture
from tests.evaluate.evaluate_support import run as run  # a fixture

QUESTIONS = [
    ("Who designed the Harbour Bridge?", "Bradfield"),
    ("When does the emperor penguin breed?", "in summer"),
    ("Who won the chess championship in Reykjavik?", ""),
]


def questions_file(path: Path) -> Path:
    """Write three questions: one answered right, one not as expected, one refused."""
    lines = (json.dumps({"question": q, "answer": a}) + "\n" for q, a in QUESTIONS)
    path.write_text("".join(lines), "utf-8")
    return path


def test_questions_gives_counts(run: Run, tmp_path: Path, index: Path) -> None:
    """`--json` has the outcomes and figures; wrong answers do not make the command fail."""
    file = questions_file(tmp_path / "q.jsonl")
    code, out, _ = run("questions", file, "--index", index, "--json")
    assert code == 0
    values = json.loads(out)
    assert 0 < values.pop("threshold") < 1
    assert 0 <= values.pop("ece") <= 1
    assert values == {
        "answered_right": 1,
        "answered_wrong": 1,
        "wrongly_refused": 0,
        "rightly_refused": 1,
        "answered_now": 0,
        "questions": 3,
        "left_out": 0,
        "unreadable": 0,
        "first_right": 0.5,
        "in_three": 0.5,
        "auroc": 1.0,
        "false_answers@90": 0.0,
        "false_answers@80": 0.0,
    }


def test_questions_over_a_folder(run: Run, tmp_path: Path, index: Path) -> None:
    """One command indexes a folder, holds half of it out, and asks near misses of another."""
    folder, near = tmp_path / "folder", tmp_path / "near"
    for made in (folder, near):
        made.mkdir()
    (folder / "all.jsonl").write_text(
        "".join(json.dumps({"text": text}) + "\n" for text, _ in PARAGRAPHS), "utf-8"
    )
    (near / "a.txt").write_text("The Harbour Bridge was painted. Penguins and bakers swim.")
    file, refuse = questions_file(tmp_path / "q.jsonl"), tmp_path / "refuse.jsonl"
    refuse.write_text(json.dumps({"question": QUESTIONS[0][0], "answer": ""}))
    asked = ("--corpus", folder, "--hold-out", "--refuse", refuse, "--refuse-corpus", near)
    code, out, _ = run("questions", file, *asked)
    assert code == 0
    assert "held_out_…: 1 questions asked again, 1 of 3 articles indexed" in out
    code, out, _ = run("questions", file, *asked, "--json")
    values = json.loads(out)
    assert code == 0 and values["answered_right"] == 1 and values["near_misses"] == 1
    shares = ("near_misses_answered", "near_misses_answered@90", "near_misses_answered@80")
    assert all(0 <= values[share] <= 1 for share in shares)
    # Only one question has an answer in an article: there is nothing to separate it from.
    assert values["held_out_auroc"] is None and 0 <= values["held_out_ece"] <= 1


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--hold-out"], "--corpus"), (["--refuse-corpus", "x"], "--refuse FILE")],
)
def test_questions_with_half_of_what_is_needed(
    run: Run, tmp_path: Path, options: list[str], says: str
) -> None:
    """An option that needs another one names it."""
    code, _, err = run("questions", questions_file(tmp_path / "q.jsonl"), *options)
    assert code == 2
    assert says in one_line(err)


def test_questions_to_refuse_have_no_answer(run: Run, tmp_path: Path, index: Path) -> None:
    """A file of questions to refuse that accepts an answer is one clear line."""
    file = questions_file(tmp_path / "q.jsonl")
    code, _, err = run("questions", file, "--index", index, "--refuse", file)
    assert code == 2
    assert "leave it empty" in one_line(err)


def test_questions_lists_the_failures(run: Run, tmp_path: Path, index: Path) -> None:
    """The table has each failed question, with the expected and the given answer."""
    code, out, _ = run("questions", questions_file(tmp_path / "q.jsonl"), "--index", index)
    assert code == 0
    assert "answered_wrong, confidence" in out
    assert "  expected: in summer\n" in out
    assert "  got:      The emperor penguin breeds in winter.\n" in out
    assert "Reykjavik" not in out and "skipped" not in out


def test_questions_reports_skipped_lines(run: Run, tmp_path: Path, index: Path) -> None:
    """The first ten invalid lines are printed; lines whose answer did not help are counted."""
    file = questions_file(tmp_path / "q.jsonl")
    down = json.dumps({"question": "Why?", "answer": None, "helpful": False})
    refused = json.dumps({"question": "Who stole it?", "answer": None, "refusal": "nothing"})
    lines = f"{refused}\n{down}\n" + "null\n" * 12
    file.write_text(file.read_text("utf-8") + lines, "utf-8")
    code, out, _ = run("questions", file, "--index", index)
    assert code == 0
    assert "wrongly_refused, confidence" in out and "  expected: an answer\n" in out
    assert "\nskipped because their answer did not help: 1\n" in out
    assert "\n  line 6: top level: should be an object\n" in out
    assert "line 15" in out and "line 16" not in out and "\n  and 2 more\n" in out
    code, out, _ = run("questions", file, "--index", index, "--json")
    counts = json.loads(out)
    assert (counts["questions"], counts["left_out"], counts["unreadable"]) == (4, 1, 12)


def test_questions_without_an_index(run: Run, tmp_path: Path) -> None:
    """Without an index, the error names the command that builds one."""
    file = questions_file(tmp_path / "q.jsonl")
    code, _, err = run("questions", file, "--index", tmp_path / "nowhere")
    assert code == 2
    assert "rag build" in one_line(err)
