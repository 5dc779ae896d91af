"""rag.corpus.walk: the files of a folder that are read, and reading them safely."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from rag.corpus.files import SourceFile
from rag.corpus.walk import MAX_FILE_BYTES, load, walk
from rag.errors import CorpusError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"text")


def reasons(folder: Path) -> dict[str, str]:
    return {entry.path: entry.reason for entry in walk(folder)[1]}


def paths(folder: Path) -> list[str]:
    return [file.path for file in walk(folder)[0]]


def test_files_of_all_folders_sorted(tmp_path: Path) -> None:
    """Files are found in every folder, sorted by path, with their sizes."""
    put(tmp_path, "b.txt", "a/z.md", "a/b/c.HTML", "a.jsonl", "Ünï cødé.pdf")
    files, skipped = walk(tmp_path)
    expected = ["a.jsonl", "a/b/c.HTML", "a/z.md", "b.txt", "Ünï cødé.pdf"]
    assert [file.path for file in files] == expected
    assert files[1] == SourceFile("a/b/c.HTML", tmp_path / "a" / "b" / "c.HTML", 4)
    assert skipped == []


def test_hidden_files_and_leftovers_are_ignored(tmp_path: Path) -> None:
    """Hidden files and editors' leftovers are neither read nor reported."""
    put(tmp_path, ".a.txt", ".git/b.txt", "c.txt~", "d.txt.swp", "e.tmp", "~$f.docx", "#g.txt#")
    put(tmp_path, "Thumbs.db", "h.txt.part")
    assert walk(tmp_path) == ([], [])


def test_a_hidden_folder_can_be_the_corpus(tmp_path: Path) -> None:
    """Only entries below the folder are ignored when hidden, never the folder itself."""
    put(tmp_path, ".corpus/a.txt")
    assert paths(tmp_path / ".corpus") == ["a.txt"]


def test_other_endings_are_reported(tmp_path: Path) -> None:
    """A file without a parser is skipped, and the reason lists the endings that are read."""
    put(tmp_path, "a.doc", "b")
    found = reasons(tmp_path)
    assert found["a.doc"].startswith("ends in .doc: only files with these endings are read: .txt")
    assert found["b"].startswith("has no ending: ")


def test_a_missing_folder(tmp_path: Path) -> None:
    """A missing folder raises an error of one line."""
    with pytest.raises(CorpusError, match=r"there is no folder .*nowhere") as caught:
        walk(tmp_path / "nowhere")
    assert caught.value.path == tmp_path / "nowhere"
    assert "\n" not in str(caught.value)


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    """A file instead of a folder raises an error that tells what to name instead."""
    put(tmp_path, "a.txt")
    with pytest.raises(CorpusError, match="is a file: name the folder that holds it"):
        walk(tmp_path / "a.txt")


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    """A link to a file elsewhere is not read."""
    put(tmp_path, "secret.txt", "corpus/a.txt", "corpus-two/b.txt")
    (tmp_path / "corpus" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "corpus" / "beside.txt").symlink_to(tmp_path / "corpus-two" / "b.txt")
    reason = "is a link that leads out of the folder"
    assert reasons(tmp_path / "corpus") == {"beside.txt": reason, "out.txt": reason}
    assert paths(tmp_path / "corpus") == ["a.txt"]


def test_a_link_to_a_file_inside(tmp_path: Path) -> None:
    """A link to an article of the corpus is read as a second place of that article."""
    put(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    files, skipped = walk(tmp_path)
    assert [file.path for file in files] == ["a.txt", "b.txt"]
    assert load(files[1]) == b"text"
    assert skipped == []


def test_links_that_lead_in_circles(tmp_path: Path) -> None:
    """The walk ends, and reports the links that it did not follow."""
    put(tmp_path, "a/b.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "x.txt").symlink_to("y.txt")
    (tmp_path / "y.txt").symlink_to("x.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    assert paths(tmp_path) == ["a/b.txt"]
    found = reasons(tmp_path)
    assert found["a/up"] == "is a link to a folder, and such links are not followed"
    assert found["x.txt"].startswith("cannot be read: Too many levels of symbolic links")
    assert found["gone.txt"].startswith("cannot be read: No such file")


def test_the_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    """The corpus folder may be given as a link."""
    put(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert paths(tmp_path / "link") == ["a.txt"]


def test_pipes_and_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only regular files are read; a pipe does not block the walk."""
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    os.mkfifo("a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("b.txt")
        assert reasons(tmp_path) == dict.fromkeys(["a.txt", "b.txt"], "is not a regular file")


def test_names_that_cannot_be_shown(tmp_path: Path) -> None:
    """A name with control characters or invalid UTF-8 is skipped and shown escaped."""
    folder = os.fsencode(tmp_path)
    for name in (b"a\nb.txt", b"c\x1b[31m.txt", b"d\xff.txt", "e\u2028.txt".encode()):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"text")
    Path(os.fsdecode(folder + b"/f\xfe")).mkdir()
    names = ["a\\nb.txt", "c\\x1b[31m.txt", "d\\xff.txt", "e\\u2028.txt", "f\\xfe"]
    assert reasons(tmp_path) == dict.fromkeys(names, "has a name that cannot be shown: rename it")
    assert paths(tmp_path) == []


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file over the limit is skipped without being read."""
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    assert reasons(tmp_path) == {"a.txt": "is larger than 512 MiB"}
    with pytest.raises(CorpusError, match="is larger than 512 MiB"):
        load(SourceFile("a.txt", tmp_path / "a.txt", 0))


def test_a_file_of_100_megabytes_is_found(tmp_path: Path) -> None:
    """A file of 100 MB is below the limit."""
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(100_000_000)
    ((found,), skipped) = walk(tmp_path)
    assert (found.size, skipped) == (100_000_000, [])


def test_a_folder_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder too deep for the system is reported, and the rest is read."""
    put(tmp_path, "a.txt")
    name = "d" * 250
    monkeypatch.chdir(tmp_path)
    for _ in range(20):
        os.mkdir(name)
        os.chdir(name)
    files, skipped = walk(tmp_path)
    assert [file.path for file in files] == ["a.txt"]
    assert [entry.reason for entry in skipped] == ["cannot be opened: File name too long"]


def test_load_reads_what_was_found(tmp_path: Path) -> None:
    """The bytes of a file are returned as they are."""
    (tmp_path / "a.txt").write_bytes(b"\xff\r\n\0")
    (file,) = walk(tmp_path)[0]
    assert load(file) == b"\xff\r\n\0"


def test_load_of_a_file_that_vanished(tmp_path: Path) -> None:
    """A file that is gone raises an error whose message follows the path."""
    with pytest.raises(CorpusError, match=r"^cannot be read: No such file") as caught:
        load(SourceFile("a.txt", tmp_path / "a.txt", 4))
    assert caught.value.path == Path("a.txt")


def test_load_of_a_file_that_was_replaced(tmp_path: Path) -> None:
    """A pipe, a folder or a link that replaced a file is refused without blocking."""
    put(tmp_path, "secret")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to("secret")
    with pytest.raises(CorpusError, match="is not a regular file"):
        load(SourceFile("pipe.txt", tmp_path / "pipe.txt", 4))
    for name in ("folder.txt", "link.txt"):
        with pytest.raises(CorpusError, match="cannot be read"):
            load(SourceFile(name, tmp_path / name, 4))


def test_load_of_a_file_that_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is written to while it is read is refused."""
    put(tmp_path, "a.txt")
    module = sys.modules["rag.corpus.walk"]  # as an attribute, the name means the function
    examine = module._refusal

    def grow(state: os.stat_result) -> str | None:
        with (tmp_path / "a.txt").open("ab") as stream:
            stream.write(b" and more")
        refusal: str | None = examine(state)
        return refusal

    monkeypatch.setattr(module, "_refusal", grow)
    with pytest.raises(CorpusError, match="changed while it was read"):
        load(SourceFile("a.txt", tmp_path / "a.txt", 4))
