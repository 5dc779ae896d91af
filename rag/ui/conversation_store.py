"""The conversations of reloaded pages, in the server's memory only.

The browser keeps a long random name and sends it back; nothing that it sends is shown.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence

from rag.ui.transcript import PageTurn

MAX_CONVERSATIONS = 200  # beyond it, the least recently used is dropped


class ConversationStore:
    """Conversations by name, at most `most`; safe to use from several threads."""

    def __init__(self, most: int = MAX_CONVERSATIONS) -> None:
        self._most = most
        self._conversations: OrderedDict[str, tuple[PageTurn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, name: str | None, turns: Sequence[PageTurn]) -> str:
        """Store a conversation under its name, or a new unguessable one; return that name."""
        with self._lock:
            if name not in self._conversations:  # names that were not issued here are not accepted
                name = secrets.token_urlsafe(24)
            assert name is not None
            self._conversations[name] = tuple(turns)
            self._conversations.move_to_end(name)
            while len(self._conversations) > self._most:
                self._conversations.popitem(last=False)
            return name

    def find(self, name: object) -> list[PageTurn]:
        """Return the conversation of a name, empty for an unknown name."""
        with self._lock:
            return list(self._conversations.get(name, ())) if isinstance(name, str) else []

    def forget(self, name: object) -> None:
        """Remove a conversation, if there is one of that name."""
        with self._lock:
            if isinstance(name, str):
                self._conversations.pop(name, None)
