"""The page's own script; what it does is tried in the browser."""

from __future__ import annotations

from rag.ui import script


def test_the_script_asks_no_other_host_and_runs_no_text() -> None:
    """No address stands in it, it makes no request and no element out of a text."""
    for code in (script.PANEL, script.save("md")):
        for word in ("http", "fetch(", "XMLHttpRequest", "eval(", "innerHTML", "import("):
            assert word not in code


def test_a_file_is_saved_under_its_form() -> None:
    """The name of a saved conversation ends as its form does."""
    assert "questions-and-answers.json" in script.save("json")
