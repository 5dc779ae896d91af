"""The browser entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT

APP = ROOT / "app.py"


def test_without_an_index_the_error_is_one_line(tmp_path: Path) -> None:
    """`python app.py` without an index names the command that builds one."""
    done = subprocess.run(
        [sys.executable, str(APP)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(APP.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "app.py: there is no index in index: build one with 'rag build FOLDER --index index'"
    ]
