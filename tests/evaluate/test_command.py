"""`rag evaluate` on the command line, with the real model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evaluate.evaluate_support import PARAGRAPHS, Run, one_line
from tests.evaluate.evaluate_support import index as index  # a fixture
from tests.evaluate.evaluate_support import run as run  # a fixture

SQUAD_KEYS = {
    "passage_recall@1",
    "passage_recall@5",
    "passage_recall@20",
    "sentence@1",
    "sentence@3",
    "mrr",
    "latency_ms_p50",
    "auroc",
    "false_answers@90",
    "ece",
    "questions",
}


def squad_file(path: Path) -> Path:
    """Write three articles of one paragraph each."""
    data = [
        {
            "title": f"Article {i}",
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {"question": q, "answers": [{"text": a, "answer_start": text.index(a)}]}
                        for q, a in questions
                    ],
                }
            ],
        }
        for i, (text, questions) in enumerate(PARAGRAPHS)
    ]
    path.write_text(json.dumps({"data": data}), "utf-8")
    return path


# It begins with white space, which the offsets include.
SPEECH = "\n Mayor Ann Lee said the bridge is safe.\n\nBob Cole said that trains are late."
BRIDGE, TRAINS = SPEECH.index("the bridge"), SPEECH.index("that trains")
ATTRIBUTION: dict[str, Any] = {
    "documents": [{"id": "a", "text": SPEECH}, {"id": "b", "text": "Penguins swim."}],
    "questions": [
        {
            "question": "What did Lee say about the bridge?",
            "speaker": "Lee",
            "topic": "the bridge",
            "gold": [{"doc": "a", "spans": [[BRIDGE, BRIDGE + 18]]}],
        },
        {
            "question": "What did Cole say about trains?",
            "speaker": "Cole",
            "topic": "trains",
            "gold": [{"doc": "a", "spans": [[TRAINS, TRAINS + 21]]}],
        },
    ],
    # The second sentence is attributed to the wrong speaker, so that speaker@1 differs from hit@1.
    "attributions": [
        {
            "doc": "a",
            "speaker": "Lee",
            "source": ["Mayor Ann Lee"],
            "spans": [[BRIDGE, BRIDGE + 18]],
        },
        {"doc": "a", "speaker": "Lee", "source": ["Bob Cole"], "spans": [[TRAINS, TRAINS + 21]]},
    ],
}


def test_squad_gives_figures_and_plots(run: Run, tmp_path: Path) -> None:
    """`--json` prints the documented keys, all of a tiny file is found, both plots are made."""
    plots = tmp_path / "deep" / "plots"
    file = squad_file(tmp_path / "tiny.json")
    code, out, err = run("squad", file, "--json", "--plots", plots)
    values = json.loads(out)
    assert code == 0
    assert values.keys() == SQUAD_KEYS
    assert values["questions"] == 4
    assert values["passage_recall@5"] == values["passage_recall@20"] == 1
    assert 0.5 <= values["sentence@1"] <= values["sentence@3"] <= 1
    assert values["latency_ms_p50"] > 0
    assert values["auroc"] == 1
    assert values["false_answers@90"] == 0
    assert 0 <= values["ece"] <= 1
    assert "half held out" in err
    assert {p.name for p in plots.iterdir()} == {"reliability.png", "risk_coverage.png"}
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in plots.iterdir())


def test_squad_prints_a_table(run: Run, tmp_path: Path) -> None:
    """The table has every figure, the risks, and how much was asked and indexed."""
    code, out, _ = run("squad", squad_file(tmp_path / "tiny.json"), "--limit", "2")
    assert code == 0
    assert out.startswith("2 questions, all 3 paragraphs indexed\n")
    assert "1 of 3 articles indexed" in out
    assert all(f"\n  {key} " in out for key in SQUAD_KEYS - {"questions"})
    assert "100%" in out


def test_attribution_gives_figures(run: Run, tmp_path: Path) -> None:
    """Both answers are found at their offsets; one is another speaker's."""
    file = tmp_path / "speech.json"
    file.write_text(json.dumps(ATTRIBUTION), "utf-8")
    code, out, _ = run("attribution", file, "--json")
    assert code == 0
    figures = json.loads(out)
    expected = {
        "hit@1": 1.0,
        "hit@3": 1.0,
        "speaker@1": 0.5,
        "questions": 2,
        "documents": 2,
        "attributions": 2,
    }
    assert {name: figures[name] for name in expected} == expected
    measured = ["span", "speaker", "direct", "indirect", "named", "pronoun"]
    measured += [f"{role}_characters" for role in ("source", "cue", "content")]
    shares = [figures[f"{what}_{side}"] for what in measured for side in ("precision", "recall")]
    assert all(0 <= share <= 1 for share in shares)
    assert figures["held_attributions"] > 0


def test_dialogues_gives_figures_and_failures(run: Run, tmp_path: Path, index: Path) -> None:
    """`--json` has the share that is right, the table every follow-up that is not."""
    file = tmp_path / "d.jsonl"
    first = {"question": "Who designed the Harbour Bridge?", "then": "when was it opened?"}
    file.write_text("".join(json.dumps(first | {"answer": a}) + "\n" for a in ("1932", "1933")))
    code, out, _ = run("dialogues", file, "--index", index, "--json")
    assert code == 0
    assert (json.loads(out)["right"], json.loads(out)["dialogues"]) == (0.5, 2)
    code, out, _ = run("dialogues", file, "--index", index)
    assert code == 0
    assert "searched as: when was the Harbour Bridge opened?" in out
    assert out.count("  expected: ") == 1 and "  expected: 1933\n" in out


@pytest.mark.parametrize("command", ["squad", "attribution", "questions", "dialogues"])
def test_a_missing_file(run: Run, tmp_path: Path, command: str) -> None:
    """A missing file is one clear line and exit status 2."""
    code, _, err = run(command, tmp_path / "gone.json")
    assert code == 2
    assert "gone.json: No such file" in one_line(err)


@pytest.mark.parametrize("command", ["squad", "attribution", "questions", "dialogues"])
def test_a_file_that_is_not_json(run: Run, tmp_path: Path, command: str) -> None:
    """A file that is not JSON is one clear line and exit status 2."""
    (tmp_path / "bad.json").write_text("What?\n")
    code, _, err = run(command, tmp_path / "bad.json")
    assert code == 2
    assert "not JSON" in one_line(err)


def test_a_file_of_another_format(run: Run, tmp_path: Path) -> None:
    """The first error is named with its place, on one line, with exit status 2."""
    good = {"paragraphs": [{"context": "A b.", "qas": []}] * 2}
    bad = {"paragraphs": [good["paragraphs"][0], {"context": "A b.", "qas": [7]}]}
    (tmp_path / "bad.json").write_text(json.dumps({"data": [good, good, good, bad]}))
    code, _, err = run("squad", tmp_path / "bad.json")
    assert code == 2
    assert "data[3].paragraphs[1].qas[0]: should be an object" in one_line(err)


def test_a_file_without_answered_questions(run: Run, tmp_path: Path) -> None:
    """A file with nothing to measure is one clear line and exit status 2."""
    (tmp_path / "none.json").write_text('{"data": []}')
    code, _, err = run("squad", tmp_path / "none.json")
    assert code == 2
    assert "holds no question" in one_line(err)


@pytest.mark.parametrize("command", ["squad", "attribution"])
def test_a_limit_out_of_range(run: Run, tmp_path: Path, command: str) -> None:
    """A limit below 1 is one clear line and exit status 2."""
    code, _, err = run(command, squad_file(tmp_path / "tiny.json"), "--limit", "0")
    assert code == 2
    assert "use 1 or more" in one_line(err)


def test_plots_that_have_nowhere_to_go(run: Run, tmp_path: Path) -> None:
    """A folder for plots that cannot be created is an error before anything is measured."""
    file = squad_file(tmp_path / "tiny.json")
    code, _, err = run("squad", file, "--plots", file / "plots")
    assert code == 2
    assert "cannot make the folder" in one_line(err)
