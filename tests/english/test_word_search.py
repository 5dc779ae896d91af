"""Words to search for, and where a text has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.english.word_search import read_phrases, spans_of


@pytest.mark.parametrize(
    ("words", "phrases"),
    [
        ("water prices", (("water",), ("price",))),
        ("the price of water", (("price",), ("water",))),
        ("the of", (("the",), ("of",))),
        ('"the price of water"', (("the", "price", "of", "water"),)),
        ("“air defence” Kyiv", (("kyiv",), ("air", "defenc"))),
        ('air "defence', (("air",), ("defenc",))),
        ("30,000 troops", (("30", "000"), ("troop",))),
        ("US troops", (("us",), ("troop",))),
        ("talks talk", (("talk",),)),
        ('"" …', ()),
        ("", ()),
    ],
)
def test_phrases(words: str, phrases: tuple[tuple[str, ...], ...]) -> None:
    """What is in quotation marks is one phrase; function words count there and alone only."""
    assert read_phrases(words) == phrases


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The talks failed. He talked.", "talk", ["talks", "talked"]),
        ("Water. Prices of water", "water price", ["Water", "Prices", "water"]),
        ("The price of water is no water price.", '"water price"', ["water price"]),
        ("Some 30,000 troops; 30 of 000", "30,000", ["30,000"]),
        ("air defence", '"air defence" air', ["air defence"]),
        ("Élysée’s gate", "elysee", ["Élysée’s"]),
        ("none", "water", []),
    ],
)
def test_spans_are_those_of_the_words(text: str, words: str, found: list[str]) -> None:
    """Spans are whole words in the order of the text; those that overlap are one."""
    spans = spans_of(text, read_phrases(words))
    assert [text[start:end] for start, end in spans] == found


@given(st.text(), st.text())
def test_any_words_are_searched_in_any_text(text: str, words: str) -> None:
    """Spans stand in the text, in order, and do not overlap, whatever is searched for."""
    ends = [0]
    for start, end in spans_of(text, read_phrases(words)):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
