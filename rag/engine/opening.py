"""Opens an index with the models that it was built with."""

from __future__ import annotations

import threading
from pathlib import Path

from rag.config import DEFAULT_INDEX
from rag.engine.building import make_recipe
from rag.engine.engine import Engine
from rag.index.recipe import require_same
from rag.index.store import Store
from rag.models.cross_encoder import shared_reader
from rag.models.encoder import load_embedder_of

_shared: dict[Path, Engine] = {}
_shared_lock = threading.Lock()


def open_index(index: Path | str = DEFAULT_INDEX, *, calibrated: bool = True) -> Engine:
    """Open an index, and load its embedding model and the reader.

    Unless `calibrated`, the index's calibration to the user's own questions is ignored.

    Raises IndexMissing, IndexCorrupt, or IndexMismatch where the model, or this program, is not
    the one that the index was built with.
    """
    store = Store(Path(index))
    recipe = store.recipe
    embedder = load_embedder_of(recipe.embedder)
    require_same(
        recipe, make_recipe(embedder, recipe.encoding, recipe.passage_tokens), store.folder
    )
    return Engine(store, embedder, shared_reader(), calibrated=calibrated)


def shared(index: Path | str = DEFAULT_INDEX) -> Engine:
    """Return the engine of an index that this process keeps open, opening it the first time."""
    path = Path(index).resolve()
    with _shared_lock:
        if path not in _shared:
            _shared[path] = open_index(index)
        return _shared[path]
