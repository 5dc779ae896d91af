"""training.written_questions: questions by hand, whose answers are places in annotated articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.reader_examples import SHARES
from training.written_questions import FACT, SPOKEN, WRITTEN, read_written, written_questions

TEXT = "The pier is shut. Ann Lee called that a pity. It cost 3 million in 1936."
LEE = [TEXT.index("Ann"), TEXT.index(" It cost")]
COST = [TEXT.index("It cost"), len(TEXT)]


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """A file with one annotated article."""
    path = tmp_path / "annotated.json"
    documents = [{"id": "post_2016-02-03_pier", "text": TEXT, "attributions": []}]
    path.write_text(json.dumps({"documents": documents}), "utf-8")
    return path


def written(tmp_path: Path, **values: object) -> Path:
    """Write one question about that article."""
    line = {"document": "post_2016-02-03_pier", "question": "q?", "spoken": False, "right": []}
    path = tmp_path / "written.jsonl"
    path.write_text(json.dumps(line | values) + "\n", "utf-8")
    return path


def test_places_become_numbers_of_sentences(annotated: Path, tmp_path: Path) -> None:
    """What answers, in part or seemingly, and the words that do."""
    answer = [[COST[0] + 8, COST[0] + 17]]
    path = written(tmp_path, right=[COST], unclear=[LEE], near=[[0, 5]], answer=answer)
    (one,) = written_questions(annotated, path)
    assert (one.right, one.unclear, one.near) == ((2,), (1,), (0,))
    assert [one.sentences[n][a:b] for n, a, b in one.answers] == ["3 million"]
    assert one.title == "The pier is shut. 2016-02-03"


@pytest.mark.parametrize(("spoken", "source"), [(True, SPOKEN), (False, FACT)])
def test_speech_and_facts_are_told_apart(
    annotated: Path, tmp_path: Path, spoken: bool, source: str
) -> None:
    """They are sources of their own, and both are drawn, with an answer and without."""
    (one,) = written_questions(annotated, written(tmp_path, spoken=spoken))
    assert one.source == source
    assert (source, True) in SHARES and (source, False) in SHARES


def test_the_questions_that_ship() -> None:
    """Each is asked once of an article; what answers lies behind the beginning of its text."""
    found = read_written(WRITTEN)
    assert len(found) > 1_000
    assert len({(one.document, one.text) for one in found}) == len(found)
    for one in found:
        assert one.text.strip() == one.text and len(one.text) > 8
        assert all(0 <= a < b for a, b in (*one.right, *one.unclear, *one.near))
        assert one.answer is None or one.right[0][0] <= one.answer[0] < one.answer[1]
    answerable = sum(bool(one.right) for one in found) / len(found)
    spoken = sum(one.spoken for one in found) / len(found)
    assert 0.4 < answerable < 0.7 and 0.3 < spoken < 0.6
