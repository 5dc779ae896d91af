"""The page's script; the browser tests try what it does."""

from __future__ import annotations

from rag.ui import script


def test_the_script_asks_no_other_host_and_runs_no_text() -> None:
    """The script has no address, makes no request, and turns no text into elements."""
    for code in (script.PANEL, script.SAVE, script.clear_question(2)):
        for word in ("http", "XMLHttpRequest", "eval(", "innerHTML", "import("):
            assert word not in code
