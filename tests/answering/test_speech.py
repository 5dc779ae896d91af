"""Whose speech a sentence is."""

from __future__ import annotations

import pytest

from rag.answering.speech import name_pattern, seems, speaks, spoken
from rag.english.speaker_names import same_speaker
from rag.types import Attribution, Document, Place, Sentence, Span, SpeakerForm

TEXT = "“It leaks,” said Ann Lee. Bo Orr was there. He nodded."
DOCUMENT = Document.from_text(TEXT, Place("a.txt"))
FIRST = Sentence(DOCUMENT, 0, 25, 1, False)
SECOND = Sentence(DOCUMENT, 26, 43, 1, False)


def attributed(speaker: str | None, form: SpeakerForm = "name") -> Attribution:
    """Give the quotation to somebody."""
    return Attribution(Span(DOCUMENT, 0, 11), speaker, form, "said", "direct")


@pytest.mark.parametrize(
    ("asked", "speaker", "same"),
    [
        ("Lee", "Ann Lee", True),
        ("ann lee", "Ann Lee", True),
        ("President Ann Lee", "Ann Lee", True),
        ("Ann Lee", "Lee", True),
        ("Ann Lee", "Bo Lee", False),
        ("Lee", "a spokesman for Lee", False),
        ("Ann", "Ann Lee", False),
        ("Zoë Lee's", "Zoe Lee", True),
        ("the council", "the council", True),
        ("the council", "the council of elders", True),
        ("the council", "the church council", True),
        ("Lee", None, False),
        ("Lee", "Ann Lee and Bo Orr", True),
        ("Orr", "Ann Lee and Bo Orr", True),
        ("Orr", "officials, including Bo Orr", True),
        ("Orr", "Bo Orr and other officials", True),
        ("?!", "Ann Lee", False),
    ],
)
def test_same_speaker(asked: str, speaker: str | None, same: bool) -> None:
    """A last name is enough where no other first name stands against it; a spokesman is another."""
    assert same_speaker(asked, speaker) is same


@pytest.mark.parametrize(
    ("asked", "speaker", "expected"),
    [
        ("Lee", "Ann Lee", 1.0),
        ("Orr", "Ann Lee", 0.0),
        ("the mayor", "Ann Lee", 0.0),  # nothing there calls her so
        ("the mayor", "the mayor", 1.0),
        ("Lee", None, 1.0),  # nobody is named by the index, and the sentence names her
    ],
)
def test_speaks(asked: str, speaker: str | None, expected: float) -> None:
    """What the index knows counts; where it knows nobody, the signs of the sentence do."""
    said = [attributed(speaker)]
    assert speaks(FIRST, FIRST.text, "", said, asked, name_pattern(asked)) == expected


def test_who_is_named_in_the_words_does_not_say_them() -> None:
    """ "I told the mayor," says somebody else than the mayor; "the mayor, Ann Lee," says it."""
    for text, expected in (
        ("“I told the mayor,” said Ann Lee.", 0.0),
        ("“It leaks,” said the mayor, Ann Lee.", 1.0),
        ("“It leaks,” said Ann Lee of the trust.", 0.0),
    ):
        document = Document.from_text(text, Place("a.txt"))
        sentence = Sentence(document, 0, len(text), 1, False)
        said = Attribution(
            Span(document, 0, text.index("”") + 1), "Ann Lee", "name", "said", "direct"
        )
        asked = "the trust" if "trust" in text else "the mayor"
        assert speaks(sentence, text, "", [said], asked, name_pattern(asked)) == expected


def test_only_a_good_part_makes_a_sentence_speech() -> None:
    """An attribution that ends before a sentence is not its own."""
    assert spoken(FIRST, [attributed("Ann Lee")]) == [attributed("Ann Lee")]
    assert spoken(SECOND, [attributed("Ann Lee")]) == []


def test_signs_of_speech() -> None:
    """A name beside a verb, "he said" after a name, a quotation after a name; else nothing."""
    name = name_pattern("Ann Lee")
    assert seems("Lee said it leaked.", "", name) == 1.0
    assert seems("She said it leaked.", "Lee came.", name) == 0.7
    assert seems("“It leaks.”", "Lee came.", name) == 0.5
    assert seems("Lee came.", "", name) == 0.0


@pytest.mark.parametrize("asked", ["the union", "the letter", "the report of the board"])
def test_what_is_no_person_has_nobodys_words(asked: str) -> None:
    """Somebody else's words in a passage are never those of a body or a document."""
    said = [attributed("Ann Lee")]
    name = name_pattern(asked)
    assert speaks(FIRST, FIRST.text, "", said, asked, name, around=TEXT) == 0.0
