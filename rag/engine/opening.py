"""Opens an index with the models that it was built with."""

from __future__ import annotations

import threading
from pathlib import Path

from rag.config import DEFAULT_INDEX
from rag.engine.building import make_recipe
from rag.engine.engine import Engine
from rag.index.recipe import require_same
from rag.index.store import Store
from rag.models.encoder import load_embedder_of
from rag.models.readers import load_reader

_shared: dict[Path, Engine] = {}
_shared_lock = threading.Lock()


def open_index(
    index: Path | str = DEFAULT_INDEX, *, reader: str | None = None, calibrated: bool = True
) -> Engine:
    """Open an index, and load its embedding model and a reader.

    `reader` is "shipped", "none", or the folder or the name of another cross-encoder; unless given,
    the environment variable RAG_READER names it. Unless `calibrated`, the index's calibration to
    the user's own questions is ignored.

    Raises IndexMissing, IndexCorrupt, or IndexMismatch where the model, or this program, is not
    the one that the index was built with, and EmbedderError for a model that cannot be loaded.
    """
    store = Store(Path(index))
    recipe = store.recipe
    embedder = load_embedder_of(recipe.embedder)
    require_same(
        recipe, make_recipe(embedder, recipe.encoding, recipe.passage_tokens), store.folder
    )
    return Engine(store, embedder, load_reader(reader), calibrated=calibrated)


def shared(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Return the engine of an index that this process keeps open, opening it the first time."""
    path = Path(index).resolve()
    with _shared_lock:
        if path not in _shared:
            _shared[path] = open_index(index)
        return _shared[path]
