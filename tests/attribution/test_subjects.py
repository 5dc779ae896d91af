"""The subject of a verb of saying."""

from __future__ import annotations

import pytest

from rag.attribution.subjects import Subject, find_subject, name_after
from rag.attribution.words import offsets, split_words


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
    """The subject is the speaker's noun phrase before a verb, across asides.

    Things do not speak, and a passive or negated verb has no speaker.
    """
    words = split_words(sentence)
    found = find_subject(words, len(words) - 1, None)
    assert (found and sentence[slice(*offsets(words[slice(*found.range)]))]) == subject


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("Ann Lee said", Subject(0, 2, phrase=0)),
        ("The mayor, Ann Lee, said", Subject(3, 5, phrase=0)),
        ("Ann Lee, who said", Subject(0, 2, phrase=0, relative=True)),
        (
            "Ann Lee is among the clerks who say",
            Subject(0, 2, phrase=0, among=True, relative=True),
        ),
    ],
)
def test_how_the_subject_is_tied_to_its_verb(sentence: str, subject: Subject) -> None:
    """A subject carries its noun phrase, and whether it is one of several or before "who"."""
    words = split_words(sentence)
    assert find_subject(words, len(words) - 1, None) == subject


def test_a_verb_after_and_takes_up_the_subject_of_the_statement_before() -> None:
    """ "Lee said it fell and added" has the subject of "said", where one is given."""
    words = split_words("Then Lee said it fell and added")
    assert find_subject(words, len(words) - 1, (1, 2)) == Subject(1, 2, phrase=1)


def test_a_name_after_a_noun() -> None:
    """ "…, said its president, Ann Lee" has the subject "Ann Lee"."""
    assert name_after(split_words("its president, Ann Lee."), 0, 2) == (3, 5)
    assert name_after(split_words("its president, who left."), 0, 2) == (0, 2)
