"""Feedback in a file, and its use by the evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.engine.feedback import record_feedback
from rag.errors import ConfigError
from rag.evaluate.questions import OwnQuestion, read_questions
from tests.values.test_conversation_export import CITED, REFUSED, TEXT, TURN


def test_the_evaluation_reads_feedback(tmp_path: Path) -> None:
    """A helpful answer is expected again; for an unhelpful refusal an answer is expected."""
    file = tmp_path / "feedback.jsonl"
    record_feedback(file, TURN.answer, True)
    record_feedback(file, TURN.answer, False)
    record_feedback(file, REFUSED.answer, False)
    record_feedback(file, REFUSED.answer, True)
    read = read_questions(file)
    assert read.questions == [
        OwnQuestion.of("Why <b>the</b> quay?", TEXT),
        OwnQuestion.of("who?", None),
        OwnQuestion.of("who?", ""),
    ]
    assert (read.left_out, read.unreadable) == (1, [])


def test_a_line_holds_what_was_shown(tmp_path: Path) -> None:
    """Question, citations, rating and time of an answer are recorded in one line."""
    record_feedback(tmp_path / "f.jsonl", TURN.answer, False)
    (line,) = (tmp_path / "f.jsonl").read_text("utf-8").splitlines()
    kept = json.loads(line)
    assert (kept["helpful"], kept["answer"], kept["asked"]) == (False, None, "why?")
    assert kept["citations"][0]["text"] == CITED.sentence.text
    assert kept["time"].endswith("+00:00")


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A folder instead of the file raises ConfigError."""
    with pytest.raises(ConfigError, match="cannot write feedback"):
        record_feedback(tmp_path, TURN.answer, True)
