"""Reports on an index and its folder without loading the embedding model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import present
from rag.answering.judges import judges_digest
from rag.answering.speakers import Speakers
from rag.config import DEFAULT_INDEX
from rag.corpus import Skipped
from rag.corpus.corrections import corrections_file
from rag.corpus.records import shown_fields
from rag.errors import QuestionError
from rag.index.calibration import Calibration
from rag.index.database import CORRECTED_KEY
from rag.index.recipe import Recipe
from rag.index.store import ReadFields, Store, StoreCounts, Version
from rag.models.readers import digest_of_reader
from rag.statements import PeopleOrder, Person, Statements
from rag.types import Attribution, Document, Filters, SpeakerCount, StringBody

if TYPE_CHECKING:
    from rag.index.verify import Checked, Verified


MOST_LINES = 20
"""The most lines of one kind that `rag info` prints; `IndexInfo` has all."""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """A description of an index. `corpus` is the folder that it was built from.

    `calibration` is the one in force, None for the program's own threshold. `corrected` is the
    number of articles with metadata corrected by hand. `fields` are those of records (JSON, CSV)
    that articles were read from, `versions` the articles that are left out, since a longer one of
    the same address has all of their text.
    """

    folder: Path
    corpus: Path
    recipe: Recipe
    generation: int
    counts: StoreCounts
    search: str
    skipped: tuple[Skipped, ...]
    calibration: Calibration | None = None
    corrected: int = 0
    fields: tuple[ReadFields, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def corrections(self) -> Path:
        """The table in which metadata can be corrected by hand, whether it exists or not."""
        return corrections_file(self.corpus)

    def __str__(self) -> str:
        embedder, counts = self.recipe.embedder, self.counts
        lines = [
            f"index:    {self.folder} (generation {self.generation})",
            f"corpus:   {self.corpus}",
            f"holds:    {counts.documents} articles from {counts.files} files, "
            f"{counts.passages} passages, {counts.sentences} sentences",
            f"model:    {embedder.name}, {embedder.dimension} dimensions, {embedder.dtype}",
            f"passages: at most {self.recipe.passage_tokens} tokens of {self.recipe.encoding}",
            f"search:   {self.search}",
        ]
        if self.calibration is not None:
            lines.append(f"answers:  {calibrated_by(self.calibration)}")
        if self.corrected:
            lines.append(f"metadata: {self.corrected} corrected by hand, in {self.corrections}")
        lines += _first_of([f"fields:   {_read_fields(read)}" for read in self.fields])
        lines += _first_of([f"left out: {_version(version)}" for version in self.versions])
        lines += [f"skipped:  {s.path}: {s.reason}" for s in self.skipped]
        return "\n".join(lines)


def _first_of(lines: list[str]) -> list[str]:
    """Return the first of many lines, and a line with the number of the others."""
    others = len(lines) - MOST_LINES
    if others < 1:
        return lines
    return [*lines[:MOST_LINES], f"{lines[0].partition(':')[0] + ':':9} and {others} more"]


def _read_fields(read: ReadFields) -> str:
    articles = "1 article" if read.articles == 1 else f"{read.articles} articles"
    more = f" and {read.files - 1} more" if read.files > 1 else ""
    return (
        f"{present.printable(shown_fields(read.fields))}: {articles} of "
        f"{present.printable(read.path)}{more}"
    )


def _version(version: Version) -> str:
    left_out = present.record(version.path, version.record)
    kept = present.record(version.kept.path, version.kept.places[0].record)
    return present.printable(f"{left_out}: {kept} has all of its text")


def calibrated_by(calibration: Calibration) -> str:
    """Return what a calibration was fitted to, as a clause."""
    return (
        f"calibrated by {calibration.questions} questions to a risk of {calibration.risk:g}, "
        f"threshold {calibration.threshold:g}"
    )


def verify(index: Path | str = DEFAULT_INDEX) -> Verified:
    """Compare an index with every file of its folder, and return the differences.

    Raises IndexCorrupt if the index is damaged, CorpusError if the folder is gone.
    """
    from rag.index.verify import verify as verify_index

    with closing(Store(Path(index))) as store, store.snapshot():
        return verify_index(store, corpus_folder(store))


def verify_answer(answer: Any, index: Path | str = DEFAULT_INDEX) -> list[Checked]:
    """Check every quotation of a saved answer (`Answer.to_dict`) against the files of the folder.

    Raises RagError if `answer` is not such an answer.
    """
    from rag.index.verify import check_answer

    with closing(Store(Path(index))) as store:
        return check_answer(answer, corpus_folder(store))


def export(file: Path | str, index: Path | str = DEFAULT_INDEX) -> None:
    """Write a whole index into one file. Raises IndexStoreError if that is not possible."""
    from rag.index.transfer import export_index

    export_index(Path(index), Path(file))


def import_(file: Path | str, index: Path | str = DEFAULT_INDEX) -> None:
    """Restore an index from a file of `export`. Raises IndexStoreError if that is not possible."""
    from rag.index.transfer import import_index

    import_index(Path(file), Path(index))


def corpus_folder(store: Store) -> Path:
    """Return the folder that an index was built from."""
    return Path(store.meta()["corpus"])


def speakers(index: Path | str = DEFAULT_INDEX) -> list[SpeakerCount]:
    """Return the same as `Engine.speakers`, without loading the index's model."""
    with _speakers(index) as found:
        return found.counts()


def people(
    words: str = "",
    index: Path | str = DEFAULT_INDEX,
    *,
    published_from: date | None = None,
    published_to: date | None = None,
    sources: Sequence[str] | None = None,
    order: PeopleOrder = "statements",
) -> list[Person]:
    """Return the same as `Engine.people`, without loading the index's model."""
    filters = Filters(None, published_from, published_to, tuple(sources or ()))
    with _speakers(index) as found:
        return found.people(words, filters, order)


def statements(
    name: str,
    index: Path | str = DEFAULT_INDEX,
    *,
    published_from: date | None = None,
    published_to: date | None = None,
    sources: Sequence[str] | None = None,
    **options: Any,
) -> Statements:
    """Return the same as `Engine.statements`, without loading the index's model."""
    filters = Filters(None, published_from, published_to, tuple(sources or ()))
    with _speakers(index) as found:
        return found.statements(name, filters, **options)


def quotations(name: str, index: Path | str = DEFAULT_INDEX, **options: Any) -> list[Attribution]:
    """Return the same as `Engine.quotations`, without loading the index's model."""
    return [one.attribution for one in statements(name, index, **options).statements]


@contextmanager
def _speakers(index: Path | str) -> Iterator[Speakers]:
    """Give the speakers of the current state of an index. Texts can be read of it later."""
    store = Store(Path(index))
    with store.snapshot():
        yield Speakers(store)


def article_at(path: str, record: int | None = None, index: Path | str = DEFAULT_INDEX) -> Document:
    """Return the same as `Engine.article_at`, without loading the index's model."""
    with closing(Store(Path(index))) as store, store.snapshot():
        return stored_article_at(store, path, record)


def info(index: Path | str = DEFAULT_INDEX) -> IndexInfo:
    """Return the contents and settings of an index, without loading its model."""
    return index_info(Store(Path(index)))


def index_info(store: Store) -> IndexInfo:
    """Return the contents and settings of an open index."""
    with store.snapshot():
        meta = store.meta()
        return IndexInfo(
            folder=store.folder,
            corpus=Path(meta["corpus"]),
            recipe=store.recipe,
            generation=store.generation(),
            counts=store.counts(),
            search=f"{meta['passages_index']}, recall {float(meta['passages_recall']):.2f}",
            skipped=tuple(store.skipped()),
            calibration=_in_force(store),
            corrected=int(meta.get(CORRECTED_KEY, 0)),
            fields=tuple(store.fields()),
            versions=tuple(store.versions()),
        )


def _in_force(store: Store) -> Calibration | None:
    found = store.calibration()
    if found is None:
        return None
    judges = judges_digest(digest_of_reader())
    return found if found.fits(store.recipe.embedder.digest, judges) else None


def article(store: Store, doc_id: str) -> Document:
    """Return one article, its text in memory. Raises IndexStoreError if it is gone."""
    return in_memory(store.document(doc_id))


def stored_article_at(store: Store, path: str, record: int | None) -> Document:
    """Return the article of a file, its text in memory. Raises QuestionError without one."""
    document = store.document_at(path, record)
    if document is None:
        raise QuestionError(
            f"the index has no article of the file “{present.record(path, record)}”"
        )
    return in_memory(document)


def in_memory(document: Document) -> Document:
    """Return an article with its text in memory."""
    return replace(document, body=StringBody(document.text))
