"""The commands `rag cite` and `rag collection`, and `rag ask --cite`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import engine
from rag.collection.collection_file import save
from rag.collection.pinned import Collection
from rag.types import Span
from tests.command_line import Run, one_line
from tests.shells.test_cli import FLAGSHIP, QUOTED, run

__all__ = ["run"]

ARTICLE = "europe/macron-presses-europe.txt"


@pytest.fixture
def collection(sample_index: Path, tmp_path: Path) -> Path:
    """A file with one quotation of the sample articles."""
    document = engine.article_at(ARTICLE, None, sample_index)
    start = document.text.index(QUOTED)
    pinned = Collection().pin(Span(document, start, start + len(QUOTED)), "for the lead")
    save(pinned, tmp_path / "c.json")
    return tmp_path / "c.json"


def test_an_answer_is_cited_in_a_style(run: Run, sample_index: Path) -> None:
    """`--cite` prints the quotations with their citations, and the references."""
    code, out, _ = run("ask", FLAGSHIP, "--index", sample_index, "--cite", "mla")
    assert code == 0
    assert QUOTED in out and "par. " in out and "References (MLA):" in out
    code, out, _ = run("ask", FLAGSHIP, "--index", sample_index, "--cite", "ris")
    assert (code, out.startswith("TY  - NEWS")) == (0, True)


def test_styles_are_checked_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    """An unknown style, and one beside --json, are one line."""
    for command in (("ask", "why?", "--cite", "x"), ("cite", "a.txt", "--style", "x")):
        code, _, err = run(*command, "--index", tmp_path / "none")
        assert code == 2 and "use apa, chicago, mla, bibtex or ris" in one_line(err)
    code, _, err = run("ask", "why?", "--cite", "apa", "--json")
    assert code == 2 and "cannot be combined" in one_line(err)


def test_an_article_is_cited(run: Run, sample_index: Path) -> None:
    """`rag cite` prints a reference; a number names an article in a file of several."""
    code, out, _ = run("cite", "briefs/briefs.jsonl#1", "--index", sample_index)
    assert code == 0 and out.count("\n") == 1 and "(2025, " in out
    code, out, _ = run("cite", ARTICLE, "--style", "bibtex", "--index", sample_index)
    assert code == 0 and out.startswith("@")
    code, _, err = run("cite", "none.txt#3", "--index", sample_index)
    assert code == 2 and "no article of the file" in one_line(err)


def test_a_collection_is_printed(run: Run, sample_index: Path, collection: Path) -> None:
    """It is printed as text, and in one format at a time."""
    code, out, _ = run("collection", collection, "--index", sample_index, "--style", "chicago")
    assert code == 0 and f"“{QUOTED}”" in out and "References (Chicago):" in out
    code, out, _ = run("collection", collection, "--index", sample_index, "--json")
    assert code == 0 and json.loads(out)["quotations"][0]["note"] == "for the lead"
    code, _, err = run("collection", collection, "--csv", "--ris", "--index", sample_index)
    assert code == 2 and "only one format" in one_line(err)
    code, _, err = run("collection", collection.with_name("x.json"), "--index", sample_index)
    assert code == 2 and "there is no collection" in one_line(err)


def test_words_that_are_not_in_the_article_are_not_quoted(
    run: Run, sample_index: Path, collection: Path
) -> None:
    """A collection that was altered by hand is no quotation; the exit status says so."""
    values = json.loads(collection.read_text("utf-8"))
    values["quotations"][0]["text"] = QUOTED[::-1]
    collection.write_text(json.dumps(values), "utf-8")
    code, out, err = run("collection", collection, "--index", sample_index)
    assert code == 4 and QUOTED[::-1] not in out + err
    assert one_line(err).startswith("rag: no longer in the article: ")
