"""rag.index.sync: an index follows its folder. Interruptions: test_sync_interrupted.py."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.corpus import Skipped
from rag.errors import CorpusError, IndexMissing
from rag.index import sync as module
from rag.index.store import Store
from rag.index.sync import Changes, plan
from tests.corpora import PARAGRAPHS, THREE, Corpus, edit, fresh
from tests.support import build_small, contents, generation, jsonl, small_recipe, write_articles


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus of three articles, built."""
    made = Corpus(write_articles(tmp_path / "in", THREE), tmp_path / "index")
    made.build()
    return made


def files_of(index: Path) -> dict[str, bytes]:
    """Return the bytes of every file of an index but locks and SQLite's temporary files."""
    return {
        p.relative_to(index).as_posix(): p.read_bytes()
        for p in sorted(index.rglob("*"))
        if p.is_file() and not p.name.endswith((".lock", "-shm", "-wal"))
    }


def test_a_first_build_adds_everything(tmp_path: Path) -> None:
    """A new index holds every article, and every passage was embedded."""
    made = Corpus(write_articles(tmp_path / "in", THREE), tmp_path / "index")
    report = made.build()
    assert report.added == ("a.txt", "b.txt", "sub/c.md")
    assert (report.changed, report.renamed, report.removed, report.unchanged) == ((), (), (), 0)
    assert report.documents == 3
    assert report.passages == report.embedded == contents(made.index)["counts"].passages
    assert made.paths() == ["a.txt", "b.txt", "sub/c.md"]


def test_an_unchanged_folder_writes_nothing(corpus: Corpus) -> None:
    """Built again, nothing is embedded and no file of the index changes."""
    before = files_of(corpus.index)
    report = corpus.build()
    assert (report.unchanged, report.embedded, report.added) == (3, 0, ())
    assert (report.documents, report.passages) == (3, contents(corpus.index)["counts"].passages)
    assert generation(corpus.index) == 1
    assert files_of(corpus.index) == before


def test_a_touched_file_is_unchanged(corpus: Corpus) -> None:
    """Files are compared by content, not by time."""
    os.utime(corpus.folder / "a.txt", (1, 1))
    assert corpus.build().unchanged == 3


def test_a_change_that_keeps_size_and_time_is_seen(corpus: Corpus) -> None:
    """A file with another content is changed even if its size and time are the same."""
    path = corpus.folder / "b.txt"
    times = (path.stat().st_atime, path.stat().st_mtime)
    path.write_text(path.read_text("utf-8").replace("wolf", "wulf"), "utf-8")
    os.utime(path, times)
    assert corpus.build().changed == ("b.txt",)


def test_an_added_file(corpus: Corpus) -> None:
    """Only the passages of a new file are embedded."""
    before = contents(corpus.index)["counts"].passages
    corpus.put({"d.txt": "Something new is here."})
    report = corpus.build()
    assert (report.added, report.unchanged, report.embedded) == (("d.txt",), 3, 1)
    assert report.passages == before + 1
    assert "d.txt" in corpus.paths()


def test_a_changed_paragraph(corpus: Corpus) -> None:
    """Only the changed passages of a changed article are embedded."""
    changed = [PARAGRAPHS[0], PARAGRAPHS[1].replace("zebra", "giraffe"), PARAGRAPHS[2]]
    corpus.put({"a.txt": "\n\n".join(changed)})
    report = corpus.build()
    assert report.changed == ("a.txt",)
    assert report.embedded == 1
    assert contents(corpus.index)["documents"][0][1] == "\n\n".join(changed)


def test_a_renamed_file(corpus: Corpus) -> None:
    """A moved file is not embedded, and is found only in its new place."""
    (corpus.folder / "new").mkdir()
    (corpus.folder / "a.txt").rename(corpus.folder / "new" / "z.txt")
    report = corpus.build()
    assert report.renamed == (("a.txt", "new/z.txt"),)
    assert (report.added, report.removed, report.embedded) == ((), (), 0)
    assert corpus.paths() == ["b.txt", "new/z.txt", "sub/c.md"]


def test_two_files_swap_names(corpus: Corpus) -> None:
    """Files that swapped their names are two changed files, and nothing is embedded."""
    corpus.put({"a.txt": THREE["b.txt"], "b.txt": THREE["a.txt"]})
    report = corpus.build()
    assert (report.changed, report.renamed, report.embedded) == (("a.txt", "b.txt"), (), 0)
    assert contents(corpus.index)["documents"][0][1] == THREE["b.txt"]


def test_a_copied_file(corpus: Corpus) -> None:
    """Copies of an article are one document with two places, embedded once."""
    corpus.put({"z.txt": THREE["a.txt"]})
    report = corpus.build()
    assert (report.added, report.embedded, report.documents) == (("z.txt",), 0, 3)
    first = contents(corpus.index)["documents"][0][0]
    assert [p.path for p in first.places] == ["a.txt", "z.txt"]


def test_copies_in_one_build(tmp_path: Path) -> None:
    """Copies added in one build are embedded once, in one file or in several."""
    record = {"title": "T", "text": PARAGRAPHS[0]}
    write_articles(tmp_path / "in", {"a.jsonl": jsonl(record, record), "b.jsonl": jsonl(record)})
    report = Corpus(tmp_path / "in", tmp_path / "index").build()
    assert (report.documents, report.embedded, report.passages) == (1, 1, 1)
    places = contents(tmp_path / "index")["documents"][0][0].places
    assert [(p.path, p.record) for p in places] == [("a.jsonl", 1), ("a.jsonl", 2), ("b.jsonl", 1)]


def test_one_of_two_copies_is_removed(corpus: Corpus) -> None:
    """An article remains while one of its copies does."""
    corpus.put({"z.txt": THREE["a.txt"]})
    corpus.build()
    corpus.put({"a.txt": None})
    report = corpus.build()
    assert (report.removed, report.embedded, report.documents) == (("a.txt",), 0, 3)
    assert corpus.paths() == ["b.txt", "sub/c.md", "z.txt"]


def test_a_removed_file(corpus: Corpus) -> None:
    """No row and no text of a removed article remain."""
    corpus.put({"b.txt": None})
    report = corpus.build()
    assert (report.removed, report.embedded, report.documents) == (("b.txt",), 0, 2)
    assert b"wolf of nine years" not in b"".join(
        row[0].encode() for row in Store(corpus.index).rows("SELECT text FROM passages")
    )
    assert contents(corpus.index, ["wolf"])["terms"] == [[]]


def test_changed_metadata(corpus: Corpus) -> None:
    """New metadata of an article is stored, and nothing is embedded."""
    old = THREE["sub/c.md"] or ""
    corpus.put({"sub/c.md": old.replace("Ann Lee", "Joel Poe").replace("Prices", "Water")})
    report = corpus.build()
    assert (report.changed, report.embedded, report.documents) == (("sub/c.md",), 0, 3)
    found = contents(corpus.index)["documents"][2][0]
    assert (found.title, found.author) == ("Water", "Joel Poe")


def test_a_shared_paragraph_is_embedded_once(corpus: Corpus) -> None:
    """A passage that another article already contains is not embedded again."""
    corpus.put({"d.md": f"---\ntitle: Other\n---\n{PARAGRAPHS[3]}"})
    assert corpus.build().embedded == 0


def test_records_of_a_file(corpus: Corpus) -> None:
    """A changed record of a .jsonl file changes only its own article."""
    one, two = {"title": "1", "text": "First one."}, {"title": "2", "text": "Second one."}
    corpus.put({"r.jsonl": jsonl(one, two)})
    assert corpus.build().embedded == 2
    corpus.put({"r.jsonl": jsonl({"title": "0", "text": "New one."}, one, two)})
    report = corpus.build()
    assert (report.changed, report.embedded, report.documents) == (("r.jsonl",), 1, 6)
    records = [d.places[0].record for d, _ in contents(corpus.index)["documents"][2:5]]
    assert records == [1, 2, 3]


def test_skipped_files_are_reported_every_time(corpus: Corpus) -> None:
    """Unreadable files are reported with reasons by every build and by the index."""
    corpus.put({"empty.txt": "", "x.exe": "MZ", "r.jsonl": '{"text": "Fine."}\nnot json\n'})
    first = corpus.build()
    assert {s.path for s in first.skipped} == {"empty.txt", "x.exe", "r.jsonl"}
    assert Skipped("empty.txt", "is empty") in first.skipped
    second = corpus.build()
    assert set(second.skipped) == set(first.skipped)
    assert len(second.skipped) == 3
    assert set(Store(corpus.index).skipped()) == set(first.skipped)
    assert "skipped empty.txt: is empty" in str(second)
    assert generation(corpus.index) == 2


def test_a_skipped_file_that_is_repaired(corpus: Corpus) -> None:
    """A file that has become readable is no longer reported."""
    corpus.put({"empty.txt": ""})
    corpus.build()
    corpus.put({"empty.txt": "Words at last."})
    report = corpus.build()
    assert (report.skipped, report.changed) == ((), ("empty.txt",))
    assert Store(corpus.index).skipped() == []


def test_a_file_that_becomes_unreadable(corpus: Corpus) -> None:
    """A file that can no longer be read is reported, and its old text is removed."""
    corpus.put({"b.txt": ""})
    report = corpus.build()
    assert report.skipped == (Skipped("b.txt", "is empty"),)
    assert corpus.paths() == ["a.txt", "sub/c.md"]


REFUSED: dict[str, Callable[[Path], Path]] = {
    "missing": lambda tmp: tmp / "none",
    "a file": lambda tmp: write_articles(tmp / "f", {"a.txt": "x"}) / "a.txt",
    "empty": lambda tmp: write_articles(tmp / "empty", {}),
    "another": lambda tmp: write_articles(tmp / "other", {"other.txt": "Other words."}),
    "nothing readable": lambda tmp: write_articles(tmp / "in", BROKEN),
}
BROKEN: dict[str, str | None] = {"a.txt": "", "b.txt": "", "sub/c.md": None}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_folder_that_is_refused_changes_nothing(
    corpus: Corpus, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    """A missing, empty or different folder raises, and the index is unchanged."""
    before = contents(corpus.index)
    folder = make(tmp_path)
    with pytest.raises(CorpusError) as error:
        build_small(folder, corpus.index)
    assert "\n" not in str(error.value)
    assert contents(corpus.index) == before


def test_the_first_folder_may_be_refused_too(tmp_path: Path) -> None:
    """If no file can be read, the first reason is given and no index is created."""
    write_articles(tmp_path / "in", {"a.txt": "", "b.exe": "x"})
    with pytest.raises(CorpusError, match=r"holds no article .*skipped.* b\.exe: ends in \.exe"):
        build_small(tmp_path / "in", tmp_path / "index")
    with pytest.raises(IndexMissing):
        Store(tmp_path / "index")


def test_another_folder_can_replace(corpus: Corpus, tmp_path: Path) -> None:
    """On request another folder replaces the old one."""
    other = write_articles(tmp_path / "other", {"other.txt": PARAGRAPHS[3] + " And more."})
    report = build_small(other, corpus.index, replace=True)
    assert (report.added, len(report.removed), report.documents) == (("other.txt",), 3, 1)
    assert corpus.paths() == ["other.txt"]


def test_a_moved_folder_is_remembered(corpus: Corpus, tmp_path: Path) -> None:
    """An index records the folder of the last build, even if no file changed."""
    corpus.folder.rename(tmp_path / "moved")
    report = build_small(tmp_path / "moved", corpus.index)
    assert (report.unchanged, report.embedded) == (3, 0)
    assert Store(corpus.index).meta()["corpus"] == str((tmp_path / "moved").resolve())


@pytest.mark.parametrize("name", ["recipe", "parser"])
def test_with_other_settings_every_file_is_parsed_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With another parser version or a new edition no file counts as unchanged."""
    recipe = small_recipe(corpus.embedder)
    if name == "parser":
        monkeypatch.setattr(module, "PARSER_VERSION", 99)
    else:
        recipe = recipe.next_edition(recipe)
    corpus.embedder.embedded = 0
    report = build_small(corpus.folder, corpus.index, corpus.embedder, recipe=recipe)
    assert (report.unchanged, generation(corpus.index)) == (0, 2)
    # The parser finds the same texts, whose vectors are reused; a new edition has none yet.
    assert (report.embedded == 0) == (name == "parser")
    assert corpus.paths() == ["a.txt", "b.txt", "sub/c.md"]


@pytest.mark.parametrize("seed", range(20))
def test_after_any_edits_an_index_equals_a_fresh_one(corpus: Corpus, seed: int) -> None:
    """Articles, spans, texts, vectors and the ranking of both searches are equal."""
    chance = random.Random(seed)
    for _ in range(3):
        for _ in range(chance.randint(1, 4)):
            edit(corpus, chance)
        corpus.put({"keep.txt": "The folder is the same one."})
        corpus.build()
    assert contents(corpus.index) == fresh(corpus)


def test_a_plan_lists_what_a_build_would_do(corpus: Corpus) -> None:
    """Added, changed, renamed, removed and skipped files are listed, and nothing is written."""
    before = contents(corpus.index)
    corpus.put({"a.txt": "Changed.", "b.txt": None, "moved.txt": PARAGRAPHS[3], "x.bin": "?"})
    corpus.put({"sub/c.md": None, "new.txt": "New."})
    planned = plan(corpus.folder, Store(corpus.index).known_files())
    assert planned.changes == Changes(
        added=("new.txt",), changed=("a.txt",), renamed=(("b.txt", "moved.txt"),),
        removed=("sub/c.md",),
    )  # fmt: skip
    assert [s.path for s in planned.skipped] == ["x.bin"]
    assert "would rename b.txt to moved.txt" in str(planned)
    assert contents(corpus.index) == before
    report = corpus.build()
    assert Changes(report.added, report.changed, report.renamed, report.removed) == planned.changes


def test_a_plan_for_a_first_build(tmp_path: Path) -> None:
    """Without an index everything would be added."""
    planned = plan(write_articles(tmp_path / "corpus", THREE), {})
    assert (len(planned.changes.added), planned.unchanged) == (3, 0)
