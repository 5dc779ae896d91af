"""Finds the files of a corpus folder and reads their bytes.

The folder is not trusted: links may lead out of it or in circles, reading a pipe would block for
ever, and a name may hold any character. An archive is a folder. Every file left out is reported
with its reason, except hidden files and editors' leftovers, which nobody means by "the articles in
this folder".
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.corpus.archives import load_member, members
from rag.corpus.corrections import read_corrections
from rag.corpus.files import Skipped, SourceFile, Unreadable
from rag.corpus.names import is_leftover, is_printable, shown
from rag.corpus.parsers import ARCHIVES, ENDINGS, ending, unsupported_reason
from rag.errors import CorpusError

MAX_FILE_BYTES = 512 * 1024**2
"""The largest file that is read: a larger one is no article and could exhaust memory."""

# Not every system has these flags; without them the check after opening is enough.
_SAFE_OPEN = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def walk(folder: Path) -> tuple[list[SourceFile], list[Skipped]]:
    """Return the files to read, and those left out with their reasons, both sorted by path.

    Raises CorpusError if the folder is missing, cannot be listed, or is not a folder, or if the
    corrections beside it cannot be read.
    """
    root = _root(folder)
    found = list(_explore(root))
    by_path = read_corrections(root).by_path
    files = [
        replace(entry, corrections=by_path.get(entry.path, ()))
        for entry in found
        if isinstance(entry, SourceFile)
    ]
    skipped = [entry for entry in found if isinstance(entry, Skipped)]
    return sorted(files, key=lambda f: f.path), sorted(skipped, key=lambda s: s.path)


def load(file: SourceFile) -> bytes:
    """Return the bytes of a file that `walk` found.

    Raises CorpusError if the file is gone, has become too large or no regular file, or changes
    while it is read; the message is the reason, to be shown after the path.
    """
    if file.member is not None:
        try:
            return load_member(file)
        except Unreadable as fault:
            raise CorpusError(str(fault), file.path) from fault
    try:
        descriptor = os.open(file.absolute, os.O_RDONLY | _SAFE_OPEN)
        with open(descriptor, "rb") as stream:
            state = os.fstat(descriptor)
            reason = _refusal(state)
            data = b"" if reason else stream.read(state.st_size + 1)
    except OSError as fault:
        raise CorpusError(f"cannot be read: {fault.strerror}", file.path) from fault
    if not reason and len(data) != state.st_size:
        reason = "changed while it was read: build again"
    if reason:
        raise CorpusError(reason, file.path)
    return data


def _root(folder: Path) -> Path:
    if not os.path.exists(folder):  # unlike Path.exists, never raises PermissionError
        raise CorpusError(f"there is no folder {folder}: name the folder of your articles", folder)
    if not os.path.isdir(folder):
        raise CorpusError(f"{folder} is a file: name the folder that holds it", folder)
    root = Path(os.path.realpath(folder))
    try:
        os.scandir(root).close()
    except OSError as fault:
        message = f"the folder {folder} cannot be opened ({fault.strerror}): check who may read it"
        raise CorpusError(message, folder) from fault
    return root


def _explore(root: Path) -> Iterator[SourceFile | Skipped]:
    """Yield all entries below the root; iterative, so that the depth of folders is not limited."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                found = [
                    (entry.name, entry.is_dir(follow_symlinks=False))
                    for entry in entries
                    if not is_leftover(entry.name)
                ]
        except OSError as fault:
            yield Skipped(_relative(root, folder), f"cannot be opened: {fault.strerror}")
            continue
        for name, is_folder in found:
            if is_folder and is_printable(name):
                waiting.append(folder / name)
            else:
                yield from _contents(_examine(root, folder / name))


def _contents(entry: SourceFile | Skipped) -> list[SourceFile | Skipped]:
    """Return the files in an archive; any other entry alone."""
    if isinstance(entry, SourceFile) and ending(entry.path) in ARCHIVES:
        return members(entry.absolute, entry.path)
    return [entry]


def _examine(root: Path, place: Path) -> SourceFile | Skipped:
    path = _relative(root, place)
    if not is_printable(place.name):
        return Skipped(path, "has a name that cannot be shown: rename it")
    try:
        target = Path(os.path.realpath(place, strict=True)) if place.is_symlink() else place
        state = target.stat()
    except OSError as fault:
        return Skipped(path, f"cannot be read: {fault.strerror}")
    if not target.is_relative_to(root):
        return Skipped(path, "is a link that leads out of the folder")
    if target != place and stat.S_ISDIR(state.st_mode):
        return Skipped(path, "is a link to a folder, and such links are not followed")
    known = ending(path) in (*ENDINGS, *ARCHIVES)
    reason = _refusal(state) or (None if known else unsupported_reason(path))
    return Skipped(path, reason) if reason else SourceFile(path, target, state.st_size)


def _refusal(state: os.stat_result) -> str | None:
    """Return the reason for not reading a file of this type or size, or None."""
    if not stat.S_ISREG(state.st_mode):
        return "is not a regular file"
    if state.st_size > MAX_FILE_BYTES:
        return f"is larger than {MAX_FILE_BYTES // 1024**2} MiB"
    return None


def _relative(root: Path, place: Path) -> str:
    """Return the path below the root; unprintable characters and invalid UTF-8 are escaped."""
    relative = place.relative_to(root).as_posix()
    if is_printable(relative):
        return relative
    return shown(os.fsencode(relative).decode("utf-8", "backslashreplace"))
