"""The composition root: the only place that wires the stages together."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from rag.answer.compose import compose
from rag.answer.examples import suggest
from rag.answer.features import Features, features
from rag.answer.query import understand, unknown_words
from rag.answer.retrieve import Found, retrieve
from rag.answer.score import Candidate, Scorer, by_best_sentence
from rag.answer.speakers import collect_attributions, collect_quotations, count_speakers
from rag.answer.speech import same_speaker
from rag.answer.spelling import correct
from rag.config import DEFAULT_CORPUS, DEFAULT_INDEX, AskConfig, BuildConfig
from rag.corpus import Skipped, walk
from rag.errors import ConfigError, IndexCorrupt, IndexMismatch, IndexMissing, IndexStoreError
from rag.index import derived
from rag.index.database import remembered_corpus
from rag.index.derived import Derived
from rag.index.embedder import Embedder, load_embedder
from rag.index.recipe import Recipe, require_same
from rag.index.store import Store, StoreCounts
from rag.index.sync import BuildReport, Plan, Report, sync
from rag.index.sync import plan as plan_sync
from rag.index.transfer import export_index, import_index
from rag.index.verify import Checked, Verified, check_answer
from rag.index.verify import verify as verify_index
from rag.index.writer import WriteLock, Writer, remove_database
from rag.segment import segment
from rag.segment.sentences import SPLITTER_VERSION
from rag.segment.tokens import token_counter
from rag.types import Answer, Attribution, Document, Query, SpeakerCount

JUDGED = 25  # passages whose sentences are judged, of those found
EXAMPLE_PASSAGES = 200  # passages that example questions are made from


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index says of itself. `corpus` is the folder that it was built from."""

    folder: Path
    corpus: Path
    recipe: Recipe
    generation: int
    counts: StoreCounts
    search: str
    skipped: tuple[Skipped, ...]

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
        lines += [f"skipped:  {s.path}: {s.reason}" for s in self.skipped]
        return "\n".join(lines)


class Engine:
    """An open index that answers questions; safe to use from several threads.

    It follows the index: what a build in another process commits is seen by the next question, and
    each answer is made from one state alone.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._scorer = Scorer.load()
        self._lock = threading.Lock()
        with store.snapshot():
            self._derived = derived.load(store, store.folder)

    @property
    def threshold(self) -> float:
        """The fitted confidence, 0 to 1, below which an answer is a refusal."""
        return self._scorer.threshold

    def answer(
        self,
        question: str,
        *,
        top: int | None = None,
        min_confidence: float | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer from the articles with one to `top` cited sentences, or refuse.

        With `speaker`, only what that one said is cited. `top` is 3 unless given, 5 at most. Below
        `min_confidence` (0 to 1) the answer is a refusal; unless given, the fitted threshold holds.
        Raises QuestionError for a question that is empty or too long, ConfigError for a setting out
        of its range.
        """
        config = AskConfig(min_confidence=min_confidence, **({} if top is None else {"top": top}))
        least = self._scorer.threshold if config.min_confidence is None else config.min_confidence
        with self._store.snapshot():
            query, found, candidates = self.examine(question, speaker)
            unknown = unknown_words(query.text, self._state().terms)
        answer = compose(
            query, candidates, found, unknown=unknown, top=config.top, min_confidence=least
        )
        return replace(answer, question=question.strip())

    def examine(
        self, question: str, speaker: str | None = None
    ) -> tuple[Query, list[Found], list[Candidate]]:
        """Return what an answer is made from: the query, passages and sentences, best first."""
        with self._store.snapshot():
            query, found, state = self._find(question, speaker)
            candidates = self._scorer.score(query, found[:JUDGED], state.terms)
            return query, by_best_sentence(found, candidates), candidates

    def describe(self, question: str) -> tuple[list[Found], Features]:
        """Return the passages found and the numbers that their sentences are judged by."""
        with self._store.snapshot():
            query, found, state = self._find(question)
            return found, features(query, found[:JUDGED], state.terms)

    def _find(
        self, question: str, speaker: str | None = None
    ) -> tuple[Query, list[Found], Derived]:
        state = self._state()
        speaks = self._speaks
        query = correct(
            understand(question, speaks),
            state.terms,
            self._store,
            is_word=self._embedder.is_word,
            speaks=speaks,
        )
        if speaker is not None:
            query = replace(query, speaker=speaker, topic=query.topic or query.text)
        vector = self._embedder.embed_question(query.text)
        return query, retrieve(self._store, state, query, vector), state

    def _speaks(self, name: str) -> bool:
        """Say if somebody of a name speaks in the articles."""
        return any(same_speaker(name, speaker) for _, speaker, _ in self._store.attribution_rows())

    def speakers(self) -> list[SpeakerCount]:
        """Return who speaks in the articles, those who speak most first."""
        with self._store.snapshot():
            return count_speakers(self._store)

    def attributions(self) -> list[Attribution]:
        """Return who said what in all articles, ordered by article and place."""
        with self._store.snapshot():
            return collect_attributions(self._store)

    def quotations(self, name: str) -> list[Attribution]:
        """Return all that a speaker is quoted or reported with, ordered by article and place.

        Raises QuestionError, which names those nearest, if nobody of that name speaks.
        """
        with self._store.snapshot():
            return collect_quotations(self._store, name)

    def info(self) -> IndexInfo:
        """Say what the index holds and how it was made."""
        return _info(self._store)

    def documents(self) -> list[Document]:
        """Return every article of the index, ordered by path."""
        with self._store.snapshot():
            return self._store.documents()

    def examples(self, count: int = 4) -> list[str]:
        """Return up to `count` questions that the articles suggest, all of which are answered.

        They are the same for the same articles. A bounded part of the index is read and asked.
        """
        with self._store.snapshot():
            ids = [row[0] for row in islice(self._store.passage_texts(), EXAMPLE_PASSAGES)]
            sentences = [s for p in self._store.passages(ids) for s in p.passage.sentences]
        tried = islice(suggest(sentences), 3 * count)
        good = (q for q, s in tried if s.document in self.answer(q).documents)
        return list(islice(good, count))

    def rebuild(self, *, report: Report = lambda progress: None) -> BuildReport:
        """Bring the index in step with the folder it was built from, with the model in memory."""
        corpus = _corpus_folder(self._store)
        return _sync(corpus, self._store.folder, self._store.recipe, self._embedder, report=report)

    def _state(self) -> Derived:
        """Return the derived indexes of the state that the current snapshot sees."""
        with self._lock:
            if self._derived.generation != self._store.generation():
                self._require_embedder()
                self._derived = derived.load(self._store, self._store.folder)
            return self._derived

    def _require_embedder(self) -> None:
        """Raise IndexMismatch if the current state was embedded by another model."""
        mine, found = self._store.recipe.embedder, self._store.current_recipe().embedder
        if mine != found:
            raise IndexMismatch(
                f"the index in {self._store.folder} was made anew with {found.name} ({found.dtype})"
                f" while {mine.name} ({mine.dtype}) was answering from it: open it again",
                self._store.folder,
                expected=f"{mine.name} ({mine.dtype})",
                found=f"{found.name} ({found.dtype})",
            )


def open_index(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Open an index and load its model.

    Raises IndexMissing, IndexCorrupt, or IndexMismatch where the model, or this program, is not
    the one that the index was built with.
    """
    store = Store(Path(index))
    embedder = load_embedder(store.recipe.embedder.name, store.recipe.embedder.dtype)
    recipe = store.recipe
    require_same(recipe, _recipe(embedder, recipe.encoding, recipe.passage_tokens), store.folder)
    return Engine(store, embedder)


_shared: dict[Path, Engine] = {}
_shared_lock = threading.Lock()


def shared(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Return the engine of an index that this process keeps open, opening it the first time."""
    path = Path(index).resolve()
    with _shared_lock:
        if path not in _shared:
            _shared[path] = open_index(index)
        return _shared[path]


def verify(index: Path | str = DEFAULT_INDEX) -> Verified:
    """Read an index and every file of its folder again, and say what differs.

    Raises IndexCorrupt where the index is not as it was written, CorpusError where the folder is
    gone.
    """
    with closing(Store(Path(index))) as store, store.snapshot():
        return verify_index(store, _corpus_folder(store))


def verify_answer(answer: Any, index: Path | str = DEFAULT_INDEX) -> list[Checked]:
    """Check every quotation of a saved answer (`Answer.to_dict`) against the files on the disk.

    Raises RagError for what is no such answer.
    """
    with closing(Store(Path(index))) as store:
        return check_answer(answer, _corpus_folder(store))


def export(file: Path | str, index: Path | str = DEFAULT_INDEX) -> None:
    """Write a whole index into one file. Raises IndexStoreError where that can't be done."""
    export_index(Path(index), Path(file))


def import_(file: Path | str, index: Path | str = DEFAULT_INDEX) -> None:
    """Make an index of what `export` wrote. Raises IndexStoreError where that can't be done."""
    import_index(Path(file), Path(index))


def _corpus_folder(store: Store) -> Path:
    return Path(store.meta()["corpus"])


def speakers(index: Path | str = DEFAULT_INDEX) -> list[SpeakerCount]:
    """Do what `Engine.speakers` does, without loading the index's model."""
    with closing(Store(Path(index))) as store, store.snapshot():
        return count_speakers(store)


def quotations(name: str, index: Path | str = DEFAULT_INDEX) -> list[Attribution]:
    """Do what `Engine.quotations` does, without loading the index's model."""
    store = Store(Path(index))
    with store.snapshot():
        return collect_quotations(store, name)


def info(index: Path | str = DEFAULT_INDEX) -> IndexInfo:
    """Say what an index holds and how it was made, without loading its model."""
    return _info(Store(Path(index)))


def build(
    corpus: Path | str | None = None,
    index: Path | str = DEFAULT_INDEX,
    *,
    config: BuildConfig | None = None,
    rebuild: bool = False,
    replace: bool = False,
    report: Report = lambda progress: None,
) -> BuildReport:
    """Make `index` hold what the folder `corpus` holds; only what is new or changed is embedded.

    Without `corpus`, the folder that the index was built from is taken, or "corpus". Without
    `config`, an index keeps the settings it was built with. `rebuild` makes it anew, with other
    settings or out of a damaged one; an old state that can still answer does so until the new one
    is whole. `replace` lets another folder take the place of the indexed one.

    Raises CorpusError, IndexLocked, IndexMismatch, IndexCorrupt or EmbedderError, with the index
    left as it was.
    """
    folder = Path(index)
    found = _existing(folder, rebuild)
    corpus = Path(corpus) if corpus else _corpus_of(found, folder)
    walk(corpus)  # a folder that can't be read is said before a model is loaded
    kept = found.recipe if found else None
    config = config or (BuildConfig() if kept is None else _settings(kept))
    embedder = load_embedder(config.model, config.dtype)
    recipe = _recipe(embedder, config.encoding, config.passage_tokens)
    if kept and rebuild:
        recipe = recipe.next_edition(kept)
    elif kept:
        require_same(kept, recipe, folder)
        recipe = kept
    unusable = found is not None and kept is None
    return _sync(corpus, folder, recipe, embedder, anew=unusable, replace=replace, report=report)


def plan(corpus: Path | str | None = None, index: Path | str = DEFAULT_INDEX) -> Plan:
    """Say what `build` would do, without a model and without writing anything."""
    folder = Path(index)
    found = _existing(folder, rebuild=False)
    known: dict[str, str] = {}
    if found is not None:
        with closing(Store(folder)) as store:
            known = store.known_files()
    return plan_sync(Path(corpus) if corpus else _corpus_of(found, folder), known)


@dataclass(frozen=True, slots=True)
class _Existing:
    """What a database says of itself: None where it can't be used, or doesn't know."""

    recipe: Recipe | None
    corpus: Path | None


def _existing(folder: Path, rebuild: bool) -> _Existing | None:
    """Return how the index in a folder was made; None if there is none.

    One that can't be used is an error, unless it is about to be rebuilt.
    """
    try:
        with closing(Store(folder)) as store:
            if rebuild:
                store.check()
            return _Existing(store.recipe, Path(store.meta()["corpus"]))
    except IndexMissing:
        return None
    except (IndexCorrupt, IndexMismatch):
        if not rebuild:
            raise
        return _Existing(None, remembered_corpus(folder))


def _corpus_of(found: _Existing | None, folder: Path) -> Path:
    """Return the folder that an index was built from."""
    if found is None:
        return DEFAULT_CORPUS
    if found.corpus is None:
        raise ConfigError(
            f"the index in {folder} no longer says which folder it was built from: name it, as in "
            f"'rag build FOLDER --rebuild --index {folder}'"
        )
    return found.corpus


def _settings(recipe: Recipe) -> BuildConfig:
    """Return the settings that make such a recipe."""
    embedder = recipe.embedder
    return BuildConfig(embedder.name, embedder.dtype, recipe.encoding, recipe.passage_tokens)


def _sync(
    corpus: Path,
    folder: Path,
    recipe: Recipe,
    embedder: Embedder,
    *,
    anew: bool = False,
    replace: bool = False,
    report: Report,
) -> BuildReport:
    """Bring the index in `folder` in step with `corpus`; `anew` removes the database first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexStoreError(
            f"cannot make the folder {folder} ({error.strerror}): give another --index", folder
        ) from error
    count_tokens = token_counter(recipe.encoding)
    with ExitStack() as held:
        held.enter_context(WriteLock(folder))
        if anew:
            remove_database(folder)
        writer = held.enter_context(Writer(folder, recipe))
        return sync(
            corpus,
            writer,
            embedder,
            lambda document: segment(
                document, count_tokens=count_tokens, passage_tokens=recipe.passage_tokens
            ),
            replace=replace,
            report=report,
        )


def _recipe(embedder: Embedder, encoding: str, passage_tokens: int) -> Recipe:
    return Recipe(embedder.info, encoding, passage_tokens, SPLITTER_VERSION)


def _info(store: Store) -> IndexInfo:
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
        )
