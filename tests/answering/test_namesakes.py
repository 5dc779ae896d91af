"""Two people of one surname stay two: in one article, in several, in `rag speakers` and answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rag import cli
from rag.config import BuildConfig
from rag.engine import Engine, build, open_index

ARTICLES = {
    # both, and a surname alone that may be either's
    "roof.txt": """Oskerby argues over its roof

Ann Lee, the mayor of Oskerby, said the roof of the hall would hold. “It is sound,” Ann Lee said.

Piers Lee, a builder, said that the roof leaked. “It is a sieve,” he said. Lee added
that it creaked.
""",
    "ferry.txt": """Ferry stops

Ann Lee said that the ferry would stop. “No more money is there,” Lee said.
""",
    "market.txt": """Market opens

Piers Lee said that the market would open. “All stalls are let,” Mr Lee said.
""",
    # nobody's full name
    "pool.txt": """Pool closes

“The pool is cold,” Lee said. It closes on Monday.
""",
}
WORDS = {
    "Ann Lee": [
        "that the ferry would stop",
        "“No more money is there,”",
        "the roof of the hall would hold",
        "“It is sound,”",
    ],
    "Piers Lee": [
        "that the market would open",
        "“All stalls are let,”",
        "that the roof leaked",
        "“It is a sieve,”",
    ],
    "Lee": ["“The pool is cold,”", "that it creaked"],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the made-up articles."""
    place = tmp_path_factory.mktemp("namesakes")
    (place / "corpus").mkdir()
    for name, text in ARTICLES.items():
        (place / "corpus" / name).write_text(text, "utf-8")
    build(place / "corpus", place / "index", config=BuildConfig(dtype="float32"))
    return place / "index"


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    """The same, open."""
    return open_index(folder)


class Shell:
    """Runs `rag speakers`; gives its output and errors."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[str, str]:
        """Return what is printed, and what is said beside it."""
        self._monkeypatch.setattr(
            "sys.argv", ["rag", "speakers", *arguments, "--index", str(self._folder)]
        )
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        assert not ended.value.code
        out, err = self._capsys.readouterr()
        return out, err


@pytest.fixture
def shell(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """Run the command over these articles."""
    return Shell(folder, monkeypatch, capsys)


def test_who_speaks_counts_them_apart(shell: Shell) -> None:
    """Each has a line, and what may be either's has its own."""
    assert shell()[0].splitlines() == [
        "Ann Lee: 2 quoted, 2 reported, in 2 articles",
        "Piers Lee: 2 quoted, 2 reported, in 2 articles",
        "Lee: 1 quoted, 1 reported, in 2 articles",
    ]


@pytest.mark.parametrize("name", ["Ann Lee", "Piers Lee"])
def test_a_full_name_lists_that_one_alone(shell: Shell, name: str) -> None:
    """In text, JSON and CSV: nothing of the other's, and nothing that may be the other's."""
    rows = json.loads(shell(name, "--json")[0])
    assert {row["speaker"] for row in rows} == {name}
    assert sorted(row["text"] for row in rows) == sorted(WORDS[name])
    table = list(csv.DictReader(shell(name, "--csv")[0].splitlines()))
    assert [(row["speaker"], row["text"]) for row in table] == [
        (row["speaker"], row["text"]) for row in rows
    ]
    text, beside = shell(name)
    assert text.count(f" — {name} (") == len(rows)
    assert text.count(" — ") == len(rows)
    assert beside == ""


def test_the_surname_lists_all_and_says_who_they_are(shell: Shell) -> None:
    """Each line names the one who says it, and a remark names those who are called so."""
    text, beside = shell("Lee")
    assert beside == "“Lee” may mean Ann Lee or Piers Lee: add the first name to see one of them\n"
    for name, words in WORDS.items():
        for said in words:
            assert f"{said} — {name} (" in text
    rows = json.loads(shell("Lee", "--json")[0])
    assert {name: sum(row["speaker"] == name for row in rows) for name in WORDS} == {
        "Ann Lee": 4,
        "Piers Lee": 4,
        "Lee": 2,
    }
    table = list(csv.DictReader(shell("Lee", "--csv")[0].splitlines()))
    assert [row["speaker"] for row in table] == [row["speaker"] for row in rows]


@pytest.mark.parametrize("name", ["Ann Lee", "Piers Lee"])
def test_an_answer_gives_nobody_the_other_ones_words(engine: Engine, name: str) -> None:
    """What a Lee says who may be the other one is not cited for the one who is asked about."""
    for question in (f"quotes by {name}", f"What does {name} want?"):
        cited = engine.answer(question, top=5).citations
        assert {c.attribution and c.attribution.speaker for c in cited} == {name}
    refused = engine.answer(f"What did {name} say about the pool?")
    assert f"attribute to {name} clearly answer this" in (refused.refusal or "")


def test_an_answer_by_the_surname_names_each(engine: Engine) -> None:
    """Asked for "Lee", the sentences of both are told, each with the full name."""
    cited = engine.answer("What did Lee say about the roof?", top=5).citations
    named = {c.attribution.speaker for c in cited if c.attribution}
    assert {"Ann Lee", "Piers Lee"} <= named
    for citation in cited:
        assert citation.attribution is not None
        words = citation.attribution.content.text
        assert words in WORDS[str(citation.attribution.speaker)]
