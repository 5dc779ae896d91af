"""Where a password comes from: never from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.ui.serving import Serving, read_password


def test_the_environment_or_a_file_holds_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is named goes before the variable; of the file the first line counts."""
    monkeypatch.delenv("RAG_PASSWORD", raising=False)
    assert read_password(None) is None
    monkeypatch.setenv("RAG_PASSWORD", "from the variable")
    (tmp_path / "secret").write_text("from the file\nmore\n", encoding="utf-8")
    assert read_password(None) == "from the variable"
    assert read_password(tmp_path / "secret") == "from the file"


def test_a_password_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A missing file is an error that names it: the page does not open without its password."""
    with pytest.raises(ConfigError, match="nothing-here"):
        read_password(tmp_path / "nothing-here")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_password(host: str) -> None:
    """An address that only this machine reaches may do without."""
    assert Serving(host=host).loopback
