"""One open index: its rows, and what is loaded and kept of the current generation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from rag.english.speaker_names import SpeakerNames
from rag.errors import IndexMismatch
from rag.index import derived, filtering
from rag.index.recipe import require_same
from rag.index.store import Store
from rag.index.view import IndexView


class OpenIndex:
    """An index that stays open and follows later builds; safe to use from several threads.

    What a build in another process commits is seen by the next view.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        with store.snapshot():
            self._generation = store.generation()
            self._view = self._load()

    @contextmanager
    def view(self) -> Iterator[IndexView]:
        """Take a snapshot, and give the rows, search indexes and names that belong to it.

        Raises IndexMismatch if a build in another process changed the model.
        """
        with self.store.snapshot():
            yield self._current()

    def _current(self) -> IndexView:
        """Return the view of the generation that the current snapshot sees."""
        generation, calibration = self.store.generation_and_calibration()
        with self._lock:
            if self._generation != generation:
                self._require_compatible()
                self._view = self._load()
                self._generation = generation
            if calibration != self._view.calibration:
                self._view = replace(self._view, calibration=calibration)
            return self._view

    def _load(self) -> IndexView:
        """Load what belongs to the generation that the current snapshot sees, once for each."""
        loaded = derived.load(self.store, self.store.folder)
        outlets = tuple(name for name, _ in filtering.sources(self.store))
        speakers = SpeakerNames(self.store.speaker_names())
        calibration = self.store.calibration()
        return IndexView(self.store, loaded.vectors, loaded.terms, outlets, speakers, calibration)

    def _require_compatible(self) -> None:
        """Raise IndexMismatch if another model or program made the current generation."""
        opened, current = self.store.recipe, self.store.current_recipe()
        kept = replace(
            current,
            embedder=opened.embedder,
            splitter=opened.splitter,
            attribution=opened.attribution,
            schema=opened.schema,
        )
        mine, found = opened.embedder, current.embedder
        if mine != found:
            raise IndexMismatch(
                f"the index in {self.store.folder} was rebuilt with {found.name} ({found.dtype}) "
                f"while {mine.name} ({mine.dtype}) was answering from it: open it again",
                self.store.folder,
                expected=f"{mine.name} ({mine.dtype})",
                found=f"{found.name} ({found.dtype})",
            )
        require_same(current, kept, self.store.folder)
