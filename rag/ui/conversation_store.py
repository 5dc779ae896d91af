"""The conversations of the page: the recent ones with their answers, all of them as kept.

A page sends the name of its conversation, and the secret of its browser if users do not share
their conversations. Nothing else that it sends is kept or shown.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from rag.engine.kept_conversations import Keeps, KeptConversation, cut_title, new_name
from rag.errors import ConfigError
from rag.ui.transcript import MAX_TURNS, PageTurn, saved

MAX_CONVERSATIONS = 200  # in memory with answers; beyond it, the least recently used is dropped

UNTITLED = "Untitled"

Resume = Callable[[Mapping[str, Any]], list[PageTurn]]


class Kept(NamedTuple):
    """A conversation under its name; `failure` is why it is in memory only, None if it is not."""

    name: str
    turns: list[PageTurn]
    failure: ConfigError | None = None


class ConversationStore:
    """Conversations by owner and name; safe to use from several threads.

    `resume` asks the questions of a kept conversation again.
    """

    def __init__(self, keeps: Keeps, resume: Resume, most: int = MAX_CONVERSATIONS) -> None:
        self._keeps = keeps
        self._resume = resume
        self._most = most
        self._recent: OrderedDict[tuple[str, str], tuple[PageTurn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, owner: str, name: str) -> list[PageTurn]:
        """Return the conversation of a name, empty for an unknown name."""
        with self._lock:
            turns = self._recent.get((owner, name))
        if turns is not None:
            return list(turns)
        kept = self._keeps.find(name, owner)
        if kept is None:
            return []
        resumed = self._resume(kept.conversation)
        self._remember(owner, name, resumed)
        return resumed

    def keep(self, owner: str, name: str, turns: Sequence[PageTurn]) -> Kept:
        """Keep a conversation under its name, or a new one.

        A name that was not issued here is not accepted: nobody can plant a conversation. Nor is
        one whose conversation could not be opened: it stays as it is. If another tab has asked in
        the meantime, the last turn is put behind that tab's.
        """
        with self._lock:
            current = self._recent.get((owner, name))
        kept = self._keeps.find(name, owner) if current is not None else None
        turns = _behind(current or (), turns)
        if kept is None:
            kept = KeptConversation(new_name(), owner, UNTITLED, datetime.now(UTC), {})
        if kept.title == UNTITLED:
            first = next((cut_title(t.question) for t in turns if t.question.strip()), UNTITLED)
            kept = replace(kept, title=first)
        self._remember(owner, kept.name, turns)
        try:
            self._keeps.write(replace(kept, asked=datetime.now(UTC), conversation=saved(turns)))
        except ConfigError as error:
            return Kept(kept.name, turns, error)
        return Kept(kept.name, turns)

    def rename(self, owner: str, name: str, title: str) -> None:
        """Give a conversation another title; a blank one changes nothing."""
        kept = self._keeps.find(name, owner)
        if kept is not None and title.strip():
            self._keeps.write(replace(kept, title=cut_title(title)))

    def delete(self, owner: str, name: str) -> bool:
        """Remove a conversation, and return whether there was one."""
        with self._lock:
            self._recent.pop((owner, name), None)
        return self._keeps.delete(name, owner)

    def restore(self, owner: str, name: str) -> bool:
        """Bring back a conversation that was deleted, and return whether that was possible."""
        return self._keeps.restore(name, owner)

    def entries(self, owner: str) -> list[KeptConversation]:
        """Return an owner's conversations, the last asked first."""
        return self._keeps.entries(owner)

    def _remember(self, owner: str, name: str, turns: Sequence[PageTurn]) -> None:
        with self._lock:
            self._recent[(owner, name)] = tuple(turns)
            self._recent.move_to_end((owner, name))
            while len(self._recent) > self._most:
                self._recent.popitem(last=False)


def _behind(current: Sequence[PageTurn], turns: Sequence[PageTurn]) -> list[PageTurn]:
    """Return a conversation with its last turn behind those that another tab has added."""
    if not current or not turns:
        return list(turns)
    last, new = current[-1], turns[-1]
    if new.number > last.number or (new.number == last.number and new.result is last.result):
        return list(turns)
    return [*current, replace(new, number=last.number + 1, html="")][-MAX_TURNS:]
