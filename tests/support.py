"""Small indexes in milliseconds: an encoder without a model, and helpers around it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from rag.attribution.version import ATTRIBUTION_VERSION
from rag.engine.building import sync_folder
from rag.english.analyzer import question_terms
from rag.index import derived
from rag.index.embedding import EmbedderInfo, PassageText, Vectors
from rag.index.recipe import Recipe
from rag.index.store import Store, StoredPassage
from rag.index.sync import BuildReport
from rag.models.tagger import Tagger
from rag.segment.sentences import SPLITTER_VERSION
from rag.segment.tokens import ENCODING

DIMENSION = 64
PASSAGE_TOKENS = 24  # so few that a paragraph or two fill a passage


class Killed(BaseException):
    """Stands for the end of the process: nothing in the package may catch it."""


class HashEmbedder:
    """An `Embedder` in which a text is the mean of its words' fixed random directions.

    Equal words are near, others are not, and equal texts have equal vectors. `embedded` counts the
    passages that it was asked for; it raises `Killed` instead of embedding passage `dies_at`.
    """

    def __init__(self, *, name: str = "hash", dies_at: int | None = None) -> None:
        self.info = EmbedderInfo(name, "0" * 64, DIMENSION, "mean of words", "float32")
        self.embedded = 0
        self._dies_at = dies_at

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield the vectors of each passage, in order."""
        for position, passage in enumerate(passages):
            if self.embedded == self._dies_at:
                raise Killed
            self.embedded += 1
            texts = [passage.text, *(passage.text[a:b] for a, b in passage.sentences)]
            yield position, np.stack([hash_vector(text) for text in texts])

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector."""
        return hash_vector(question)

    def is_word(self, word: str) -> bool:
        """Know no word."""
        return False


@lru_cache(maxsize=1)
def shipped_tagger() -> Tagger:
    """Return the tagger of speech that comes with the program."""
    return Tagger.load()


def hash_vector(text: str) -> Vectors:
    """The unit mean of the directions of a text's words; of no word, that of the empty one."""
    words = re.findall(r"\w+", text.lower()) or [""]
    mean = np.mean([_direction(word) for word in words], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


@lru_cache(maxsize=4096)
def _direction(word: str) -> Vectors:
    vector = np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def write_articles(folder: Path, articles: dict[str, str | None]) -> Path:
    """Write files by their path below `folder`; None removes one. Return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in articles.items():
        file = folder / path
        if text is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    return folder


def jsonl(*records: dict[str, Any]) -> str:
    """Return the text of a .jsonl file."""
    return "".join(json.dumps(record) + "\n" for record in records)


def small_recipe(embedder: HashEmbedder, **changes: Any) -> Recipe:
    """Return how small indexes are made."""
    values: dict[str, Any] = {
        "embedder": embedder.info,
        "encoding": ENCODING,
        "passage_tokens": PASSAGE_TOKENS,
        "splitter": SPLITTER_VERSION,
        "attribution": ATTRIBUTION_VERSION,
        **changes,
    }
    return Recipe(**values)


def build_small(
    folder: Path,
    index: Path,
    embedder: HashEmbedder | None = None,
    *,
    recipe: Recipe | None = None,
    replace: bool = False,
) -> BuildReport:
    """Bring `index` in step with `folder`, by the wiring of `rag.engine` itself.

    The tagger is loaded once, not for each build: that takes longer than the rest of a small one.
    """
    embedder = embedder or HashEmbedder()
    recipe = recipe or small_recipe(embedder)
    with patch.object(Tagger, "load", return_value=shipped_tagger()):
        return sync_folder(
            folder, index, recipe, embedder, replace=replace, report=lambda progress: None
        )


def open_small(folder: Path, articles: dict[str, str | None]) -> Store:
    """Index articles below an empty folder, and open the index."""
    build_small(write_articles(folder / "corpus", articles), folder / "index")
    return Store(folder / "index")


QUERIES = ("bridge council", "alpha", "the mayor said the river", "zebra", "water prices")


def contents(index: Path, queries: Sequence[str] = QUERIES) -> dict[str, Any]:
    """Return all that a reader can see of an index, without what tells when it came.

    Two indexes whose contents are equal answer everything alike.
    """
    with closing(Store(index)) as store:
        return seen_by(store, queries)


def seen_by(store: Store, queries: Sequence[str] = QUERIES) -> dict[str, Any]:
    """Return what `contents` does, of the state that an open reader sees."""
    with store.snapshot():
        passages = {p.passage_id: p for p in all_passages(store)}
        state = derived.load(store, store.folder)
        return {
            "documents": [(d, d.text) for d in store.documents()],
            "passages": sorted(_row(p) for p in passages.values()),
            "skipped": store.skipped(),
            "counts": store.counts(),
            "dense": [
                [(_key(passages[i]), s) for i, s in state.vectors.search(hash_vector(q), 1000)]
                for q in queries
            ],
            "terms": [
                [(_key(passages[i]), s) for i, s in state.terms.search(question_terms(q), 1000)]
                for q in queries
            ],
        }


def all_passages(store: Store) -> list[StoredPassage]:
    """Return every visible passage of an index."""
    return store.passages(store.passage_vectors()[0].tolist())


def generation(index: Path) -> int:
    """Return the number of the state that a new reader sees."""
    store = Store(index)
    number = store.generation()
    store.close()
    return number


def _key(stored: StoredPassage) -> tuple[str, int]:
    return stored.passage.document.doc_id, stored.passage.start


def _row(stored: StoredPassage) -> tuple[Any, ...]:
    passage = stored.passage
    sentences = [(s.start, s.end, s.paragraph, s.heading, s.text) for s in passage.sentences]
    return (*_key(stored), passage.end, passage.text, sentences, stored.vectors.tobytes())
