"""Conversations that outlive a reload: found by their names alone, and bounded."""

from __future__ import annotations

from rag.errors import QuestionError
from rag.ui.shelf import Shelf
from rag.ui.transcript import Turn

ONE, TWO = (Turn(n, "Why?", QuestionError("no")) for n in (1, 2))


def test_a_conversation_is_found_by_its_name() -> None:
    """What was kept last under a name is what is found, until it is forgotten."""
    shelf = Shelf()
    name = shelf.keep(None, [ONE])
    assert shelf.keep(name, [ONE, TWO]) == name
    assert shelf.find(name) == [ONE, TWO]
    shelf.forget(name)
    assert shelf.find(name) == []


def test_a_name_that_was_not_given_out_is_not_taken() -> None:
    """A browser can't choose its name, so nobody can lay a conversation where another looks."""
    shelf = Shelf()
    name = shelf.keep("chosen", [ONE])
    assert name != "chosen" and len(name) >= 32
    assert shelf.find("chosen") == [] and shelf.find({"a": 1}) == []
    assert shelf.keep(None, [TWO]) != name and shelf.find(name) == [ONE]


def test_the_conversation_left_longest_gives_way() -> None:
    """Of more conversations than are kept, the one that was used last stays."""
    shelf = Shelf(most=2)
    first, second = shelf.keep(None, [ONE]), shelf.keep(None, [ONE])
    shelf.keep(first, [ONE, TWO])
    shelf.keep(None, [TWO])
    assert shelf.find(first) == [ONE, TWO] and shelf.find(second) == []
