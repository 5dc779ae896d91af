"""Questions in other languages than English."""

from __future__ import annotations

import pytest

from rag.english.other_languages import is_other_language


def known(word: str) -> bool:
    """Return whether articles on Vorden have a word."""
    return word.lower() in {"vorden", "macron", "der", "leyen", "von", "de", "la", "rue", "東京"}


@pytest.mark.parametrize(
    "text",
    [
        "Wer ist der Bürgermeister von Vorden?",
        "Was sagte Macron über die Fähre?",
        "¿Quién es el alcalde de Vorden?",
        "Qui est le maire de Vorden ?",
        "Quando è la festa di Vorden?",
        "Wat is het plan voor de haven?",
        "Kto jest burmistrzem w Vorden?",
        "Кто мэр города?",
        "水の価格は",
    ],
)
def test_other_languages(text: str) -> None:
    """Function words and scripts tell, whatever name the question has in common with articles."""
    assert is_other_language(text, known)


@pytest.mark.parametrize(
    "text",
    [
        "Was the mayor there?",
        "wat did the mayor say",
        "Who is Ursula von der Leyen?",
        "De la Rue on pensions",
        "Come and see: what is it?",
        "What does κόσμος mean?",
        "東京",
        "Vorden",
        "2025?",
    ],
)
def test_english(text: str) -> None:
    """English with foreign names or a slip is English, and what articles have can be asked for."""
    assert not is_other_language(text, known)
