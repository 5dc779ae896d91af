"""Thumbs: a line each in a file that `rag evaluate questions` reads."""

from __future__ import annotations

import json
from pathlib import Path

from rag.evaluate.questions import OwnQuestion, read_questions
from rag.types import Answer, Citation, Query
from rag.ui.feedback import record
from tests.ui_support import answered, document, sentence


def test_what_was_useful_can_be_evaluated(tmp_path: Path) -> None:
    """Answers that were found useful become questions; the others say nothing of what is right."""
    file = tmp_path / "feedback.jsonl"
    article = document("Dry.\u2028It rained.", "rain.txt")
    record(file, answered(Citation(sentence(article, "It rained."), 0.9)), useful=True)
    record(file, answered(Citation(sentence(article, "Dry."), 0.9)), useful=False)
    record(file, Answer("Who?", (), 0.1, "no", (), Query("Who?", ())), useful=True)
    assert read_questions(file) == [OwnQuestion("Why?", "It rained."), OwnQuestion("Who?", "")]
    lines = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    assert [line["useful"] for line in lines] == [True, False, True]
    assert lines[0]["path"] == "rain.txt"
