"""The commands `rag find`, `rag search` and `rag articles`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.cli import app
from rag.engine import Engine
from rag.errors import ConfigError, QuestionError
from rag.index.store import Store
from tests.support import HashEmbedder, build_small, jsonl, write_articles

RECORDS = [
    {"text": "The bridge is old.", "title": "One", "source": "Courier", "published": "2025-01-01"},
    {"text": "An old bridge was shut.", "title": "Two", "published": "2025-03-01"},
    {"text": "“The mill is ours,” Ann Lee said.", "title": "Three"},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles in a file of records."""
    folder = tmp_path_factory.mktemp("shell")
    write_articles(folder / "in", {"a.jsonl": jsonl(*RECORDS)})
    build_small(folder / "in", folder / "index")
    return folder / "index"


def run(index: Path, *arguments: str) -> Result:
    """Run a command on the index; an error of the package is raised."""
    done = CliRunner().invoke(app, [*arguments, "--index", str(index)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_find_prints_passages_and_their_number(index: Path) -> None:
    """The newest come first if asked for, filters hold, and pages say where they are."""
    done = run(index, "find", "old bridge", "--newest", "--top", "1")
    assert done.stdout.startswith("2 passages have “old bridge”; shown: 1 to 1\n\n[1] An old")
    assert "\x1b" not in done.stdout
    dated = run(index, "find", "bridge", "--to", "2025-01", "--source", "courier", "--json")
    (row,) = json.loads(dated.stdout)["passages"]
    assert (row["title"], row["matched"]) == ("One", [{"start": 4, "end": 10}])


def test_a_terminal_shows_the_words_in_bold(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where standard output is a terminal, the matched words are between control sequences."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    app(["find", "mill", "--index", str(index)], standalone_mode=False)
    assert "\x1b[1mmill\x1b[0m" in capsys.readouterr().out


def test_nothing_found_is_status_one(index: Path) -> None:
    """A search without results ends with status 1, as a refusal does."""
    for command in (["find", "zebra"], ["articles", "zebra"]):
        done = run(index, *command)
        assert done.exit_code == 1 and done.stdout
    assert run(index, "find", "bridge", "--speaker", "Lee").exit_code == 1


def test_a_speaker_chooses_passages(index: Path) -> None:
    """Only passages that quote the speaker are listed."""
    done = run(index, "find", "mill", "--speaker", "Lee")
    assert "1 passage has “mill” and quotes Lee" in done.stdout


def test_articles_are_listed(index: Path) -> None:
    """Articles are sorted as asked for, in text and JSON."""
    done = run(index, "articles", "--sort", "title", "--descending", "--top", "2")
    assert done.stdout.splitlines()[:2] == ["3 articles", "Two, 2025-03-01"]
    found = json.loads(run(index, "articles", "--doubtful", "--json").stdout)
    assert found["total"] == 2 and {a["title"] for a in found["articles"]} == {"Two", "Three"}


def test_search_prints_the_nearest(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest passages are labelled as such; filters and pages are passed on."""
    from rag import engine

    opened = Engine(Store(index), HashEmbedder())
    monkeypatch.setattr(engine, "open_index", lambda index: opened)
    done = run(index, "search", "old bridge", "--top", "1", "--offset", "1")
    assert done.stdout.startswith("Nearest passages, not sources:\n\n[2] ")
    (row,) = json.loads(run(index, "search", "bridge", "--speaker", "Lee", "--json").stdout)
    assert row["title"] == "Three"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["find", "bridge", "--from", "soon"], ConfigError),
        (["find", "…"], QuestionError),
        (["search", " "], QuestionError),
        (["articles", "--sort", "color"], ConfigError),
    ],
)
def test_what_cannot_be_searched_is_an_error(
    index: Path, arguments: list[str], error: type[Exception]
) -> None:
    """The errors are those of the package, which the command prints as one line."""
    with pytest.raises(error):
        run(index, *arguments)
