"""Making an index of a folder: the stages of building, wired."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.judges import fitted_with_these
from rag.attribution.version import ATTRIBUTION_VERSION
from rag.config import DEFAULT_CORPUS, DEFAULT_INDEX, BuildConfig
from rag.corpus import walk
from rag.errors import ConfigError, IndexCorrupt, IndexMismatch, IndexMissing, IndexStoreError
from rag.index.database import remembered_corpus, remove_database
from rag.index.embedding import Embedder
from rag.index.recipe import Recipe, require_same
from rag.index.store import Store
from rag.models.encoder import load_embedder
from rag.segment.sentences import SPLITTER_VERSION

if TYPE_CHECKING:
    from rag.index.incoming import Reads
    from rag.index.staging import Report
    from rag.index.sync import BuildReport, Plan


def build(
    corpus: Path | str | None = None,
    index: Path | str = DEFAULT_INDEX,
    *,
    config: BuildConfig | None = None,
    rebuild: bool = False,
    replace: bool = False,
    ray: str | None = None,
    report: Report = lambda progress: None,
) -> BuildReport:
    """Make `index` hold what the folder `corpus` holds; only what is new or changed is embedded.

    Without `corpus`, the folder that the index was built from is taken, or "corpus". Without
    `config`, an index keeps the settings it was built with. `rebuild` makes it again from
    scratch, with other settings or in place of a damaged one; a state that can still answer does so
    until the new one is complete. `replace` lets another folder take the place of the indexed one.
    `ray` is the address of a Ray cluster that reads and embeds, "local" for a Ray of this machine
    that is ended with the build.

    Raises CorpusError, IndexLocked, IndexMismatch, IndexCorrupt, EmbedderError or ClusterError,
    with the index left as it was.
    """
    from rag.index.staging import Progress

    folder = Path(index)
    found = _existing(folder, rebuild)
    corpus = Path(corpus) if corpus else _corpus_of(found, folder)
    if ray is not None:
        from rag.cluster.session import require_usable

        require_usable(ray)
    walk(corpus)  # reject a folder that can't be read before a model is loaded
    kept = found.recipe if found else None
    config = config or (BuildConfig() if kept is None else _settings(kept))
    report(Progress(stage="loading the model"))
    embedder = load_embedder(config.model, config.dtype)
    recipe = make_recipe(embedder, config.encoding, config.passage_tokens)
    if kept and rebuild:
        recipe = recipe.next_edition(kept)
    elif kept:
        require_same(kept, recipe, folder)
        recipe = kept
    from_scratch = found is not None and kept is None
    sync = partial(
        sync_folder, corpus, folder, recipe, embedder, from_scratch=from_scratch, replace=replace
    )
    if ray is None:
        return sync(report=report)
    from rag.engine.spreading import spread

    with spread(ray, recipe) as reads:
        return sync(reads, report=reads.reporting(report))


def plan(corpus: Path | str | None = None, index: Path | str = DEFAULT_INDEX) -> Plan:
    """Return what `build` would do, without a model and without writing anything."""
    from rag.index.sync import plan as plan_sync

    folder = Path(index)
    found = _existing(folder, rebuild=False)
    known: dict[str, str] = {}
    if found is not None:
        with closing(Store(folder)) as store:
            known = store.known_files()
    return plan_sync(Path(corpus) if corpus else _corpus_of(found, folder), known)


@dataclass(frozen=True, slots=True)
class _Existing:
    """What a database records: None where it can't be used, or does not record it."""

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


def sync_folder(
    corpus: Path,
    folder: Path,
    recipe: Recipe,
    embedder: Embedder,
    reads: Reads | None = None,
    *,
    from_scratch: bool = False,
    replace: bool = False,
    report: Report,
) -> BuildReport:
    """Bring the index in `folder` in step with `corpus`.

    `reads` reads new and changed files; by default, this process does. `from_scratch` removes the
    database first.
    """
    # Opening an index for questions imports this module, and nothing of this.
    from rag.engine.reading import ArticleReader
    from rag.index.incoming import LocalReads
    from rag.index.lock import WriteLock
    from rag.index.sync import sync
    from rag.index.writer import Writer

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexStoreError(
            f"cannot make the folder {folder} ({error.strerror}): give another --index", folder
        ) from error
    reads = reads or LocalReads(ArticleReader(recipe.encoding, recipe.passage_tokens))
    with ExitStack() as held:
        held.enter_context(WriteLock(folder))
        if from_scratch:
            remove_database(folder)
        writer = held.enter_context(Writer(folder, recipe))
        done = sync(corpus, writer, embedder, reads, replace=replace, report=report)
        return dataclasses.replace(done, dropped_calibration=_drop_unfit(folder))


def _drop_unfit(folder: Path) -> int:
    """Remove a calibration that was fitted with another model or other weights.

    Return the number of its questions, 0 if there was none to remove.
    """
    from rag.index.calibration import write_calibration

    with closing(Store(folder)) as store:
        found = store.calibration()
        model = store.recipe.embedder.digest
        if found is None or (found.model == model and fitted_with_these(found.judges)):
            return 0
    write_calibration(folder, None)
    return found.questions


def make_recipe(embedder: Embedder, encoding: str, passage_tokens: int) -> Recipe:
    """Return how this program makes an index with these settings."""
    return Recipe(embedder.info, encoding, passage_tokens, SPLITTER_VERSION, ATTRIBUTION_VERSION)
