"""Conversations that survive a reload: found by name only, and limited in number."""

from __future__ import annotations

from rag.errors import QuestionError
from rag.ui.conversation_store import ConversationStore
from rag.ui.transcript import PageTurn

ONE, TWO = (PageTurn(n, "Why?", QuestionError("no")) for n in (1, 2))


def test_a_conversation_is_found_by_its_name() -> None:
    """The last version stored under a name is found, until it is deleted."""
    store = ConversationStore()
    name = store.keep(None, [ONE])
    assert store.keep(name, [ONE, TWO]) == name
    assert store.find(name) == [ONE, TWO]
    store.forget(name)
    assert store.find(name) == []


def test_a_name_that_was_not_issued_is_not_accepted() -> None:
    """A browser cannot choose its name, so no user can plant a conversation for another."""
    store = ConversationStore()
    name = store.keep("chosen", [ONE])
    assert name != "chosen" and len(name) >= 32
    assert store.find("chosen") == [] and store.find({"a": 1}) == []
    assert store.keep(None, [TWO]) != name and store.find(name) == [ONE]


def test_the_least_recently_used_conversation_is_dropped() -> None:
    """Beyond the limit, the conversation that was not used for longest is dropped."""
    store = ConversationStore(most=2)
    first, second = store.keep(None, [ONE]), store.keep(None, [ONE])
    store.keep(first, [ONE, TWO])
    store.keep(None, [TWO])
    assert store.find(first) == [ONE, TWO] and store.find(second) == []
