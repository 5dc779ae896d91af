"""Strategies for malformed archives, and what must hold of each."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from rag.corpus import load, walk
from rag.corpus.archives import MAX_FILE
from rag.corpus.parsers import ARCHIVES
from rag.errors import CorpusError
from tests.faults.inputs import check_file, parsed_files, plain_files
from tests.faults.odd_records import record_files

NAMES = (
    "a", "sub/b", "./c", "../d", "/e", "a/../f", "g\\h", "c:/i", "a//j", "\0k", "é漢", "\u202el",
    ".hidden", "__MACOSX/m", "n" * 300, "a" * 99 + "/o", "", " ", "in.zip", "p.exe",
)  # fmt: skip
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TAR_MODES = ("w", "w:gz", "w:bz2", "w:xz")
TAR_FORMATS = (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
TAR_TYPES = (
    tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE,
    tarfile.CHRTYPE, tarfile.GNUTYPE_SPARSE, tarfile.CONTTYPE, b"\xff",
)  # fmt: skip

Member = tuple[str, bytes, bytes]  # name, contents, type in a tar


def _zip(members: dict[str, Member], method: int, comment: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, (_, data, kind) in members.items():
            entry = zipfile.ZipInfo(name or "x")
            entry.external_attr = (0 if kind == tarfile.REGTYPE else stat.S_IFLNK) << 16
            archive.writestr(entry, data, method)
        archive.comment = comment
    return stream.getvalue()


def _tar(members: dict[str, Member], mode: str, kind: int) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode, format=kind) as archive:  # type: ignore[call-overload]
        for name, data, member_type in members.values():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.size = member_type, "a.txt", len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def _damaged(data: bytes, damages: list[Callable[[bytes], bytes]]) -> bytes:
    for damage in damages:
        data = damage(data)
    return data


def _overwrite(at: int, noise: bytes, from_end: bool) -> Callable[[bytes], bytes]:
    """Return what overwrites bytes; those near the end are the directory of a ZIP archive."""

    def damage(data: bytes) -> bytes:
        place = at % (len(data) + 1)
        place = len(data) - place if from_end else place
        return data[:place] + noise + data[place + len(noise) :]

    return damage


def _cut(start: int, length: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: start % (len(data) + 1)] + data[start % (len(data) + 1) + length :]


_noise = st.one_of(
    st.binary(min_size=1, max_size=8), st.sampled_from([b"\xff" * 4, b"\xff" * 8, b"\0" * 4])
)
_damages = st.lists(
    st.one_of(
        st.builds(_overwrite, st.integers(0, 4_000), _noise, st.booleans()),
        st.builds(_overwrite, st.integers(0, 120), _noise, st.booleans()),
        st.builds(_cut, st.integers(0, 4_000), st.integers(1, 600)),
    ),
    max_size=4,
)
_kinds = st.sampled_from([tarfile.REGTYPE] * 20 + [*TAR_TYPES])
_names = st.sampled_from([*"abcdefghijklmnopqrst", *NAMES])
_noise_after = st.tuples(
    st.sampled_from([b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06"]), st.binary(max_size=600)
).map(b"".join)


@st.composite
def _archives(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw an archive. A function, since the representation of a strategy of files is too long."""
    kind = draw(st.sampled_from(["zip", "zip", "tar", "tar", "noise"]))
    if kind == "noise":
        return draw(st.sampled_from(ARCHIVES)), draw(_noise_after)
    members: dict[str, Member] = {}
    for _ in range(draw(st.integers(1, 4))):
        ending, data = draw(draw(st.sampled_from([plain_files, parsed_files, record_files])))
        name = draw(_names) + ending.rpartition("/")[2]
        members[name.replace("\0", "")] = name, data, draw(_kinds)
    damages = draw(st.one_of(st.just([]), _damages))
    if kind == "zip":
        data = _zip(members, draw(st.sampled_from(METHODS)), draw(st.binary(max_size=4)))
        return draw(_ending(".zip")), _damaged(data, damages)
    mode, form = draw(st.sampled_from(TAR_MODES)), draw(st.sampled_from(TAR_FORMATS))
    return draw(_ending(".tar.gz")), _damaged(_tar(members, mode, form), damages)


def _ending(own: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*[own] * 12, *ARCHIVES])


archive_files = _archives()
"""(ending, bytes) of archives with odd members, damaged or not, and of bytes that are none."""


def check_archive(folder: Path, file: tuple[str, bytes]) -> int:
    """Read an archive in a folder, and each file in it; return the number of articles.

    Each file is read within its limits or named with a reason of one line. Nothing is written.
    """
    ending, data = file
    archive = folder / f"a{ending}"
    archive.write_bytes(data)
    try:
        found, skipped = walk(folder)
        articles = 0
        for entry in skipped:
            assert entry.reason and "\n" not in entry.reason and entry.path.startswith("a.")
        for member in found:
            assert ".." not in member.path.split("/")
            try:
                contents = load(member)
            except CorpusError as fault:
                assert "\n" not in str(fault)
                continue
            assert len(contents) == member.size <= MAX_FILE
            articles += check_file((f"/{member.path}", contents))
        assert list(folder.iterdir()) == [archive]
    finally:
        archive.unlink()
    return articles
