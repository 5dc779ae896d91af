"""training.reader_pairs: labels of pairs, and the file that they are kept in."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from rag.models.model_files import default_folder
from rag.models.reader_input import Candidate
from rag.models.tokenization import tokenizer_of
from training.invented_facts import invented_questions
from training.pair_file import UNKNOWN, Pairs
from training.reader_example import Example
from training.reader_examples import Examples
from training.reader_pairs import FILES, main, record_of, tokenized

RIGHT = Example(
    "When was it built?",
    Candidate("Bridges", "", "It was built in 1936."),
    right=True,
    answer=(16, 20),
    all_marked=True,
)


def test_the_answer_and_the_question_are_labelled() -> None:
    """The answer's first and last piece are labelled; all of the question is borne out."""
    made = tokenized([[RIGHT]])
    assert made.start[0] == made.end[0] >= made.first[0]
    tokenizer = tokenizer_of(default_folder())
    assert tokenizer.id_to_token(int(made.ids[made.start[0]])) == "1936"
    assert made.unsupported.tolist() == [0] * 4


def test_what_nobody_marked_is_unknown() -> None:
    """Without marks there is no label; a wrong sentence has no answer; marks alone are partial."""
    plain = tokenized([[replace(RIGHT, answer=None, all_marked=False)]])
    assert (plain.start[0], plain.end[0]) == (UNKNOWN, UNKNOWN)
    assert plain.unsupported.tolist() == [UNKNOWN] * 4
    wrong = replace(RIGHT, right=False, answer=None, unsupported=((0, 4),), all_marked=False)
    made = tokenized([[wrong]])
    assert (made.start[0], made.end[0]) == (0, 0)
    assert made.unsupported.tolist() == [1, UNKNOWN, UNKNOWN, UNKNOWN]


def test_pairs_of_a_question_are_a_group() -> None:
    """Each question drawn has a number of its own, with one right pair at most."""
    groups = list(islice(Examples(invented_questions(seed=0, count=40), seed=0).groups(), 50))
    made = tokenized(groups)
    assert np.bincount(made.group).tolist() == [len(group) for group in groups]
    assert np.bincount(made.group, made.right).max() == 1


def test_a_file_gives_back_the_pairs_and_their_record(tmp_path: Path) -> None:
    """What is saved is loaded."""
    made = tokenized([[RIGHT, replace(RIGHT, right=False)]])
    made.save(tmp_path / "pairs", {"command": "draw"})
    loaded, record = Pairs.load(tmp_path / "pairs")
    assert record == {"command": "draw"}
    for field in fields(Pairs):
        assert np.array_equal(getattr(loaded, field.name), getattr(made, field.name))


def test_missing_data_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without the files ends the command with a message that names them."""
    command = ["pairs", "--data", str(tmp_path), "--output", str(tmp_path / "pairs")]
    monkeypatch.setattr("sys.argv", command)
    assert main() == 2
    message = capsys.readouterr().err
    assert "squad2.jsonl" in message and len(message.splitlines()) == 1


def test_the_record_names_every_file(tmp_path: Path) -> None:
    """Files of a folder, and of this project, that questions come from, by their digests."""
    for name in FILES:
        (tmp_path / name).write_text(name)
    record = record_of(tmp_path, 100, 3)
    assert record["command"].endswith("--questions 100 --seed 3")
    assert set(record["data"]) == {*FILES, "written_questions.jsonl", "golden_fit.jsonl"}
    assert len(set(record["data"].values())) == len(record["data"])
