"""training.speech_examples: questions of what somebody said, made from annotated news."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from training.speech_examples import speech_examples

TEXT = "Ann Lee said the harbour bridge was unsafe. Bo Orr said the county budget had been cut."


def spans(part: str) -> list[list[int]]:
    """Return where a part of the text is."""
    return [[TEXT.index(part), TEXT.index(part) + len(part)]]


def test_questions_are_made_of_what_is_marked(tmp_path: Path) -> None:
    """A named source is asked about words of its content, and somebody else about the same."""
    marked = [
        {"source": spans(name), "cue": spans("said"), "content": spans(content)}
        for name, content in (
            ("Ann Lee", "the harbour bridge was unsafe"),
            ("Bo Orr", "the county budget had been cut"),
        )
    ]
    file = tmp_path / "news.json"
    file.write_text(json.dumps({"documents": [{"text": TEXT, "attributions": marked}]}))
    made = speech_examples(file)
    assert sorted(e.answerable for e in made) == [False, False, True, True]
    for example in made:
        assert len(example.values) == len(example.right) == 2
        assert bool(np.any(example.right)) is example.answerable
