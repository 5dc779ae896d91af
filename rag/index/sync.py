"""Bringing an index in step with its folder: the folder is the truth.

Files are compared by content. Only passages that no stored one equals are embedded. Documents are
staged in batches, and one commit at the end makes the new state visible: until then readers see
the old one, and a build that is killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.corpus import PARSER_VERSION, Skipped, SourceFile, load, parse, walk
from rag.errors import CorpusError
from rag.index import derived
from rag.index.embedding import Embedder
from rag.index.staging import Report, Segmenter, Stager
from rag.index.writer import Writer
from rag.types import Document, Place

KEPT = "; what was read of it before is kept"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Paths are relative to the corpus folder.

    `mended` names search indexes that were damaged and made again from the rows. `documents` and
    `passages` are what the index holds afterwards, `embedded` the passages whose
    vectors were computed. `seconds` is the whole time, `encoder_seconds` that of the encoder.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    mended: tuple[str, ...]
    documents: int
    passages: int
    embedded: int
    seconds: float
    encoder_seconds: float

    def __str__(self) -> str:
        counts = [
            f"{len(self.added)} added",
            f"{len(self.changed)} changed",
            f"{len(self.renamed)} renamed",
            f"{len(self.removed)} removed",
            f"{self.unchanged} unchanged",
            f"{len(self.skipped)} skipped",
        ]
        lines = [
            "files: " + ", ".join(counts),
            f"index: {self.documents} articles in {self.passages} passages, "
            f"{self.embedded} embedded in {self.seconds:.1f} s",
        ]
        lines += [f"mended {name}: it was missing or damaged" for name in self.mended]
        lines += [f"skipped {s.path}: {s.reason}" for s in self.skipped]
        return "\n".join(lines)


def sync(
    folder: Path,
    writer: Writer,
    embedder: Embedder,
    segment: Segmenter,
    *,
    replace: bool = False,
    report: Report = lambda progress: None,
) -> BuildReport:
    """Make the index hold what `folder` holds. `writer` is of an index that is locked for writing.

    Raises CorpusError, with nothing changed, if the folder can't be read or holds nothing that can
    be, or if it holds no file that was indexed before: then it is another folder, and only
    `replace` lets it take the place of the old one.
    """
    started = time.perf_counter()
    files, skipped = walk(folder)
    before = writer.known_files() if writer.same_reading(PARSER_VERSION) else {}
    _refuse_other_folder(folder, files, writer, replace)
    reading = _Reading(writer, before, skipped)
    changed = [file for file in files if not reading.keep(file)]
    stager = Stager(writer, embedder, segment, sum(f.size for f in changed), report)
    for file in changed:
        stager.add(file.size, reading.read(file))
    stager.flush()
    if not reading.places:
        raise CorpusError(_nothing_readable(folder, reading.skipped), folder)
    changes = compare_files(
        writer.known_files(), {path: sha256 for path, _, sha256 in reading.files}
    )
    moved = writer.corpus() != str(folder.resolve())
    mended = derived.damaged(writer.meta(), writer.folder) if before else []
    noticed = set(reading.skipped) != set(writer.skipped())
    if changes.any or moved or mended or noticed or not before:
        _publish(writer, reading, folder)
    documents, passages = writer.counts()
    return BuildReport(
        added=changes.added,
        changed=changes.changed,
        renamed=changes.renamed,
        removed=changes.removed,
        unchanged=len(files) - len(changed),
        skipped=tuple(reading.skipped),
        mended=tuple(path.name for path in mended),
        documents=documents,
        passages=passages,
        embedded=stager.embedded,
        seconds=time.perf_counter() - started,
        encoder_seconds=stager.seconds,
    )


class _Reading:
    """What the files hold: of unchanged ones from the index, of the others from the disk."""

    def __init__(self, writer: Writer, before: dict[str, str], skipped: list[Skipped]) -> None:
        self._before = before
        self._places = writer.places() if before else {}
        self._skipped: dict[str, list[Skipped]] = {}
        for known in writer.skipped() if before else ():
            self._skipped.setdefault(known.path, []).append(known)
        self.files: list[tuple[str, int, str]] = []  # path, size, SHA-256
        self.places: list[tuple[str, Place]] = []  # doc_id, place
        self.skipped = list(skipped)

    def keep(self, file: SourceFile) -> bool:
        """Take over what the index has of a file, if its bytes are the same."""
        if file.path not in self._before:
            return False
        try:
            sha256 = hashlib.sha256(load(file)).hexdigest()
        except CorpusError:
            return False  # `read` meets the same error, and reports it
        if sha256 != self._before[file.path]:
            return False
        self.files.append((file.path, file.size, sha256))
        self.places += self._places.get(file.path, [])
        self.skipped += [s for s in self._skipped.get(file.path, []) if not s.reason.endswith(KEPT)]
        return True

    def read(self, file: SourceFile) -> tuple[Document, ...]:
        """Read a file's documents; what can't be read is noted with its reason.

        A file that is there and can't be read at the moment was not deleted: what the index has of
        it stays.
        """
        try:
            data = load(file)
        except CorpusError as error:
            kept = file.path in self._before and os.path.lexists(file.absolute)
            self.skipped.append(Skipped(file.path, f"{error}{KEPT}" if kept else str(error)))
            if kept:
                self.files.append((file.path, file.size, self._before[file.path]))
                self.places += self._places.get(file.path, [])
            return ()
        reading = parse(file.path, data)
        self.files.append((file.path, len(data), hashlib.sha256(data).hexdigest()))
        self.places += [(d.doc_id, place) for d in reading.documents for place in d.places]
        self.skipped += reading.skipped
        return reading.documents


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the files since the last build. Paths are relative to the corpus folder."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]

    @property
    def any(self) -> bool:
        """True if anything did."""
        return bool(self.added or self.changed or self.renamed or self.removed)


def compare_files(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """Compare files, given as SHA-256 by path, with those of the last build."""
    gone = {before[path]: path for path in before if path not in after}
    renamed = []
    for new in after:
        if new not in before and after[new] in gone:
            renamed.append((gone.pop(after[new]), new))
    new_names = {new for _, new in renamed}
    old_names = {old for old, _ in renamed}
    added = [path for path in after if path not in before and path not in new_names]
    removed = [path for path in before if path not in after and path not in old_names]
    changed = [path for path in after if path in before and before[path] != after[path]]
    return Changes(tuple(added), tuple(changed), tuple(renamed), tuple(removed))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do, and what it could not read."""

    changes: Changes
    unchanged: int
    skipped: tuple[Skipped, ...]

    def __str__(self) -> str:
        lines = [f"would add {path}" for path in self.changes.added]
        lines += [f"would read {path} again" for path in self.changes.changed]
        lines += [f"would rename {old} to {new}" for old, new in self.changes.renamed]
        lines += [f"would remove {path}" for path in self.changes.removed]
        lines += [f"would skip {s.path}: {s.reason}" for s in self.skipped]
        return "\n".join([*lines, f"{self.unchanged} files are unchanged; nothing was written"])


def plan(folder: Path, before: Mapping[str, str]) -> Plan:
    """Say what a build of `folder` would do; `before` are the files of the last one, with SHA-256.

    Files are read, not parsed: what a build will skip for its content is not known yet. Raises
    CorpusError if the folder can't be read.
    """
    files, skipped = walk(folder)
    after: dict[str, str] = {}
    for file in files:
        try:
            after[file.path] = hashlib.sha256(load(file)).hexdigest()
        except CorpusError as error:
            skipped.append(Skipped(file.path, str(error)))
    changes = compare_files(before, after)
    unchanged = sum(before.get(path) == sha256 for path, sha256 in after.items())
    return Plan(changes, unchanged, tuple(skipped))


def _publish(writer: Writer, reading: _Reading, folder: Path) -> None:
    """Make the new state visible, with derived indexes of its own."""
    generation = writer.generation() + 1
    dimension = writer.recipe.embedder.dimension
    writer.publish(
        files=reading.files,
        places=reading.places,
        skipped=reading.skipped,
        meta={
            "generation": str(generation),
            "corpus": str(folder.resolve()),
            "reader": str(PARSER_VERSION),
        },
        derive=lambda rows: derived.write(rows, dimension, writer.folder, generation),
    )
    derived.remove_others(writer.folder, generation)


def _refuse_other_folder(
    folder: Path, files: list[SourceFile], writer: Writer, replace: bool
) -> None:
    before = writer.known_files()
    if before and not replace and not any(file.path in before for file in files):
        raise CorpusError(
            f"{folder} holds none of the {len(before)} files in the index {writer.folder}: give "
            "another --index, or --replace to index this folder instead",
            folder,
        )


def _nothing_readable(folder: Path, skipped: list[Skipped]) -> str:
    why = f" (skipped {s.path}: {s.reason})" if (s := next(iter(skipped), None)) else ""
    return (
        f"{folder} holds no article that can be read{why}: put .txt, .md, .html, .pdf, .docx or "
        ".jsonl files there; the index was not changed"
    )
