"""Which fields of records articles were read from is kept in the index and shown."""

from __future__ import annotations

import json
from pathlib import Path

from rag.engine import article_at, info, verify
from tests.corpora import Corpus
from tests.support import build_small

RECORDS = [
    {"maintext": f"The pier was closed on day {n}.", "headline": f"Day {n}", "lang": "en"}
    for n in range(3)
]
DATED = {"body": "The pier is open again.", "publishedAt": "2025-05-02"}


def make(tmp_path: Path) -> Corpus:
    """A folder with records of two kinds in four formats, and a text."""
    corpus = Corpus(tmp_path / "news", tmp_path / "index")
    corpus.put(
        {
            "a.jsonl": "\n".join(map(json.dumps, RECORDS)),
            "b.json": json.dumps({"articles": [DATED]}),
            "c.csv": "headline,maintext\nOn,The lamps were lit.\n",
            "d.txt": "It rained.",
        }
    )
    build_small(corpus.folder, corpus.index)
    return corpus


def test_info_says_which_fields_were_read(tmp_path: Path) -> None:
    """`rag info` has a line for each set of fields, with the number of articles and files."""
    corpus = make(tmp_path)
    shown = [line for line in str(info(corpus.index)).splitlines() if line.startswith("fields:")]
    assert shown == [
        'fields:   "maintext" as text, "headline" as title: 4 articles of a.jsonl and 1 more',
        'fields:   "body" as text, "publishedAt" as date: 1 article of b.json',
    ]
    assert len(info(corpus.index).fields) == 2


def test_an_article_has_its_fields_after_later_builds(tmp_path: Path) -> None:
    """An unchanged file keeps them; a text has none; a corrected title is no field's."""
    corpus = make(tmp_path)
    corpus.put({"e.txt": "It snowed."})
    corpus.folder.with_name("news.corrections.csv").write_text(
        "path,record,title\nc.csv,2,Off\n", "utf-8"
    )
    build_small(corpus.folder, corpus.index)
    fields = [("text", "maintext"), ("title", "headline")]
    (place,) = article_at("a.jsonl", 2, corpus.index).places
    assert list(place.fields) == fields
    (table,) = article_at("c.csv", 2, corpus.index).places
    assert list(table.fields) == fields[:1]
    (text,) = article_at("d.txt", None, corpus.index).places
    assert text.fields == ()
    assert verify(corpus.index).differences == ()


def test_many_kinds_of_records_are_counted(tmp_path: Path) -> None:
    """`rag info` shows the first twenty lines of a kind, and how many others there are."""
    names = [f"headline{'_' * n}" for n in range(25)]
    corpus = Corpus(tmp_path / "news", tmp_path / "index")
    corpus.put({"a.jsonl": "\n".join(json.dumps({"text": f"Day {n}.", n: "T"}) for n in names)})
    build_small(corpus.folder, corpus.index)
    shown = [line for line in str(info(corpus.index)).splitlines() if line.startswith("fields:")]
    assert len(shown) == 21
    assert shown[-1] == "fields:   and 5 more"
