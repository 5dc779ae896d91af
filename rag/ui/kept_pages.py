"""The page's handlers of conversations: begun, opened again, named, deleted and brought back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import gradio as gr

from rag.engine import Engine
from rag.engine.kept_conversations import KeptInFolder, KeptInMemory, new_name
from rag.errors import RagError
from rag.ui import transcript
from rag.ui.address import Address
from rag.ui.conversation_store import ConversationStore
from rag.ui.page_settings import PageSettings
from rag.ui.render import text
from rag.ui.transcript import PageTurn
from rag.ui.views import conversations

_SECRET = re.compile(r"[A-Za-z0-9_-]{24,64}")  # as `new_name` makes them


class Whose(NamedTuple):
    """Whose conversation a page shows, and its name; both come from the browser."""

    owner: str
    name: str


class Changed(NamedTuple):
    """What a page shows after a change: a conversation, and a line of HTML about it, or ""."""

    name: str
    turns: list[PageTurn]
    said: str = ""


class KeptPages:
    """The conversations that pages show, in a folder or in memory."""

    def __init__(self, engine: Engine, settings: PageSettings) -> None:
        self._own = settings.own_conversations
        self._lasting = settings.conversations is not None
        keeps = KeptInFolder(settings.conversations) if settings.conversations else KeptInMemory()
        self._store = ConversationStore(keeps, partial(transcript.resumed, engine))

    def whose(self, owner: object, name: object) -> Whose:
        """Return the owner and the name that a page sent; a browser without a secret gets one."""
        known = isinstance(owner, str) and _SECRET.fullmatch(owner)
        mine = (str(owner) if known else new_name()) if self._own else ""
        return Whose(mine, name if isinstance(name, str) else "")

    def turns(self, page: Whose) -> list[PageTurn]:
        """Return a page's conversation; one that cannot be opened is empty, with a warning."""
        try:
            return self._store.find(*page)
        except RagError as error:
            gr.Warning(str(error))
            return []

    def keep(self, page: Whose, turns: list[PageTurn]) -> Changed:
        """Keep a page's conversation; if it stays in memory only, a warning says why."""
        kept = self._store.keep(*page, turns)
        if kept.failure is not None:
            gr.Warning(str(kept.failure))
        return Changed(kept.name, kept.turns)

    def listing(self, page: Whose, address: Address) -> str:
        """Return the list of a page's conversations."""
        kept = self._store.entries(page.owner)
        return conversations.view(kept, page.name, address, lasting=self._lasting)

    def change(self, page: Whose, act: str, values: Mapping[str, str]) -> Changed | None:
        """Carry out what a button or form asks for; None for what is none of these acts."""
        try:
            return self._change(page, act, values)
        except RagError as error:
            return Changed(page.name, self.turns(page), text(str(error)))

    def _change(self, page: Whose, act: str, values: Mapping[str, str]) -> Changed | None:
        name = values.get("name", "")
        if act == "begin":
            return Changed("", [])
        if act == "resume":
            return Changed(name, self.turns(Whose(page.owner, name)))
        if act == "rename":
            self._store.rename(page.owner, name, values.get("title", ""))
        elif act == "delete":
            return self.delete(page, name)
        elif act == "restore":
            self._store.restore(page.owner, name)
            return Changed(name, self.turns(Whose(page.owner, name)))
        else:
            return None
        return Changed(page.name, self.turns(page))

    def delete(self, page: Whose, name: str) -> Changed:
        """Delete a conversation; the line about it has a button that brings it back."""
        deleted = self._store.delete(page.owner, name)
        undo = (
            f'<button type="button" class="act" data-act="restore" data-name="{text(name)}">Undo'
            "</button>"
        )
        said = f"The conversation was deleted. {undo}" if deleted else ""
        if name == page.name:
            return Changed("", [], said)
        return Changed(page.name, self.turns(page), said)
