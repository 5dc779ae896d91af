"""Runs the `rag` command in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import cli


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `rag` with arguments."""
    return Run(monkeypatch, capsys)


class Run:
    """Calls the command line in this process; returns exit status, output and errors."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["rag", *map(str, arguments)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        code = ended.value.code
        out, err = self._capsys.readouterr()
        return (code if isinstance(code, int) else 0), out, err


def one_line(err: str) -> str:
    """Check that an error is one line of this program, and return it."""
    assert err.startswith("rag: ")
    assert err.count("\n") == 1
    return err
