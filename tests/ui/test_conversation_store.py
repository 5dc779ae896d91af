"""Conversations of the page: found by name and owner, asked again after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.engine.kept_conversations import KeptInFolder, KeptInMemory
from rag.errors import QuestionError
from rag.ui.conversation_store import ConversationStore
from rag.ui.transcript import PageTurn
from tests.ui_support import refused

ONE, TWO = (PageTurn(n, "Why?", refused()) for n in (1, 2))


def never(kept: Mapping[str, Any]) -> list[PageTurn]:
    """Fail: no question has to be asked again."""
    raise AssertionError(kept)


def test_a_conversation_is_found_by_its_name() -> None:
    """The last version stored under a name is found, until it is deleted, and after an undo."""
    store = ConversationStore(KeptInMemory(), lambda kept: [ONE, TWO])
    name = store.keep("", "", [ONE])
    assert store.keep("", name, [ONE, TWO]) == name
    assert store.find("", name) == [ONE, TWO]
    assert store.delete("", name) and store.find("", name) == []
    assert store.restore("", name) and store.find("", name) == [ONE, TWO]


def test_a_name_that_was_not_issued_is_not_accepted() -> None:
    """A browser cannot choose its name, so no user can plant a conversation for another."""
    store = ConversationStore(KeptInMemory(), never)
    name = store.keep("", "chosen", [ONE])
    assert name != "chosen" and len(name) >= 32
    assert store.find("", "chosen") == []
    assert store.keep("", "", [TWO]) != name and store.find("", name) == [ONE]


def test_no_other_owner_finds_deletes_or_overwrites_a_conversation(tmp_path: Path) -> None:
    """A conversation belongs to its browser's secret, in memory and in a folder."""
    for keeps in (KeptInMemory(), KeptInFolder(tmp_path / "kept")):
        store = ConversationStore(keeps, never)
        name = store.keep("mine", "", [ONE])
        assert store.find("theirs", name) == [] and store.entries("theirs") == []
        assert not store.delete("theirs", name)
        assert store.keep("theirs", name, [TWO]) != name
        store.rename("theirs", name, "Stolen")
        assert [kept.title for kept in store.entries("mine")] == ["Why?"]
        assert store.delete("mine", name) and not store.restore("theirs", name)
        assert store.restore("mine", name)


def test_a_conversation_that_memory_dropped_is_asked_again() -> None:
    """Beyond the limit, the least recently used answers are dropped, not the questions."""
    asked: list[Mapping[str, Any]] = []

    def resume(kept: Mapping[str, Any]) -> list[PageTurn]:
        asked.append(kept)
        return [ONE]

    store = ConversationStore(KeptInMemory(), resume, most=2)
    first, second = store.keep("", "", [ONE]), store.keep("", "", [ONE])
    store.keep("", first, [ONE, TWO])
    store.keep("", "", [TWO])
    assert store.find("", first) == [ONE, TWO] and asked == []
    assert store.find("", second) == [ONE]
    assert [len(kept["turns"]) for kept in asked] == [1]


def test_a_title_is_the_first_question_until_it_is_renamed() -> None:
    """Titles are one short line; later questions and blank names change nothing."""
    blank = ConversationStore(KeptInMemory(), never)
    name = blank.keep("", "", [PageTurn(1, " ", QuestionError("the question is empty"))])
    assert [kept.title for kept in blank.entries("")] == ["Untitled"]
    blank.keep("", name, [PageTurn(1, " ", QuestionError("the question is empty")), TWO])
    assert [kept.title for kept in blank.entries("")] == ["Why?"]
    store = ConversationStore(KeptInMemory(), never)
    name = store.keep("", "", [PageTurn(1, "Who\nsaid it? " + "x" * 500, refused())])
    title = store.entries("")[0].title
    assert title.startswith("Who said it? x") and len(title) <= 120
    store.rename("", name, "  ")
    store.keep("", name, [ONE, TWO])
    assert store.entries("")[0].title == title
    store.rename("", name, "The dam")
    assert store.entries("")[0].title == "The dam"
