"""What the tests of `rag evaluate` on the command line share: three articles, and their index."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import cli
from rag import engine as engines

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


class Run:
    """Calls the command line in this process; returns exit status, output and errors."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        command: str,
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._command = command

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run one command."""
        self._monkeypatch.setattr("sys.argv", ["rag", self._command, *map(str, arguments)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capsys.readouterr()
        return int(ended.value.code or 0), out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `rag evaluate` with arguments."""
    return Run(monkeypatch, capsys, "evaluate")


@pytest.fixture
def calibrate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `rag calibrate` with arguments."""
    return Run(monkeypatch, capsys, "calibrate")


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
