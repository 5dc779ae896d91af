"""Builds of folders whose metadata is corrected by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.attribution import attach
from rag.engine import doubts, info, plan, verify
from rag.errors import CorpusError
from rag.index.store import Store
from tests.corpora import Corpus, fresh
from tests.support import contents, jsonl

HEADER = "path,record,title,author,source,published,url\n"
ARTICLES: dict[str, str | None] = {
    "a.txt": "The bridge leaks since the spring, and the council of the town, which has the money "
    "for it, has not met about it.",
    "b.txt": "Prices rose in the town, and nobody in the harbour has said by how much they will.",
    "c.jsonl": jsonl({"text": "It rained."}, {"text": "It snowed.", "title": "Snow"}),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A folder of three files with its index."""
    made = Corpus(tmp_path / "news", tmp_path / "index")
    made.put(ARTICLES)
    made.build()
    return made


def correct(corpus: Corpus, rows: str | None) -> None:
    """Write the table beside the folder, or remove it."""
    table = corpus.folder.with_name("news.corrections.csv")
    table.unlink() if rows is None else table.write_text(HEADER + rows, "utf-8")


def titles(corpus: Corpus) -> dict[str, Any]:
    """Return the titles of all articles, by path and record."""
    documents = [d for d, _ in contents(corpus.index)["documents"]]
    return {f"{d.path}:{d.places[0].record}": d.title for d in documents}


def test_only_corrected_articles_are_read_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new, a changed and a removed row each change their article alone; nothing is embedded."""
    read: list[str] = []
    attribute: Any = vars(attach)["attribute"]

    def recorded(text: str, *rest: Any) -> Any:
        read.append(text[:11])
        return attribute(text, *rest)

    monkeypatch.setattr(attach, "attribute", recorded)
    for rows, expected in (
        ("a.txt,,Leaks,,,,\n", "Leaks"),
        ("a.txt,,Old leaks,,,,\n", "Old leaks"),
        (None, None),
    ):
        correct(corpus, rows)
        report = corpus.build()
        assert report.changed == ("a.txt",) and report.unchanged == 2
        assert (report.embedded, read) == (0, ["The bridge "])
        assert titles(corpus)["a.txt:None"] == expected
        assert report.corrected == (rows is not None)
        read.clear()
        again = corpus.build()
        assert (again.changed, again.unchanged, read) == ((), 3, [])


def test_a_corrected_index_equals_a_fresh_one(corpus: Corpus) -> None:
    """What an update makes is what a build from scratch makes."""
    correct(corpus, "a.txt,,Leaks,,,,\nc.jsonl,1,Rain,,Courier,2025-03-02,\n")
    corpus.build()
    assert titles(corpus) == {
        "a.txt:None": "Leaks",
        "b.txt:None": None,
        "c.jsonl:1": "Rain",
        "c.jsonl:2": "Snow",
    }
    assert contents(corpus.index) == fresh(corpus)


def test_faulty_rows_are_in_the_report(corpus: Corpus) -> None:
    """Each faulty row is one line; the others hold."""
    correct(corpus, "a.txt,,Leaks,,,,\nb.txt,,,,,soon,\nz.txt,,Z,,,,\n")
    lines = str(corpus.build()).splitlines()
    assert "corrected by hand: 1 article" in lines
    faults = [line for line in lines if line.startswith("news.corrections.csv")]
    assert [fault.partition(":")[0][-5:] for fault in faults] == ["row 3", "row 4"]
    assert titles(corpus)["a.txt:None"] == "Leaks"


def test_a_damaged_table_changes_nothing(corpus: Corpus) -> None:
    """A build stops before it undoes corrections, and the index stays as it was."""
    correct(corpus, "a.txt,,Leaks,,,,\n")
    corpus.build()
    correct(corpus, 'a.txt,,"Leaks,,,,\n')
    with pytest.raises(CorpusError, match="row 2: a quotation mark is not closed"):
        corpus.build()
    assert titles(corpus)["a.txt:None"] == "Leaks"


def test_information_and_doubts_name_the_table(corpus: Corpus) -> None:
    """`rag info` counts the corrected articles; doubts say where to correct, and go."""
    before = str(doubts(corpus.index))
    assert "a.txt: no date" in before
    assert before.endswith(str(corpus.folder.with_name("news.corrections.csv")))
    assert "metadata:" not in str(info(corpus.index))
    correct(corpus, "a.txt,,Leaks,,Courier,2025-03-02,\n")
    corpus.build()
    assert "a.txt" not in str(doubts(corpus.index))
    assert info(corpus.index).corrected == 1
    assert "metadata: 1 corrected by hand, in " in str(info(corpus.index))


def test_a_plan_and_a_check_know_of_corrections(corpus: Corpus) -> None:
    """A changed table is a change of its article until the next build."""
    assert verify(corpus.index).differences == ()
    correct(corpus, "a.txt,,Leaks,,,,\n")
    assert str(plan(corpus.folder, corpus.index)).startswith("would read a.txt again")
    assert verify(corpus.index).differences == ("a.txt: was changed after it was indexed",)
    corpus.build()
    assert verify(corpus.index).differences == ()
    assert str(plan(corpus.folder, corpus.index)).startswith("3 files are unchanged")


def test_the_table_is_no_article(corpus: Corpus) -> None:
    """It stands beside the folder, and the folder's files are as before."""
    correct(corpus, "a.txt,,Leaks,,,,\n")
    corpus.build()
    store = Store(corpus.index)
    assert sorted(store.known_files()) == ["a.txt", "b.txt", "c.jsonl"]
    store.close()
