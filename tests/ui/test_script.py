"""The page's script; the browser tests try what it does."""

from __future__ import annotations

from rag.ui import script


def test_the_script_asks_no_other_host_and_runs_no_text() -> None:
    """The script has no address, makes no request, and turns no text into elements."""
    for code in (script.PANEL, script.save_as_file("md")):
        for word in ("http", "fetch(", "XMLHttpRequest", "eval(", "innerHTML", "import("):
            assert word not in code


def test_a_saved_file_has_the_ending_of_its_format() -> None:
    """The name of a saved conversation ends with its format."""
    assert "questions-and-answers.json" in script.save_as_file("json")
