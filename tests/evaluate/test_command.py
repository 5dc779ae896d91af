"""`rag evaluate` on the command line, with the real model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import cli
from rag import engine as engines

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

PARAGRAPHS = [
    (
        "The Harbour Bridge was opened in 1932. Its designer was John Bradfield. Trains cross it.",
        [("Who designed the Harbour Bridge?", "John Bradfield"), ("Do trains cross it?", "Trains")],
    ),
    (
        "Penguins live in the southern hemisphere. The emperor penguin breeds in winter.",
        [("When does the emperor penguin breed?", "winter")],
    ),
    (
        "Sourdough bread rises with wild yeast. Bakers feed their starter with flour every day.",
        [("What do bakers feed their starter with?", "flour")],
    ),
]


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


class Run:
    """Calls the command line in this process; returns exit status, output and errors."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run one command."""
        self._monkeypatch.setattr("sys.argv", ["rag", "evaluate", *map(str, arguments)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `rag evaluate` with arguments."""
    return Run(monkeypatch, capsys)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the three paragraphs."""
    folder = tmp_path_factory.mktemp("evaluate")
    (folder / "corpus").mkdir()
    for i, (text, _) in enumerate(PARAGRAPHS):
        (folder / "corpus" / f"{i}.txt").write_text(text, "utf-8")
    engines.build(folder / "corpus", folder / "index")
    return folder / "index"


def one_line(err: str) -> str:
    """Check that an error is one line of this program, and return it."""
    assert err.startswith("rag: ")
    assert err.count("\n") == 1
    return err


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
    """`--json` counts the outcomes; wrong answers do not make the command fail."""
    file = questions_file(tmp_path / "q.jsonl")
    code, out, _ = run("questions", file, "--index", index, "--json")
    assert code == 0
    assert json.loads(out) == {
        "answered_right": 1,
        "answered_wrong": 1,
        "wrongly_refused": 0,
        "rightly_refused": 1,
        "answered_now": 0,
        "questions": 3,
        "left_out": 0,
        "unreadable": 0,
    }


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


def test_questions_without_an_index(run: Run, tmp_path: Path) -> None:
    """Without an index, the error names the command that builds one."""
    file = questions_file(tmp_path / "q.jsonl")
    code, _, err = run("questions", file, "--index", tmp_path / "nowhere")
    assert code == 2
    assert "rag build" in one_line(err)


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
