"""Who a sentence says is speaking."""

from __future__ import annotations

import pytest

from rag.attribution.subjects import Subjects
from rag.attribution.words import extent, read_words


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("Ann Lee said", "Ann Lee"),
        ("Ann Lee has also said", "Ann Lee"),
        ("Ann Lee, the mayor, said", "Ann Lee"),
        ("The mayor, Ann Lee, said", "Ann Lee"),
        ("The head of the school at Oskerby, Ann Lee, said", "Ann Lee"),
        ("The Oskerby Council, Ann Lee, said", "The Oskerby Council"),
        ("Ann Lee, who left, said", "Ann Lee"),
        ("Ann Lee left and said", "Ann Lee"),
        ("In Oskerby the council said", "the council"),
        ("Theresa May said", "Theresa May"),
        ("Half of them left after Orr came and said", None),
        ("The bridge that supported", None),
        ("It was said", None),
        ("Ann Lee has not said", None),
    ],
)
def test_the_subject_of_the_last_word(sentence: str, subject: str | None) -> None:
    """The words for somebody before a verb, over asides; none for things and in the passive."""
    words = read_words(sentence)
    found = Subjects(words).before(len(words) - 1)
    assert (found and sentence[slice(*extent(words[slice(*found)]))]) == subject


def test_a_name_behind_a_noun() -> None:
    """ "…, said its president, Ann Lee" is Ann Lee's."""
    assert Subjects(read_words("its president, Ann Lee.")).named_behind(0, 2) == (3, 5)
    assert Subjects(read_words("its president, who left.")).named_behind(0, 2) == (0, 2)
