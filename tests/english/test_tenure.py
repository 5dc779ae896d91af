"""Offices in time."""

from __future__ import annotations

import pytest

from rag.english.tenure import is_other_time, without_present


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("Who is the current mayor of Elsby?", "Who is the mayor of Elsby?"),
        ("who's the incumbent president", "who's the president"),
        ("Who is Elsby's current harbour master?", "Who is Elsby's harbour master?"),
        ("Who is the former mayor of Elsby?", "Who is the former mayor of Elsby?"),
        ("Who was the current mayor then?", "Who was the current mayor then?"),
        ("What is the current price of bread?", "What is the current price of bread?"),
        ("Who is the current behind?", "Who is the current behind?"),
    ],
)
def test_who_holds_an_office_holds_it_now(question: str, searched: str) -> None:
    """ "Current" is left out before an office, and nowhere else."""
    assert without_present(question) == searched


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("Who is the mayor?", "Former mayor Bo Orr laughed.", True),
        ("Who is the mayor?", "Bo Orr, who was mayor until 2017, laughed.", True),
        ("Who is the mayor?", "The mayor, Ann Lee, beat former mayor Bo Orr.", False),
        ("Who is the mayor?", "Ann Lee laughed.", False),
        ("Who is the former mayor?", "The current mayor, Ann Lee, laughed.", True),
        ("Who is the former mayor?", "Mayor Ann Lee laughed.", True),
        ("Who is the former mayor?", "Ex-mayor Bo Orr laughed.", False),
        ("Who is the former mayor?", "Bo Orr served as mayor for nine years.", False),
        ("Who was the mayor?", "The mayor, Ann Lee, laughed.", False),
        ("What did the mayor say?", "Former mayor Bo Orr laughed.", False),
    ],
)
def test_a_sentence_on_another_time(question: str, sentence: str, other: bool) -> None:
    """A sentence counts as one on another time if it has the office at no other."""
    assert is_other_time(question, sentence) is other
