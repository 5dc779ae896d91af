"""Conversations of the page: found by name and owner, asked again after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.engine.kept_conversations import KeptInFolder, KeptInMemory
from rag.errors import ConfigError, QuestionError
from rag.ui.conversation_store import ConversationStore
from rag.ui.transcript import PageTurn
from tests.ui_support import refused

ONE, TWO = (PageTurn(n, "Why?", refused()) for n in (1, 2))


def keep(store: ConversationStore, owner: str, name: str, turns: list[PageTurn]) -> str:
    """Keep a conversation, and return its name."""
    return store.keep(owner, name, turns).name


def never(kept: Mapping[str, Any]) -> list[PageTurn]:
    """Fail: no question has to be asked again."""
    raise AssertionError(kept)


def test_a_conversation_is_found_by_its_name() -> None:
    """The last version stored under a name is found, until it is deleted, and after an undo."""
    store = ConversationStore(KeptInMemory(), lambda kept: [ONE, TWO])
    name = keep(store, "", "", [ONE])
    assert keep(store, "", name, [ONE, TWO]) == name
    assert store.find("", name) == [ONE, TWO]
    assert store.delete("", name) and store.find("", name) == []
    assert store.restore("", name) and store.find("", name) == [ONE, TWO]


def test_a_name_that_was_not_issued_is_not_accepted() -> None:
    """A browser cannot choose its name, so no user can plant a conversation for another."""
    store = ConversationStore(KeptInMemory(), never)
    name = keep(store, "", "chosen", [ONE])
    assert name != "chosen" and len(name) >= 32
    assert store.find("", "chosen") == []
    assert keep(store, "", "", [TWO]) != name and store.find("", name) == [ONE]


def test_no_other_owner_finds_deletes_or_overwrites_a_conversation(tmp_path: Path) -> None:
    """A conversation belongs to its browser's secret, in memory and in a folder."""
    for keeps in (KeptInMemory(), KeptInFolder(tmp_path / "kept")):
        store = ConversationStore(keeps, never)
        name = keep(store, "mine", "", [ONE])
        assert store.find("theirs", name) == [] and store.entries("theirs") == []
        assert not store.delete("theirs", name)
        assert keep(store, "theirs", name, [TWO]) != name
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
    first, second = keep(store, "", "", [ONE]), keep(store, "", "", [ONE])
    keep(store, "", first, [ONE, TWO])
    keep(store, "", "", [TWO])
    assert store.find("", first) == [ONE, TWO] and asked == []
    assert store.find("", second) == [ONE]
    assert [len(kept["turns"]) for kept in asked] == [1]


def test_a_title_is_the_first_question_until_it_is_renamed() -> None:
    """Titles are one short line; later questions and blank names change nothing."""
    blank = ConversationStore(KeptInMemory(), never)
    name = keep(blank, "", "", [PageTurn(1, " ", QuestionError("the question is empty"))])
    assert [kept.title for kept in blank.entries("")] == ["Untitled"]
    keep(blank, "", name, [PageTurn(1, " ", QuestionError("the question is empty")), TWO])
    assert [kept.title for kept in blank.entries("")] == ["Why?"]
    store = ConversationStore(KeptInMemory(), never)
    name = keep(store, "", "", [PageTurn(1, "Who\nsaid it? " + "x" * 500, refused())])
    title = store.entries("")[0].title
    assert title.startswith("Who said it? x") and len(title) <= 120
    store.rename("", name, "  ")
    keep(store, "", name, [ONE, TWO])
    assert store.entries("")[0].title == title
    store.rename("", name, "The dam")
    assert store.entries("")[0].title == "The dam"


def test_two_tabs_keep_the_questions_of_both() -> None:
    """What one tab asked while the other waited stays; the later turn comes behind it."""
    store = ConversationStore(KeptInMemory(), never)
    name = keep(store, "", "", [ONE])
    mine, theirs = (PageTurn(2, question, refused()) for question in ("Mine?", "Theirs?"))
    keep(store, "", name, [ONE, mine])
    turns = store.keep("", name, [ONE, theirs]).turns
    assert [(t.number, t.question) for t in turns] == [(1, "Why?"), (2, "Mine?"), (3, "Theirs?")]
    closed = [*turns[:-1], replace(turns[-1], closed=True)]
    assert store.keep("", name, closed).turns == closed


def test_a_conversation_that_cannot_be_opened_is_not_overwritten(tmp_path: Path) -> None:
    """The next question begins another conversation, and the file stays as it was."""

    def fail(kept: Mapping[str, Any]) -> list[PageTurn]:
        raise ConfigError("it cannot be read")

    name = keep(ConversationStore(KeptInFolder(tmp_path), never), "", "", [ONE])
    file = tmp_path / f"{name}.json"
    before = file.read_bytes()
    restarted = ConversationStore(KeptInFolder(tmp_path), fail)
    with pytest.raises(ConfigError):
        restarted.find("", name)
    assert keep(restarted, "", name, [TWO]) != name
    assert file.read_bytes() == before


def test_a_full_disk_loses_no_turn(tmp_path: Path) -> None:
    """What cannot be written stays in memory under its name, and the reason is given."""
    folder = tmp_path / "kept"
    store = ConversationStore(KeptInFolder(folder), never)
    folder.rmdir()
    kept = store.keep("", "", [ONE])
    assert "cannot keep the conversation" in str(kept.failure)
    assert store.find("", kept.name) == [ONE]
