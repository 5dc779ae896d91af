"""Synchronizes an index with its corpus folder.

Files are compared by content. Only passages that differ from every stored one are embedded.
Documents are staged in batches, and one commit at the end makes the new state visible: until then
the old one is visible, and the next build continues where a killed one stopped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.corpus import PARSER_VERSION, Skipped, SourceFile, load, walk
from rag.corpus.corrections import Corrections, file_digest, read_corrections
from rag.corpus.parsers import ARCHIVES, ENDINGS
from rag.errors import CorpusError
from rag.index import derived
from rag.index.database import CORRECTED_KEY
from rag.index.embedding import Embedder
from rag.index.incoming import FileContents, FilePart, Reads, Unread
from rag.index.staging import Progress, Report, Stager
from rag.index.versions import find_versions
from rag.index.writer import PARSER_VERSION_KEY, Writer
from rag.types import Place

VERSION = "a longer article of the same address has all of its text"

KEPT = "; what was read of it before is kept"  # stored with the reason, so it must not change


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build. Paths are relative to the corpus folder.

    `mended` names the damaged search indexes that were rebuilt from the rows. `documents` and
    `passages` are the numbers in the index after the build, `embedded` is the number of passages
    whose vectors were computed. `seconds` is the total time, `encoder_seconds` that of the encoder.
    `dropped_calibration` is the number of questions of a calibration that no longer held.
    `doubtful` are all files whose articles may be wrong, each with the reason. `notes` are new and
    changed files, each with a phrase on how it was read. `corrected` is the number of articles with
    metadata corrected by hand, and `faults` has a line for each row of these corrections that
    cannot be used. `versions` are the files of articles that are left out, since a longer one of
    the same address has all of their text.
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
    dropped_calibration: int = 0
    doubtful: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    corrected: int = 0
    faults: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()

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
            f"articles: {self.documents} in {self.passages} passages, "
            f"{self.embedded} embedded in {self.seconds:.1f} s",
            "files: " + ", ".join(counts),
        ]
        lines += [f"mended {name}: it was missing or damaged" for name in self.mended]
        if self.dropped_calibration:
            lines.append(
                f"dropped the calibration by {self.dropped_calibration} questions: it was made "
                "with another model or other weights; run 'rag calibrate' again"
            )
        if self.corrected:
            lines.append(f"corrected by hand: {count_articles(self.corrected)}")
        lines += self.faults
        lines += _grouped("left out", [(path, VERSION) for path in self.versions])
        lines += _grouped("doubtful", self.doubtful)
        lines += _grouped("note", self.notes)
        lines += [f"skipped {s.path}: {s.reason}" for s in self.skipped]
        return "\n".join(lines)


def count_articles(number: int) -> str:
    """Return a number of articles in words: "1 article"."""
    return f"{number} {'article' if number == 1 else 'articles'}"


def _grouped(kind: str, notes: Sequence[tuple[str, str]]) -> list[str]:
    """Return a line for each phrase, with the first of the files that it holds for."""
    paths: dict[str, list[str]] = {}
    for path, note in notes:
        paths.setdefault(note, []).append(path)
    others = {note: f" and {len(of) - 1} more" if len(of) > 1 else "" for note, of in paths.items()}
    return [f"{kind} {of[0]}{others[note]}: {note}" for note, of in paths.items()]


def sync(
    folder: Path,
    writer: Writer,
    embedder: Embedder,
    reads: Reads,
    *,
    replace: bool = False,
    report: Report = lambda progress: None,
) -> BuildReport:
    """Update the index to the contents of `folder`. The index of `writer` must be locked.

    `reads` reads the new and changed files. Vectors that it does not compute are computed by
    `embedder`, unless the index has them.

    Raises CorpusError, with nothing changed, if the folder cannot be read, has no readable article,
    or has none of the files indexed before: another folder, which only `replace` allows.
    """
    started = time.perf_counter()
    report(Progress(stage="reading"))
    files, skipped = walk(folder)
    corrections = read_corrections(folder)
    before = writer.known_files() if writer.is_up_to_date(PARSER_VERSION) else {}
    _refuse_other_folder(folder, files, writer, replace)
    state = _CorpusState(writer, before, skipped)
    changed = [file for file in files if not state.keep_unchanged(file)]
    stager = Stager(writer, embedder, sum(f.size for f in changed), report)
    _stage(reads(changed, writer), stager, state)
    if not state.places:
        raise CorpusError(_nothing_readable(folder, state.skipped), folder)
    changes = compare_files(writer.known_files(), {path: sha256 for path, _, sha256 in state.files})
    versions = find_versions(writer, state.places)
    moved = writer.corpus() != str(folder.resolve())
    mended = derived.damaged(writer.meta(), writer.folder) if before else []
    skips_changed = set(state.skipped) != set(writer.skipped())
    if changes.any or moved or mended or skips_changed or not before:
        report(Progress(stage="writing"))
        _publish(writer, state, versions, folder, corrections)
    documents, passages = writer.counts()
    places = [place for _, place in state.places]
    return BuildReport(
        added=changes.added,
        changed=changes.changed,
        renamed=changes.renamed,
        removed=changes.removed,
        unchanged=len(files) - len(changed),
        skipped=tuple(state.skipped),
        mended=tuple(path.name for path in mended),
        documents=documents,
        passages=passages,
        embedded=stager.embedded,
        seconds=time.perf_counter() - started,
        encoder_seconds=stager.seconds,
        doubtful=tuple(dict.fromkeys((p.path, p.doubt) for p in places if p.doubt)),
        notes=tuple(state.notes),
        corrected=corrections.corrected(places),
        versions=tuple(place.path for doc_id, place in state.places if doc_id in versions),
        faults=(*corrections.faults, *corrections.unmatched(places)),
    )


def _stage(parts: Iterable[FilePart], stager: Stager, state: _CorpusState) -> None:
    for part in parts:
        if part.outcome is not None:
            state.add(part.file, part.outcome)
        stager.add(part)
    stager.flush()


class _CorpusState:
    """The files, places and skipped files of the new state.

    Those of unchanged files come from the index, those of the others from the disk.
    """

    def __init__(self, writer: Writer, before: dict[str, str], skipped: list[Skipped]) -> None:
        self._before = before
        self._places = writer.places() if before else {}
        self._skipped: dict[str, list[Skipped]] = {}
        for known in writer.skipped() if before else ():
            self._skipped.setdefault(known.path, []).append(known)
        self.files: list[tuple[str, int, str]] = []  # path, size, SHA-256
        self.places: list[tuple[str, Place]] = []  # doc_id, place
        self.skipped = list(skipped)
        self.notes: list[tuple[str, str]] = []  # path, note

    def keep_unchanged(self, file: SourceFile) -> bool:
        """Reuse the places of a file from the index, and return True, if it is unchanged.

        Its corrections are part of it.
        """
        if file.path not in self._before:
            return False
        try:
            sha256 = file_digest(file, load(file))
        except CorpusError:
            return False  # reading it meets the same error, and reports it
        if sha256 != self._before[file.path]:
            return False
        self.files.append((file.path, file.size, sha256))
        self.places += self._places.get(file.path, [])
        self.skipped += [s for s in self._skipped.get(file.path, []) if not s.reason.endswith(KEPT)]
        return True

    def add(self, file: SourceFile, outcome: FileContents | Unread) -> None:
        """Add a new or changed file; what cannot be read is added to `skipped` with its reason.

        If a file exists but cannot be read at the moment, its documents in the index are kept.
        """
        if isinstance(outcome, FileContents):
            self.files.append((file.path, outcome.size, outcome.sha256))
            self.places += outcome.places
            self.skipped += outcome.skipped
            self.notes += [(file.path, note) for note in outcome.notes]
            return
        kept = file.path in self._before and os.path.lexists(file.absolute)
        self.skipped.append(
            Skipped(file.path, f"{outcome.reason}{KEPT}" if kept else outcome.reason)
        )
        if kept:
            self.files.append((file.path, file.size, self._before[file.path]))
            self.places += self._places.get(file.path, [])


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of files since the last build. Paths are relative to the corpus folder."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether any file changed."""
        return bool(self.added or self.changed or self.renamed or self.removed)


def compare_files(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """Return the changes from the files of the last build, both given as SHA-256 by path."""
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
    """The changes that a build would make, and the files that it could not read."""

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
    """Return what a build of `folder` would do; `before` is the SHA-256 of each indexed file.

    Files are read but not parsed: those that a build will skip for their content are not known yet.
    Raises CorpusError if the folder cannot be read.
    """
    files, skipped = walk(folder)
    after: dict[str, str] = {}
    for file in files:
        try:
            after[file.path] = file_digest(file, load(file))
        except CorpusError as error:
            skipped.append(Skipped(file.path, str(error)))
    changes = compare_files(before, after)
    unchanged = sum(before.get(path) == sha256 for path, sha256 in after.items())
    return Plan(changes, unchanged, tuple(skipped))


def _publish(
    writer: Writer,
    state: _CorpusState,
    versions: Mapping[str, str],
    folder: Path,
    corrections: Corrections,
) -> None:
    """Make the new state visible, together with its derived indexes."""
    generation = writer.generation() + 1
    dimension = writer.recipe.embedder.dimension
    writer.publish(
        files=state.files,
        places=state.places,
        skipped=state.skipped,
        versions=versions,
        meta={
            "generation": str(generation),
            "corpus": str(folder.resolve()),
            PARSER_VERSION_KEY: str(PARSER_VERSION),
            CORRECTED_KEY: str(corrections.corrected(place for _, place in state.places)),
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
    reason = f" (skipped {skipped[0].path}: {skipped[0].reason})" if skipped else ""
    return (
        f"{folder} holds no article that can be read{reason}: put files of these formats there: "
        f"{' '.join((*ENDINGS, *ARCHIVES))}; the index was not changed"
    )
