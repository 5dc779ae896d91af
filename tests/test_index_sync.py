"""rag.index.sync: the folder is the truth, and the result equals a fresh build."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rag.corpus import Skipped, SourceFile, load
from rag.errors import CorpusError, IndexMissing
from rag.index import sync as module
from rag.index.database import connect
from rag.index.store import Store
from rag.index.sync import Changes, Progress, plan, sync
from rag.index.writer import WriteLock, Writer
from rag.segment import segment
from rag.segment.tokens import token_counter
from tests.support import (
    HashEmbedder,
    Killed,
    build_small,
    contents,
    generation,
    jsonl,
    small_recipe,
    write_articles,
)

PARAGRAPHS = [
    "The bridge over the river was shut on Monday, said the mayor of the small town of Oskerby.",
    "A zebra ran through the school and was seen by the council, which has met twice about it.",
    "Water prices will rise in the spring, and nobody in the harbour knows by how much they will.",
    "The alpha of the pack, a wolf of nine years, has left the forest and has not been seen again.",
]
THREE: dict[str, str | None] = {
    "a.txt": "\n\n".join(PARAGRAPHS[:3]),
    "b.txt": PARAGRAPHS[3],
    "sub/c.md": "---\ntitle: Prices\nauthor: Ann Lee\n---\nWater will cost more in Oskerby. Why?",
}


@dataclass
class Corpus:
    """A folder, its index, and an encoder that counts."""

    folder: Path
    index: Path
    embedder: HashEmbedder = field(default_factory=HashEmbedder)

    def put(self, articles: dict[str, str | None]) -> None:
        """Write or remove files."""
        write_articles(self.folder, articles)

    def build(self) -> module.BuildReport:
        """Bring the index in step."""
        self.embedder.embedded = 0
        report = build_small(self.folder, self.index, self.embedder)
        assert report.embedded == self.embedder.embedded
        return report

    def paths(self) -> list[str]:
        """Return the paths of the articles that a reader sees."""
        return [p.path for d, _ in contents(self.index)["documents"] for p in d.places]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus of three articles, built."""
    made = Corpus(write_articles(tmp_path / "in", THREE), tmp_path / "index")
    made.build()
    return made


def files_of(index: Path) -> dict[str, bytes]:
    """Return the bytes of every file of an index that says something."""
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
    """Of a new file only its own passages are embedded."""
    before = contents(corpus.index)["counts"].passages
    corpus.put({"d.txt": "Something new is here."})
    report = corpus.build()
    assert (report.added, report.unchanged, report.embedded) == (("d.txt",), 3, 1)
    assert report.passages == before + 1
    assert "d.txt" in corpus.paths()


def test_a_changed_paragraph(corpus: Corpus) -> None:
    """Of a changed article only the passages that changed are embedded again."""
    changed = [PARAGRAPHS[0], PARAGRAPHS[1].replace("zebra", "giraffe"), PARAGRAPHS[2]]
    corpus.put({"a.txt": "\n\n".join(changed)})
    report = corpus.build()
    assert report.changed == ("a.txt",)
    assert report.embedded == 1
    assert contents(corpus.index)["documents"][0][1] == "\n\n".join(changed)


def test_a_renamed_file(corpus: Corpus) -> None:
    """A file that was moved is embedded by nobody, and is found in its new place only."""
    (corpus.folder / "new").mkdir()
    (corpus.folder / "a.txt").rename(corpus.folder / "new" / "z.txt")
    report = corpus.build()
    assert report.renamed == (("a.txt", "new/z.txt"),)
    assert (report.added, report.removed, report.embedded) == ((), (), 0)
    assert corpus.paths() == ["b.txt", "new/z.txt", "sub/c.md"]


def test_two_files_change_names(corpus: Corpus) -> None:
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
    """Copies that come together are embedded once, in one file or in several."""
    record = {"title": "T", "text": PARAGRAPHS[0]}
    write_articles(tmp_path / "in", {"a.jsonl": jsonl(record, record), "b.jsonl": jsonl(record)})
    report = Corpus(tmp_path / "in", tmp_path / "index").build()
    assert (report.documents, report.embedded, report.passages) == (1, 1, 1)
    places = contents(tmp_path / "index")["documents"][0][0].places
    assert [(p.path, p.record) for p in places] == [("a.jsonl", 1), ("a.jsonl", 2), ("b.jsonl", 1)]


def test_one_of_two_copies_goes(corpus: Corpus) -> None:
    """An article stays as long as one of its copies does."""
    corpus.put({"z.txt": THREE["a.txt"]})
    corpus.build()
    corpus.put({"a.txt": None})
    report = corpus.build()
    assert (report.removed, report.embedded, report.documents) == (("a.txt",), 0, 3)
    assert corpus.paths() == ["b.txt", "sub/c.md", "z.txt"]


def test_a_removed_file(corpus: Corpus) -> None:
    """Of a removed article no row and no word stays."""
    corpus.put({"b.txt": None})
    report = corpus.build()
    assert (report.removed, report.embedded, report.documents) == (("b.txt",), 0, 2)
    assert b"wolf of nine years" not in b"".join(
        row[0].encode() for row in Store(corpus.index).rows("SELECT text FROM passages")
    )
    assert contents(corpus.index, ["wolf"])["terms"] == [[]]


def test_changed_metadata(corpus: Corpus) -> None:
    """New facts about an article are taken over, and nothing is embedded."""
    old = THREE["sub/c.md"] or ""
    corpus.put({"sub/c.md": old.replace("Ann Lee", "Joel Poe").replace("Prices", "Water")})
    report = corpus.build()
    assert (report.changed, report.embedded, report.documents) == (("sub/c.md",), 0, 3)
    found = contents(corpus.index)["documents"][2][0]
    assert (found.title, found.author) == ("Water", "Joel Poe")


def test_a_shared_paragraph_is_embedded_once(corpus: Corpus) -> None:
    """A passage that stands in another article already is not embedded again."""
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


def test_skipped_files_are_named_every_time(corpus: Corpus) -> None:
    """What can't be read is named with its reason, in every build and in the index."""
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


def test_a_skipped_file_that_is_mended(corpus: Corpus) -> None:
    """A file that can be read at last is no longer named."""
    corpus.put({"empty.txt": ""})
    corpus.build()
    corpus.put({"empty.txt": "Words at last."})
    report = corpus.build()
    assert (report.skipped, report.changed) == ((), ("empty.txt",))
    assert Store(corpus.index).skipped() == []


def test_a_file_that_breaks(corpus: Corpus) -> None:
    """A file that can't be read any more is named, and its old words are gone."""
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
    """A folder that is missing, empty or another one raises, and the index answers as before."""
    before = contents(corpus.index)
    folder = make(tmp_path)
    with pytest.raises(CorpusError) as error:
        build_small(folder, corpus.index)
    assert "\n" not in str(error.value)
    assert contents(corpus.index) == before


def test_the_first_folder_may_be_refused_too(tmp_path: Path) -> None:
    """Where nothing can be read the first reason is given, and there is no index afterwards."""
    write_articles(tmp_path / "in", {"a.txt": "", "b.exe": "x"})
    with pytest.raises(CorpusError, match=r"holds no article .*skipped.* b\.exe: ends in \.exe"):
        build_small(tmp_path / "in", tmp_path / "index")
    with pytest.raises(IndexMissing):
        Store(tmp_path / "index")


def test_another_folder_can_replace(corpus: Corpus, tmp_path: Path) -> None:
    """On request another folder takes the place of the old one."""
    other = write_articles(tmp_path / "other", {"other.txt": PARAGRAPHS[3] + " And more."})
    report = build_small(other, corpus.index, replace=True)
    assert (report.added, len(report.removed), report.documents) == (("other.txt",), 3, 1)
    assert corpus.paths() == ["other.txt"]


def test_a_moved_folder_is_remembered(corpus: Corpus, tmp_path: Path) -> None:
    """An index says which folder it was built from last, even if no file in it changed."""
    corpus.folder.rename(tmp_path / "moved")
    report = build_small(tmp_path / "moved", corpus.index)
    assert (report.unchanged, report.embedded) == (3, 0)
    assert Store(corpus.index).meta()["corpus"] == str((tmp_path / "moved").resolve())


MANY: dict[str, str | None] = {
    f"{i:02}.txt": f"Article {i} is about thing {i} in the river." for i in range(12)
}


@pytest.mark.parametrize("dies_at", [0, 1, 5, 11])
def test_a_killed_build_goes_on(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """A killed build leaves the old state answering; the next embeds only what was not staged."""
    monkeypatch.setattr(module, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=dies_at))
    assert contents(corpus.index) == before
    report = corpus.build()
    assert report.embedded == 12 - dies_at
    assert contents(corpus.index) == fresh(corpus)


def test_a_killed_batch_is_lost_alone(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a batch that was not staged nothing stays, of the one before everything."""
    monkeypatch.setattr(module, "STAGE_PASSAGES", 5)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=7))
    assert corpus.build().embedded == 12 - 5


def test_what_a_killed_build_staged_can_go(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staged articles whose files are gone again leave nothing behind."""
    monkeypatch.setattr(module, "STAGE_PASSAGES", 1)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=7))
    corpus.put(dict.fromkeys(MANY) | {"b.txt": None})
    corpus.build()
    assert Store(corpus.index).rows("SELECT count(*) FROM documents") == [(2,)]


def test_nothing_is_visible_before_the_end(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a build runs readers see the old state, whole."""
    monkeypatch.setattr(module, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    states = []

    def look(progress: Progress) -> None:
        states.append(contents(corpus.index))

    corpus.put({**MANY, "a.txt": None})
    run(corpus, look)
    assert len(states) >= 12
    assert all(state == before for state in states)
    assert contents(corpus.index) != before


def run(corpus: Corpus, report: Callable[[Progress], None]) -> None:
    """Build with a report."""
    recipe, count = small_recipe(corpus.embedder), token_counter()
    with WriteLock(corpus.index), Writer(corpus.index, recipe) as writer:
        sync(
            corpus.folder,
            writer,
            corpus.embedder,
            lambda d: segment(d, count_tokens=count, passage_tokens=recipe.passage_tokens),
            report=report,
        )


def test_progress_rises_to_the_whole(corpus: Corpus) -> None:
    """Progress is in bytes of new and changed files, never falls, and ends with all of them."""
    corpus.put({**MANY, "copy.txt": THREE["a.txt"], "empty.txt": ""})
    seen: list[Progress] = []
    run(corpus, seen.append)
    done = [p.done for p in seen]
    total = sum((corpus.folder / n).stat().st_size for n in (*MANY, "copy.txt"))
    assert done == sorted(done)
    assert {p.total for p in seen} == {total}
    assert done[-1] == total


@pytest.mark.parametrize("name", ["recipe", "reader"])
def test_made_in_another_way_everything_is_read_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With another reader or a new edition no file counts as unchanged."""
    recipe = small_recipe(corpus.embedder)
    if name == "reader":
        monkeypatch.setattr(module, "READER_VERSION", 99)
    else:
        recipe = recipe.next_edition(recipe)
    corpus.embedder.embedded = 0
    report = build_small(corpus.folder, corpus.index, corpus.embedder, recipe=recipe)
    assert (report.unchanged, generation(corpus.index)) == (0, 2)
    # A reader may find the same words, which have their vectors; an edition has none yet.
    assert (report.embedded == 0) == (name == "reader")
    assert corpus.paths() == ["a.txt", "b.txt", "sub/c.md"]


def test_a_new_edition_is_visible_at_the_end_alone(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an index is made anew the old rows answer, and none of the new is seen."""
    monkeypatch.setattr(module, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    recipe = small_recipe(corpus.embedder)
    with pytest.raises(Killed):
        build_small(
            corpus.folder,
            corpus.index,
            HashEmbedder(dies_at=2),
            recipe=recipe.next_edition(recipe),
        )
    assert contents(corpus.index) == before


def fresh(corpus: Corpus) -> dict[str, object]:
    """Return the contents of an index that is built of the folder at once."""
    index = corpus.index.with_name("fresh")
    shutil.rmtree(index, ignore_errors=True)
    build_small(corpus.folder, index)
    return contents(index)


def edit(corpus: Corpus, chance: random.Random) -> None:
    """Change the folder by one random step: add, change, remove, rename or copy a file."""
    here = sorted(p.relative_to(corpus.folder).as_posix() for p in corpus.folder.rglob("*.*"))
    name = f"{chance.choice('mnop')}{chance.randrange(5)}.{chance.choice(['txt', 'md', 'jsonl'])}"
    # A few paragraphs in many articles: ties are what this is about.
    words = "\n\n".join(chance.sample(PARAGRAPHS, chance.randint(1, 3)))
    step = chance.choice(["add", "add", "change", "remove", "rename", "copy", "break"])
    old = chance.choice(here)
    if step == "add":
        facts = f"---\ntitle: {name}\n---\n" if name.endswith("md") else ""
        records = jsonl({"title": name, "text": words}, {"text": PARAGRAPHS[0]})
        corpus.put({name: records if name.endswith("jsonl") else facts + words})
    elif step == "change" and not old.endswith("jsonl"):
        text = (corpus.folder / old).read_text("utf-8")
        corpus.put({old: text.replace("the", chance.choice(["the", "a", "one"]), 1)})
    elif step == "remove" and len(here) > 3:
        corpus.put({old: None})
    elif step == "rename":
        (corpus.folder / old).rename(corpus.folder / f"{name}{Path(old).suffix}")
    elif step == "copy":
        shutil.copy(corpus.folder / old, corpus.folder / f"{name}{Path(old).suffix}")
    elif step == "break" and len(here) > 3:
        corpus.put({old: ""})


@pytest.mark.parametrize("seed", range(20))
def test_after_any_edits_an_index_equals_a_fresh_one(corpus: Corpus, seed: int) -> None:
    """Articles, spans, words, vectors, and what both searches find in which order, are the same."""
    chance = random.Random(seed)
    for _ in range(3):
        for _ in range(chance.randint(1, 4)):
            edit(corpus, chance)
        corpus.put({"keep.txt": "The folder is the same one."})
        corpus.build()
    assert contents(corpus.index) == fresh(corpus)


def test_a_file_that_cannot_be_read_at_the_moment_is_kept(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An I/O error is no deletion: the articles stay, the file is named, and both pass with it."""
    before = contents(corpus.index)
    read = load
    hit: list[str] = []

    def failing(file: SourceFile) -> bytes:
        if file.path == "a.txt":
            hit.append(file.path)
            raise CorpusError("cannot be read: Input/output error", file.path)
        return read(file)

    monkeypatch.setattr(module, "load", failing)
    report = corpus.build()
    assert hit
    assert (report.removed, report.embedded) == ((), 0)
    assert [s.path for s in report.skipped] == ["a.txt"]
    assert "what was read of it before is kept" in report.skipped[0].reason
    assert contents(corpus.index)["passages"] == before["passages"]
    monkeypatch.setattr(module, "load", read)
    assert corpus.build().skipped == ()
    assert contents(corpus.index) == before


def test_a_file_that_vanished_meanwhile_is_removed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was deleted after the folder was listed is gone, not kept."""
    read = load

    def vanishing(file: SourceFile) -> bytes:
        if file.path == "a.txt":
            file.absolute.unlink(missing_ok=True)
        return read(file)

    monkeypatch.setattr(module, "load", vanishing)
    assert corpus.build().removed == ("a.txt",)


@pytest.mark.parametrize("name", ["passages-*.faiss", "terms-*"])
def test_a_damaged_search_index_is_made_again(corpus: Corpus, name: str) -> None:
    """A build finds it, makes it from the rows without embedding, and says so."""
    before = contents(corpus.index)
    (path,) = corpus.index.glob(name)
    shutil.rmtree(path) if path.is_dir() else path.write_bytes(b"damaged")
    report = corpus.build()
    assert (report.mended, report.embedded) == ((path.name,), 0)
    assert f"mended {path.name}" in str(report)
    assert contents(corpus.index) == before
    assert corpus.build().mended == ()


def test_damaged_vectors_are_not_taken_over(corpus: Corpus) -> None:
    """A stored passage that is not as it was written is embedded again where it is needed."""
    with closing(connect(corpus.index)) as connection, connection:
        changed = connection.execute(
            "UPDATE passages SET vectors = zeroblob(length(vectors)) WHERE document IN "
            "(SELECT document FROM places WHERE path = 'a.txt')"
        )
        assert changed.rowcount > 0
    corpus.put({"a.txt": None, "new.txt": f"{PARAGRAPHS[0]}\n\nAnd more."})
    corpus.build()
    assert corpus.embedder.embedded > 0
    store = Store(corpus.index)
    fresh = [p for p in store.documents() if p.path == "new.txt"]
    assert fresh[0].text.startswith(PARAGRAPHS[0])
    ids = [row[0] for row in store.rows(
        "SELECT passage_id FROM passages JOIN places USING (document) WHERE path = 'new.txt'"
    )]  # fmt: skip
    assert all(passage.vectors.any() for passage in store.passages(ids))


def test_a_plan_says_what_a_build_would_do(corpus: Corpus) -> None:
    """Added, changed, renamed, removed and skipped files are named, and nothing is written."""
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
