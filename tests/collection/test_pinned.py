"""What can be done with a collection, and its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.answers import Citation
from rag.collection.collection_file import load, save, to_dict
from rag.collection.pinned import MAX_NOTE, Collection
from rag.errors import ConfigError
from rag.types import Attribution, Document, Place, Sentence, Span

TEXT = "“Run. Now,” said Voss. It burned. It fell."
ARTICLE = Document.from_text(TEXT, Place("a.txt", 2), title="Fire", source="The Post")
SAID = Attribution(Span(ARTICLE, 0, 11), "Di Voss", "name", "said", "direct")
NOW = Sentence(ARTICLE, 6, 22, 1, False)
FELL = Span(ARTICLE, 34, 42)


def three() -> Collection:
    """Return a collection of a citation, somebody's words and a span."""
    cited = Citation(NOW, 0.9, attribution=SAID)
    return Collection().pin(cited, " why ").pin(SAID).pin(FELL)


def words(collection: Collection) -> list[str]:
    """Return the words of each quotation."""
    return [one.text for one in collection.quotations]


def test_quotations_of_every_kind_are_pinned() -> None:
    """The words are the article's, with their marks, their speaker, and the user's note."""
    cited, said, span = three().quotations
    assert (cited.quoted, cited.speaker, cited.note) == (
        "“… Now,” said Voss.",
        "Di Voss (quoted)",
        "why",
    )
    assert (said.quoted, said.text) == ("“Run. Now,”", "“Run. Now,”")
    assert (span.quoted, span.speaker, span.source) == ("“It fell.”", "", "Fire, The Post")
    assert (span.path, span.record, span.start, span.end) == ("a.txt", 2, 34, 42)
    assert (span.doc_id, span.sha256) == (ARTICLE.doc_id, ARTICLE.sha256)


def test_pinning_twice_keeps_one() -> None:
    """The first one stays, with its note and its place."""
    collection = three()
    assert collection.pin(Citation(NOW, 0.1), "another") == collection


def test_the_order_is_the_users() -> None:
    """Moving stays within the collection, and removing and noting change nothing else."""
    collection = three()
    first, second, third = (one.key for one in collection.quotations)
    assert words(collection.move(first, 1)) == ["“Run. Now,”", "Now,” said Voss.", "It fell."]
    assert words(collection.move(third, -9))[0] == "It fell."
    assert collection.move(first, -1) == collection
    assert words(collection.remove(second)) == ["Now,” said Voss.", "It fell."]
    noted = collection.note(third, "new")
    assert [one.note for one in noted.quotations] == ["why", "", "new"]
    assert noted.note(third, "") == collection


def test_what_cannot_be_done_is_refused() -> None:
    """A whole article, an overlong note and an unknown quotation are errors."""
    with pytest.raises(ConfigError, match="a whole article cannot be pinned"):
        Collection().pin(ARTICLE)
    with pytest.raises(ConfigError, match="a note has at most 5,000 characters"):
        three().note(three().quotations[0].key, "x" * (MAX_NOTE + 1))
    for change in (Collection().remove, lambda key: Collection().move(key, 1)):
        with pytest.raises(ConfigError, match="no such quotation"):
            change("x")


def test_a_file_gives_the_same_collection(tmp_path: Path) -> None:
    """What is saved is read again; a file that is not there yet is an empty collection."""
    file = tmp_path / "c.json"
    assert load(file) == Collection()
    save(three(), file)
    assert load(file) == three()
    save(Collection(), file)
    assert load(file) == Collection()
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "It rose higher."}, "the text does not have the length of its place"),
        ({"start": "34"}, r"quotations\[0\].start: should be a whole number"),
        ({"before": "He said: “"}, r"quotations\[0\].before"),
        ({"extra": 1}, r"quotations\[0\].extra"),
    ],
)
def test_a_damaged_file_is_one_line_and_stays(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    """A file that is no collection is named with its fault, and never overwritten."""
    file = tmp_path / "c.json"
    values = to_dict(Collection().pin(FELL))
    values["quotations"][0] |= change
    file.write_text(json.dumps(values), "utf-8")
    for act in (lambda: load(file), lambda: save(three(), file)):
        with pytest.raises(ConfigError, match=message) as error:
            act()
        assert "\n" not in str(error.value) and str(file) in str(error.value)
    assert json.loads(file.read_text("utf-8")) == values


@pytest.mark.parametrize("data", [b"", b"[", b"\xff", b"[" * 100_000, b"[]", b'{"version": 2}'])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    """Neither broken JSON nor JSON of something else is read, or overwritten."""
    file = tmp_path / "c.json"
    file.write_bytes(data)
    with pytest.raises(ConfigError, match="no collection that can be read"):
        load(file)
    with pytest.raises(ConfigError):
        save(three(), file)
    assert file.read_bytes() == data


def test_a_folder_is_no_collection(tmp_path: Path) -> None:
    """What cannot be read or written is one line."""
    with pytest.raises(ConfigError, match="cannot read the collection"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="cannot write the collection"):
        save(three(), tmp_path / "none" / "c.json")
