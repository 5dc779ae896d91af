"""Where conversations stay while a page is loaded again: in the server's memory, and nowhere else.

The browser keeps only a long random name, and gives it back. Nothing that it sends is shown.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence

from rag.ui.transcript import Turn

CONVERSATIONS = 200  # that are kept; the one that was left longest gives way


class Shelf:
    """Conversations by their names; safe to use from several threads."""

    def __init__(self, most: int = CONVERSATIONS) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, name: str | None, turns: Sequence[Turn]) -> str:
        """Put a conversation under its name, or a new one that can't be guessed; return it."""
        with self._lock:
            if name not in self._kept:  # a name that was not given out here is not taken over
                name = secrets.token_urlsafe(24)
            assert name is not None
            self._kept[name] = tuple(turns)
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return name

    def find(self, name: object) -> list[Turn]:
        """Return the conversation of a name: an empty one if there is none."""
        with self._lock:
            return list(self._kept.get(name, ())) if isinstance(name, str) else []

    def forget(self, name: object) -> None:
        """Remove a conversation."""
        with self._lock:
            if isinstance(name, str):
                self._kept.pop(name, None)
