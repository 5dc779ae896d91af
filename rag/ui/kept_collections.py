"""The collections of pinned quotations that pages show, one of each owner."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from rag.collection.collection_file import load, save
from rag.collection.pinned import Collection
from rag.engine import Engine
from rag.ui.address import Address
from rag.ui.collection_acts import ACTS, changed
from rag.ui.views import collection as view

MOST_IN_MEMORY = 200  # collections; beyond it, the one that was not changed for longest is dropped


class KeptCollections:
    """Collections by owner; safe to use from several threads. `folder` is None for memory only."""

    def __init__(self, engine: Engine, folder: Path | None) -> None:
        self._engine = engine
        self._folder = folder
        self._in_memory: OrderedDict[str, Collection] = OrderedDict()
        self._lock = threading.Lock()

    def is_act(self, act: str) -> bool:
        """Return whether a button or form changes the collection."""
        return act in ACTS

    def change(self, owner: str, act: str, values: Mapping[str, str]) -> Collection:
        """Carry out what a button or a form asks for, and return the collection.

        Raises RagError if that is not possible; the collection is then as it was.
        """
        with self._lock:
            kept = changed(self._engine, self._find(owner), act, values)
            if self._folder is not None:
                save(kept, self._file(self._folder, owner))
            else:
                self._in_memory[owner] = kept
                self._in_memory.move_to_end(owner)
                while len(self._in_memory) > MOST_IN_MEMORY:
                    self._in_memory.popitem(last=False)
            return kept

    def view(self, owner: str, address: Address) -> str:
        """Return an owner's collection as a view. Raises RagError for a damaged file."""
        return view.view(self._engine, address, self._find(owner))

    def export(self, owner: str, address: Address, file_format: str) -> tuple[str, str]:
        """Return name and text of the file of a collection. Raises RagError for a damaged file."""
        return view.export(self._engine, address, self._find(owner), file_format)

    def _find(self, owner: str) -> Collection:
        if self._folder is not None:
            return load(self._file(self._folder, owner))
        return self._in_memory.get(owner, Collection())

    @staticmethod
    def _file(folder: Path, owner: str) -> Path:
        """Return the file of an owner's collection; its name does not tell the owner's secret."""
        name = f"collection.{sha256(owner.encode()).hexdigest()[:32]}" if owner else "collection"
        return folder / f"{name}.json"
