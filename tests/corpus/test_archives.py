"""rag.corpus.archives: archives are folders, and no archive can do harm."""

from __future__ import annotations

import io
import random
import stat
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from rag.corpus import archives, load, walk
from rag.errors import CorpusError


def make_zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def make_tar(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def read(folder: Path) -> dict[str, bytes]:
    return {file.path: load(file) for file in walk(folder)[0]}


def reasons(folder: Path) -> dict[str, str]:
    return {entry.path: entry.reason for entry in walk(folder)[1]}


FILES = {"a.txt": b"One.", "sub/b.md": b"Two.", "sub/.hidden": b"no", "__MACOSX/c.txt": b"no"}


def test_archives_are_folders(tmp_path: Path) -> None:
    """The files of every kind of archive have the archive as a folder in their paths."""
    make_zip(tmp_path / "w.zip", FILES)
    make_tar(tmp_path / "x.tar.gz", FILES)
    make_tar(tmp_path / "y.TGZ", {f"./{name}": data for name, data in FILES.items()})
    make_tar(tmp_path / "z.tar", FILES, "w")
    expected = {
        f"{archive}/{name}": FILES[name]
        for archive in ("w.zip", "x.tar.gz", "y.TGZ", "z.tar")
        for name in ("a.txt", "sub/b.md")
    }
    assert read(tmp_path) == expected
    assert reasons(tmp_path) == {}


def test_names_that_lead_elsewhere(tmp_path: Path) -> None:
    """A name that would leave the archive is skipped with the reason, and nothing is written."""
    names = ["../out.txt", "/root.txt", "C:/x.txt", "a\\b.txt", "a/../../b.txt"]
    make_tar(tmp_path / "x.tar", dict.fromkeys([*names, "ok.txt"], b"text"), "w")
    assert list(read(tmp_path)) == ["x.tar/ok.txt"]
    assert set(reasons(tmp_path).values()) == {"has a name that leads out of the archive"}
    assert len(reasons(tmp_path)) == len(names)


def test_what_is_no_article(tmp_path: Path) -> None:
    """Links, archives in archives and files without a parser are named, each with its reason."""
    make_zip(tmp_path / "x.zip", {"in.zip": b"PK", "a.exe": b"MZ", "line\nend.txt": b"text"})
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = reasons(tmp_path)
    assert read(tmp_path) == {}
    assert found["x.zip/in.zip"] == "is an archive in an archive: unpack it"
    assert found["x.zip/a.exe"].startswith("ends in .exe: only files")
    assert found["x.zip/line\\nend.txt"] == "has a name that cannot be shown"
    assert found["x.zip/link.txt"] == "is not a regular file"


def test_a_name_twice(tmp_path: Path) -> None:
    """Of two files with one name the first is read, and the second is named."""
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for data in (b"first", b"second one"):
            entry = tarfile.TarInfo("a.txt")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    assert read(tmp_path) == {"x.tar/a.txt": b"first"}
    assert reasons(tmp_path) == {"x.tar/a.txt": "is in the archive twice"}


def test_links_in_tars(tmp_path: Path) -> None:
    """A link in a tar archive is never followed."""
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        entry = tarfile.TarInfo("link.txt")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    assert reasons(tmp_path) == {"x.tar/link.txt": "is not a regular file"}


def test_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bombs, and archives of too many or too large files, are refused before they are unpacked."""
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    monkeypatch.setattr(archives, "MAX_FILE", 1000)
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10_000_000)
    monkeypatch.setattr(archives, "MAX_TAR", 1_000_000)
    make_zip(tmp_path / "bomb.zip", {"a.txt": bytes(20_000_000)})
    make_tar(tmp_path / "bomb.tgz", {"a.txt": bytes(20_000_000)})
    make_zip(tmp_path / "large.zip", {"a.txt": bytes(2000)})
    make_zip(tmp_path / "many.zip", {f"{n}.txt": b"x" for n in range(4)})
    found = reasons(tmp_path)
    assert read(tmp_path) == {}
    assert found["bomb.zip"] == "unpacks to more than 9 MiB: unpack it"
    assert found["bomb.tgz"] == "unpacks to more than 0 MiB: unpack it"
    assert found["large.zip/a.txt"] == "is larger than 0 MiB"
    assert found["many.zip"] == "holds more than 3 files: unpack it"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_without_a_limit(tmp_path: Path, method: int) -> None:
    """The standard library unpacks these at once, whatever size they state: they are not read."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as archive:
        archive.writestr("a.txt", b"text")
    assert reasons(tmp_path) == {"x.zip/a.txt": "is packed in a way that is not read: unpack it"}


def test_a_size_that_is_too_small(tmp_path: Path) -> None:
    """A file that unpacks to more than it states is unpacked no further, and is damaged."""
    make_zip(tmp_path / "x.zip", {"a.txt": bytes(50_000_000)})
    data = (tmp_path / "x.zip").read_bytes()
    size = (50_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    (tmp_path / "x.zip").write_bytes(data.replace(size, (9).to_bytes(4, "little")))
    (file,) = walk(tmp_path)[0]
    tracemalloc.start()
    with pytest.raises(CorpusError, match=r"^is damaged \(BadZipFile\)$"):
        load(file)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["a.zip", "b.tar", "c.tar.gz", "d.tgz"])
@pytest.mark.parametrize(
    "data", [b"", b"words", b"PK\x05\x06" + bytes(18), b"\x1f\x8b\x08" + bytes(9)]
)
def test_damaged_archives(tmp_path: Path, name: str, data: bytes) -> None:
    """Any bytes under the name of an archive give a reason."""
    (tmp_path / name).write_bytes(data)
    ((path, reason),) = reasons(tmp_path).items()
    assert path == name
    assert reason.startswith(("is damaged (no archive", "holds no files"))


def test_a_damaged_file_in_an_archive(tmp_path: Path) -> None:
    """A file that cannot be unpacked costs no other."""
    make_zip(tmp_path / "x.zip", {"a.txt": random.Random(1).randbytes(900), "b.txt": b"second"})
    data = bytearray((tmp_path / "x.zip").read_bytes())
    data[45:60] = bytes(15)
    (tmp_path / "x.zip").write_bytes(data)
    first, second = walk(tmp_path)[0]
    with pytest.raises(CorpusError, match=r"^is damaged \("):
        load(first)
    assert load(second) == b"second"
