"""Metadata that users correct by hand, in a table beside the folder of articles.

    news/                     the folder
    news.corrections.csv      path,record,title,author,source,published,url

A row names an article, by the path of its file and the number of its record, and the values that
replace what the file states: an empty cell changes nothing, "-" removes a value. The table stands
beside the folder, so that it is not taken for articles, and the folder is never written to.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.corpus.decode import decode
from rag.corpus.file_names import from_name_alone, taken_from_name
from rag.corpus.files import Correction, Facts, ParsedFile, SourceFile, Unreadable, document
from rag.corpus.metadata import facts
from rag.corpus.names import shown
from rag.errors import CorpusError
from rag.types import Document, Place

ENDING = ".corrections.csv"
FIELDS = ("title", "author", "source", "published", "url")
COLUMNS = ("path", "record", *FIELDS)
REMOVED = "-"  # a cell that removes the value

_DELIMITERS = ",;\t"
_LONGEST_SHOWN = 60  # characters of a faulty value
_WRONG = {
    "published": "is no whole date: write it as 2025-04-05",
    "url": "is no address of a web page: it begins with https://",
}
_TOO_LONG = "is too long, or cannot be shown"


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a table by path, and one line for each row that cannot be used."""

    file: Path
    by_path: Mapping[str, tuple[Correction, ...]]
    faults: tuple[str, ...] = ()

    def unmatched(self, places: Iterable[Place]) -> list[str]:
        """Return one line for each row that names none of these places."""
        records: dict[str, set[int | None]] = {}
        for place in places:
            records.setdefault(place.path, set()).add(place.record)
        unmatched = sorted(
            (one.row, _unmatched(path, one.record, records.get(path, set())))
            for path, several in self.by_path.items()
            for one in several
            if one.record not in records.get(path, set())
        )
        return [self._line(*line) for line in unmatched]

    def corrected(self, places: Iterable[Place]) -> int:
        """Return how many of these places are corrected."""
        named = {(path, one.record) for path, several in self.by_path.items() for one in several}
        return sum((place.path, place.record) in named for place in places)

    def _line(self, row: int, fault: str) -> str:
        return f"{self.file.name}, row {row}: {fault}"


def corrections_file(folder: Path) -> Path:
    """Return the place of the table for a folder of articles: "news.corrections.csv" beside it."""
    root = Path(os.path.realpath(folder))
    return root.with_name(f"{root.name}{ENDING}") if root.name else root / ENDING


def read_corrections(folder: Path) -> Corrections:
    """Return the corrections beside a folder; none where there is no table.

    Raises CorpusError for a table that cannot be read as a whole: without it, all that it corrects
    would be undone.
    """
    file = corrections_file(folder)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return Corrections(file, {})
    except OSError as error:
        raise CorpusError(f"cannot read the corrections {file} ({error.strerror})", file) from error
    try:
        return _read(file, decode(data).text)
    except Unreadable as error:
        raise CorpusError(f"the corrections {file}: the file {error}", file) from error


def file_digest(file: SourceFile, data: bytes) -> str:
    """Return the SHA-256 of a file's bytes and, if there are any, of its corrections."""
    digest = hashlib.sha256(data)
    for one in file.corrections:
        digest.update(repr((one.record, one.values, one.removed)).encode())
    return digest.hexdigest()


def with_corrections(parsed: ParsedFile, corrections: Sequence[Correction]) -> ParsedFile:
    """Return the articles of a file with their corrections."""
    by_record = {one.record: one for one in corrections}
    return replace(
        parsed,
        documents=tuple(
            _corrected(article, by_record.get(article.places[0].record))
            for article in parsed.documents
        ),
    )


def _corrected(article: Document, correction: Correction | None) -> Document:
    if correction is None:
        return article
    values = {name: getattr(correction.values, name) for name in FIELDS}
    changed = {name for name in FIELDS if values[name] or name in correction.removed}
    stated = {name: getattr(article, name) for name in FIELDS if name not in changed}
    place = article.places[0]
    doubt = _without_reasons(place.doubt, changed)
    fields = tuple((field, own) for field, own in place.fields if field not in changed)
    corrected = replace(place, doubt=doubt, fields=fields)
    return document(article.text, corrected, Facts(**{**values, **stated}))


def _without_reasons(doubt: str | None, changed: set[str]) -> str | None:
    """Remove the doubt about a date or an outlet of the file's name that was corrected."""
    reasons = []
    for reason in (doubt or "").split("; "):
        taken = taken_from_name(reason)
        left = [name for name in taken if name not in changed]
        reasons.append(from_name_alone(left) if taken else reason)
    return "; ".join(filter(None, reasons)) or None


def _read(file: Path, text: str) -> Corrections:
    header, rows = _table(file, text)
    by_path: dict[str, list[Correction]] = {}
    found = Corrections(file, {})
    faults: list[str] = []
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        faults.append(found._line(1, f"ignored the columns {', '.join(map(_quoted, unknown))}"))
    first_rows: dict[tuple[str, int | None], int] = {}
    for number, row in rows:
        try:
            path, correction = _correction(header, row, number)
            first = first_rows.setdefault((path, correction.record), number)
            if first != number:
                raise Unreadable(f"corrects the same article as row {first}, which holds")
            by_path.setdefault(path, []).append(correction)
        except Unreadable as fault:
            faults.append(found._line(number, str(fault)))
    return Corrections(file, {p: tuple(several) for p, several in by_path.items()}, tuple(faults))


def _table(file: Path, text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the header and the filled rows with their numbers, as spreadsheets count them."""
    heads = []
    for delimiter in _DELIMITERS:
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
                rows.append([cell.strip() for cell in row])
        except csv.Error as error:
            if "path" not in (rows[0] if rows else []):
                continue
            raise CorpusError(
                f"the corrections {file}, row {len(rows) + 1}: a quotation mark is not closed, or "
                "not doubled; the index was not changed",
                file,
            ) from error
        head = [name.casefold() for name in (rows[0] if rows else [])]
        if "path" in head:
            return head, ((n, row) for n, row in enumerate(rows[1:], 2) if any(row))
        heads.append(head)
    raise CorpusError(
        f"the corrections {file}: the first row has no column “path”: the columns are "
        f"{', '.join(COLUMNS)}; the index was not changed",
        file,
    )


def _correction(header: Sequence[str], row: Sequence[str], number: int) -> tuple[str, Correction]:
    """Return the path and the correction of a row. Raises Unreadable for a faulty one."""
    if any(row[len(header) :]):
        raise Unreadable(f"has {len(row)} cells, and the first row has {len(header)}")
    cells = dict(zip(header, row, strict=False))
    path, record = cells.get("path", ""), cells.get("record", "")
    if not path:
        raise Unreadable("names no path")
    if record and not (record.isascii() and record.isdecimal() and 0 < int(record) < 10**9):
        raise Unreadable(f"the record {_quoted(record)} is no number from 1 on")
    given = {name: cells[name] for name in FIELDS if cells.get(name)}
    if not given:
        raise Unreadable("changes nothing")
    removed = tuple(name for name in FIELDS if given.get(name) == REMOVED)
    kept = {name: value for name, value in given.items() if name not in removed}
    values = facts(**kept)
    for name, value in kept.items():
        if getattr(values, name) is None:
            raise Unreadable(f"the {name} {_quoted(value)} {_WRONG.get(name, _TOO_LONG)}")
    return path, Correction(number, int(record) if record else None, values, removed)


def _unmatched(path: str, record: int | None, records: set[int | None]) -> str:
    if not records:
        return f"the folder has no article of the file {_quoted(path)}"
    if record is None:
        return f"{_quoted(path)} holds several articles: give the record, from 1 on"
    if records == {None}:
        return f"{_quoted(path)} holds one article: leave the record empty"
    return f"{_quoted(path)} has no article with the record {record}"


def _quoted(value: str) -> str:
    cut = value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"
    return f"“{shown(cut)}”"
