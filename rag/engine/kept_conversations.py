"""Conversations that are kept under names: in a folder, one file each, or in memory only.

A file holds what `Conversation.to_dict` returns, so no answer: a conversation that is opened again
is asked again, and quotes the articles as they are then.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from rag.errors import ConfigError
from rag.whole_file import write_whole

MAX_TITLE = 120  # characters
MOST_IN_MEMORY = 2_000  # conversations; beyond it, the least recently written is dropped
_NAME = re.compile(r"[A-Za-z0-9_-]{24,64}")
_DELETED = ".deleted"


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation as it is kept; `asked` is when its last question was.

    `owner` is whose it is, "" if all users share their conversations. `conversation` is what
    `Conversation.to_dict` returns.
    """

    name: str
    owner: str
    title: str
    asked: datetime
    conversation: dict[str, Any]

    @property
    def questions(self) -> int:
        """The number of questions."""
        turns = self.conversation.get("turns")
        return len(turns) if isinstance(turns, list) else 0


class Keeps(Protocol):
    """A place for conversations. A name that is unknown, or another owner's, is never found."""

    def entries(self, owner: str = "") -> list[KeptConversation]:
        """Return an owner's conversations, the last asked first."""
        ...

    def find(self, name: str, owner: str = "") -> KeptConversation | None:
        """Return an owner's conversation of a name."""
        ...

    def write(self, kept: KeptConversation) -> None:
        """Keep a conversation in place of an earlier one of its name."""
        ...

    def delete(self, name: str, owner: str = "") -> bool:
        """Remove a conversation, and return whether there was one; `restore` brings it back."""
        ...

    def restore(self, name: str, owner: str = "") -> bool:
        """Bring back a conversation that was deleted, and return whether that was possible."""
        ...


def new_name() -> str:
    """Return a name that cannot be guessed."""
    return secrets.token_urlsafe(24)


def cut_title(words: str) -> str:
    """Return words as a title: on one line, cut to `MAX_TITLE` characters."""
    line = " ".join(words.split())
    return line if len(line) <= MAX_TITLE else f"{line[: MAX_TITLE - 2]} …"


class KeptInMemory:
    """Conversations that end with the process; safe to use from several threads."""

    def __init__(self, most: int = MOST_IN_MEMORY) -> None:
        self._most = most
        self._kept: OrderedDict[str, KeptConversation] = OrderedDict()
        self._deleted: OrderedDict[str, KeptConversation] = OrderedDict()
        self._lock = threading.Lock()

    def entries(self, owner: str = "") -> list[KeptConversation]:
        """Return an owner's conversations, the last asked first."""
        with self._lock:
            return _latest_first(kept for kept in self._kept.values() if kept.owner == owner)

    def find(self, name: str, owner: str = "") -> KeptConversation | None:
        """Return an owner's conversation of a name."""
        with self._lock:
            return _owned(self._kept.get(name), owner)

    def write(self, kept: KeptConversation) -> None:
        """Keep a conversation in place of an earlier one of its name."""
        with self._lock:
            self._put(self._kept, kept)

    def delete(self, name: str, owner: str = "") -> bool:
        """Remove a conversation, and return whether there was one; `restore` brings it back."""
        return self._moved(name, owner, self._kept, self._deleted)

    def restore(self, name: str, owner: str = "") -> bool:
        """Bring back a conversation that was deleted, and return whether that was possible."""
        return self._moved(name, owner, self._deleted, self._kept)

    def _moved(self, name: str, owner: str, here: Any, there: Any) -> bool:
        with self._lock:
            found = _owned(here.get(name), owner)
            if found is not None:
                del here[name]
                self._put(there, found)
            return found is not None

    def _put(self, place: OrderedDict[str, KeptConversation], kept: KeptConversation) -> None:
        place[kept.name] = kept
        place.move_to_end(kept.name)
        while len(place) > self._most:
            place.popitem(last=False)


class KeptInFolder:
    """Conversations in the files of a folder, which only its user can read.

    Raises ConfigError, here and when writing, for a folder that cannot be written. A file that
    cannot be read is left as it is, and its conversation is not listed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in folder.glob(f"*{_DELETED}"):  # of an earlier process: nobody can undo it
                if _NAME.fullmatch(file.stem):
                    file.unlink()
        except OSError as error:
            raise ConfigError(
                f"cannot keep conversations in {folder}: {error.strerror}; choose another folder"
            ) from error

    def entries(self, owner: str = "") -> list[KeptConversation]:
        """Return an owner's conversations, the last asked first."""
        names = [file.stem for file in self._folder.glob("*.json")]
        found = (self.find(name, owner) for name in names)
        return _latest_first(kept for kept in found if kept is not None)

    def find(self, name: str, owner: str = "") -> KeptConversation | None:
        """Return an owner's conversation of a name."""
        return _read(self._file(name), owner) if _NAME.fullmatch(name) else None

    def write(self, kept: KeptConversation) -> None:
        """Keep a conversation in place of an earlier one of its name."""
        fields = asdict(replace(kept, name="")) | {"asked": kept.asked.isoformat()}
        del fields["name"]
        text = json.dumps(fields, ensure_ascii=False, indent=1)
        try:
            write_whole(self._file(kept.name), text)
        except OSError as error:
            raise ConfigError(
                f"cannot keep the conversation in {self._folder}: {error.strerror}"
            ) from error

    def delete(self, name: str, owner: str = "") -> bool:
        """Remove a conversation, and return whether there was one; `restore` brings it back."""
        if self.find(name, owner) is None:
            return False
        return _renamed(self._file(name), self._file(name).with_suffix(_DELETED))

    def restore(self, name: str, owner: str = "") -> bool:
        """Bring back a conversation that was deleted, and return whether that was possible."""
        if not _NAME.fullmatch(name) or self._file(name).exists():
            return False
        deleted = self._file(name).with_suffix(_DELETED)
        return _read(deleted, owner) is not None and _renamed(deleted, self._file(name))

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"


_KEPT = TypeAdapter(KeptConversation)


def _read(file: Path, owner: str) -> KeptConversation | None:
    """Return the conversation in a file, None for a damaged file or another owner's."""
    try:
        fields = json.loads(file.read_bytes())
        kept = _KEPT.validate_python({**fields, "name": file.stem})
    except (OSError, ValueError, TypeError, RecursionError, ValidationError):
        return None
    return _owned(kept, owner) if kept.asked.tzinfo is not None else None


def _owned(kept: KeptConversation | None, owner: str) -> KeptConversation | None:
    if kept is None or not secrets.compare_digest(kept.owner.encode(), owner.encode()):
        return None
    return kept


def _latest_first(kept: Any) -> list[KeptConversation]:
    return sorted(kept, key=lambda one: one.asked, reverse=True)


def _renamed(file: Path, other: Path) -> bool:
    try:
        file.rename(other)
    except OSError:
        return False
    return True
