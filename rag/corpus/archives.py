"""Reads ZIP and tar archives as folders: each file in one is a file of the corpus.

An archive is not trusted. Nothing is unpacked to the disk, so no name can lead out of the folder;
the number of files, their sizes and the depth (an archive in an archive is not opened) are limited.
"""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from rag.corpus.files import Skipped, SourceFile, Unreadable
from rag.corpus.names import is_leftover, is_printable, shown
from rag.corpus.parsers import ARCHIVES, ENDINGS, ending, unsupported_reason

MAX_FILES = 10_000
"""The most files that an archive may hold."""

MAX_FILE = 128 * 1024**2
"""The largest file in an archive that is read, in bytes."""

MAX_UNPACKED = 1024**3
"""The most bytes that the files of a ZIP archive may unpack to."""

MAX_TAR = 256 * 1024**2
"""The most bytes that a tar archive may have, decompressed: it is kept in memory."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in ZIP archives are packed that are read: others unpack without a limit."""


class _Member(NamedTuple):
    """A file in an archive; `reason` says why it is not read."""

    name: str
    size: int
    reason: str | None


class _Archive(Protocol):
    def members(self) -> Iterator[_Member]: ...

    def read(self, name: str) -> bytes: ...


def members(archive: Path, path: str) -> list[SourceFile | Skipped]:
    """Return the files in an archive, and those left out with their reasons.

    `path` is that of the archive below the corpus folder, and a folder in theirs.
    """
    try:
        return _members(archive, path) or [Skipped(path, "holds no files")]
    except Unreadable as fault:
        return [Skipped(path, str(fault))]
    except Exception as fault:  # the standard library raises any for damaged archives
        return [Skipped(path, f"is damaged (no archive: {type(fault).__name__})")]


def load_member(file: SourceFile) -> bytes:
    """Return the bytes of a file in an archive. Raises Unreadable if that is not possible."""
    try:
        data = _opened(file.absolute, *_version(file.absolute)).read(file.member or "")
    except Exception as fault:
        raise Unreadable(f"is damaged ({type(fault).__name__})") from fault
    if len(data) != file.size:
        raise Unreadable("changed while it was read: build again")
    return data


def _members(archive: Path, path: str) -> list[SourceFile | Skipped]:
    found: list[SourceFile | Skipped] = []
    names = set[str]()
    total = 0
    for count, member in enumerate(_opened(archive, *_version(archive)).members()):
        total += member.size
        if count >= MAX_FILES:
            raise Unreadable(f"holds more than {MAX_FILES:,} files: unpack it")
        if total > MAX_UNPACKED:
            raise Unreadable(f"unpacks to more than {MAX_UNPACKED // 1024**2} MiB: unpack it")
        parts = PurePosixPath(member.name).parts
        if any(map(is_leftover, (part for part in parts if part not in (".", "..")))):
            continue
        inner = f"{path}/{shown(member.name)}"
        reason = member.reason or _refusal(member)
        if inner in names:
            reason = "is in the archive twice"
        names.add(inner)
        if reason:
            found.append(Skipped(inner, reason))
        else:
            found.append(SourceFile(inner, archive, member.size, member.name))
    return found


def _refusal(member: _Member) -> str | None:
    """Return the reason for not reading a file of this name or size, or None."""
    parts = member.name.split("/")
    if not is_printable(member.name):
        return "has a name that cannot be shown"
    if ".." in parts or "" in parts or "\\" in member.name or ":" in parts[0]:
        return "has a name that leads out of the archive"
    if ending(member.name) in ARCHIVES:
        return "is an archive in an archive: unpack it"
    if ending(member.name) not in ENDINGS:
        return unsupported_reason(member.name)
    if member.size > MAX_FILE:
        return f"is larger than {MAX_FILE // 1024**2} MiB"
    return None


def _version(archive: Path) -> tuple[int, int]:
    state = archive.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=1)
def _opened(archive: Path, modified: int, size: int) -> _Archive:
    """Return an open archive. The last one stays open, as its files are read one after another."""
    return _Zip(archive) if ending(archive.name) == ".zip" else _Tar(archive)


class _Zip:
    def __init__(self, archive: Path) -> None:
        self._file = zipfile.ZipFile(archive)

    def members(self) -> Iterator[_Member]:
        for entry in self._file.infolist():
            if not entry.is_dir():
                mode = stat.S_IFMT(entry.external_attr >> 16)
                known = entry.compress_type in _METHODS
                reason = None if known else "is packed in a way that is not read: unpack it"
                if entry.flag_bits & 1:
                    reason = "is encrypted"
                if mode not in (0, stat.S_IFREG):
                    reason = "is not a regular file"
                yield _Member(entry.filename, entry.file_size, reason)

    def read(self, name: str) -> bytes:
        entry = self._entries[name]
        with self._file.open(entry) as stream:
            return stream.read(entry.file_size)  # without a size, it unpacks all before it cuts

    @cached_property
    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        return {entry.filename: entry for entry in reversed(self._file.infolist())}


class _Tar:
    def __init__(self, archive: Path) -> None:
        with open(archive, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with open(archive, "rb") as raw, gzip.open(raw) if packed else nullcontext(raw) as stream:
            data = stream.read(MAX_TAR + 1)
        if len(data) > MAX_TAR:
            raise Unreadable(f"unpacks to more than {MAX_TAR // 1024**2} MiB: unpack it")
        self._file = tarfile.TarFile(fileobj=io.BytesIO(data))

    def members(self) -> Iterator[_Member]:
        for entry in self._file:
            if not entry.isdir():
                name = entry.name.removeprefix("./")
                yield _Member(name, entry.size, None if entry.isreg() else "is not a regular file")

    def read(self, name: str) -> bytes:
        stream = self._file.extractfile(self._entries[name])
        return stream.read(MAX_FILE) if stream else b""

    @cached_property
    def _entries(self) -> dict[str, tarfile.TarInfo]:
        entries = reversed([entry for entry in self._file if entry.isreg()])
        return {entry.name.removeprefix("./"): entry for entry in entries}
