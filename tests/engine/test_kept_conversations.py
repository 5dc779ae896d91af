"""Conversations in a folder: they outlive the program, and damaged files hurt nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rag.engine.kept_conversations import (
    Keeps,
    KeptConversation,
    KeptInFolder,
    KeptInMemory,
    new_name,
)
from rag.errors import ConfigError

TURN = {"question": "Why?", "opens": True, "filters": None, "top": None, "min_confidence": None}
SAVED: dict[str, Any] = {"turns": [TURN], "opens": False}


def kept(title: str, minute: int = 0) -> KeptConversation:
    """Return a conversation that was asked at a minute."""
    asked = datetime(2026, 3, 1, 12, minute, tzinfo=UTC)
    return KeptConversation(new_name(), "", title, asked, SAVED)


@pytest.fixture(params=["memory", "folder"])
def keeps(request: pytest.FixtureRequest, tmp_path: Path) -> Keeps:
    """Return a place of each kind."""
    return KeptInMemory() if request.param == "memory" else KeptInFolder(tmp_path / "kept")


def test_what_was_written_is_found_and_listed_by_time(keeps: Keeps) -> None:
    """The last asked is first, and each is found as it was written."""
    early, late = kept("early", 1), kept("late", 2)
    for one in (late, early):
        keeps.write(one)
    assert keeps.entries() == [late, early] and late.questions == 1
    keeps.write(replace(early, title="renamed"))
    assert keeps.find(early.name) == replace(early, title="renamed")


def test_a_deleted_conversation_can_be_brought_back(keeps: Keeps) -> None:
    """Deleting removes it from the list; restoring brings it back once."""
    one = kept("one")
    keeps.write(one)
    assert keeps.delete(one.name) and keeps.entries() == [] and not keeps.delete(one.name)
    assert keeps.restore(one.name) and keeps.entries() == [one]
    assert not keeps.restore(one.name) and not keeps.restore(new_name())


def test_a_folder_outlives_the_program(tmp_path: Path) -> None:
    """Another process finds the conversations; what was deleted before it began is gone."""
    first = KeptInFolder(tmp_path / "kept")
    stays, goes = kept("stays"), kept("goes")
    first.write(stays)
    first.write(goes)
    first.delete(goes.name)
    second = KeptInFolder(tmp_path / "kept")
    assert second.entries() == [stays] and not second.restore(goes.name)
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["", "[]", "{}", "null", '{"title": 1}', "{\x00"])
def test_a_damaged_file_is_left_as_it_is(tmp_path: Path, damage: str) -> None:
    """Its conversation is not listed, the others are, and the file is not changed."""
    keeps = KeptInFolder(tmp_path)
    good, bad = kept("good"), kept("bad")
    keeps.write(good)
    file = tmp_path / f"{bad.name}.json"
    file.write_text(damage, "utf-8")
    assert keeps.entries() == [good] and keeps.find(bad.name) is None
    assert file.read_text("utf-8") == damage


@pytest.mark.parametrize("name", ["", "..", "../secret", "a" * 300, "x/../../y" + "a" * 24])
def test_no_other_file_can_be_named(tmp_path: Path, name: str) -> None:
    """A name that is no name of a conversation finds, deletes and restores nothing."""
    keeps = KeptInFolder(tmp_path / "kept")
    (tmp_path / "secret.json").write_text(json.dumps({"title": "x"}), "utf-8")
    assert keeps.find(name) is None and not keeps.delete(name) and not keeps.restore(name)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    """A file in its place is a ConfigError that names it."""
    (tmp_path / "kept").write_text("a file", "utf-8")
    with pytest.raises(ConfigError, match=r"cannot keep conversations in .*kept"):
        KeptInFolder(tmp_path / "kept")
