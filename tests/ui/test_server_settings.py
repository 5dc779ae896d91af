"""Reading the password, and settings without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.ui.server_settings import Serving, read_password


def test_the_environment_or_a_file_holds_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line of the file takes precedence over the variable."""
    monkeypatch.delenv("RAG_PASSWORD", raising=False)
    assert read_password(None) is None
    monkeypatch.setenv("RAG_PASSWORD", "from the variable")
    (tmp_path / "secret").write_text("from the file\nmore\n", encoding="utf-8")
    assert read_password(None) == "from the variable"
    assert read_password(tmp_path / "secret") == "from the file"


def test_a_missing_password_file_is_an_error(tmp_path: Path) -> None:
    """The error names the missing file; the page is not served without a password instead."""
    with pytest.raises(ConfigError, match="nothing-here"):
        read_password(tmp_path / "nothing-here")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_password(host: str) -> None:
    """A loopback address is valid without a password."""
    assert Serving(host=host).loopback
