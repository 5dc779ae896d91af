"""Whose speech a sentence is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.speech import attribution_of, speaks, spoken
from rag.english.speaker_names import same_speaker
from rag.types import (
    Attribution,
    Document,
    Place,
    Sentence,
    Span,
    SpeakerForm,
    SpeechAct,
)

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
        ("Lee", "Ann Lee", True),
        ("Orr", "Ann Lee", False),
        ("the mayor", "Ann Lee", False),  # nothing there calls her so
        ("the mayor", "the mayor", True),
        ("Lee", None, False),  # she is named there, but nobody clearly speaks
    ],
)
def test_speaks(asked: str, speaker: str | None, expected: bool) -> None:
    """A sentence is the speech of whom the index names, whoever else is named in it."""
    assert speaks(FIRST, FIRST.text, [attributed(speaker)], asked) is expected


def test_who_is_named_in_the_words_does_not_say_them() -> None:
    """ "I told the mayor," says somebody else than the mayor; "the mayor, Ann Lee," says it."""
    for text, expected in (
        ("“I told the mayor,” said Ann Lee.", False),
        ("“It leaks,” said the mayor, Ann Lee.", True),
        ("“It leaks,” said Ann Lee of the trust.", False),
    ):
        document = Document.from_text(text, Place("a.txt"))
        sentence = Sentence(document, 0, len(text), 1, False)
        said = Attribution(
            Span(document, 0, text.index("”") + 1), "Ann Lee", "name", "said", "direct"
        )
        asked = "the trust" if "trust" in text else "the mayor"
        assert speaks(sentence, text, [said], asked) is expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("the leader of the council", True),
        ("the leader of the farmers' union", False),
        ("the leader of the council of farmers", False),
    ],
)
def test_a_leader_of_another_body_is_another(asked: str, expected: bool) -> None:
    """What a description belongs to stands in the article, here in its headline."""
    text = "Council raises rents. “It leaks,” said Ann Lee, the leader."
    document = Document.from_text(text, Place("a.txt"))
    sentence = Sentence(document, 22, len(text), 1, False)
    said = Attribution(Span(document, 22, 33), "Ann Lee", "name", "said", "direct")
    assert speaks(sentence, sentence.text, [said], asked) is expected


def test_only_a_good_part_makes_a_sentence_speech() -> None:
    """An attribution that ends before a sentence is not its own."""
    assert spoken(FIRST, [attributed("Ann Lee")]) == [attributed("Ann Lee")]
    assert spoken(SECOND, [attributed("Ann Lee")]) == []


def test_a_denial_is_heard_however_short() -> None:
    """ "It" is all that Lee denies: the sentence is still her denial."""
    text = "Asked once more on the steps of the court, Ann Lee denied it."
    document = Document.from_text(text, Place("a.txt"))
    content = Span(document, len(text) - 3, len(text) - 1)
    denied = Attribution(content, "Ann Lee", "name", "denied", "indirect", "denied")
    sentence = Sentence(document, 0, len(text), 1, False)
    assert spoken(sentence, [denied]) == [denied]
    assert spoken(sentence, [replace(denied, act="said")]) == []


def test_whose_words_a_sentence_is_taken_for() -> None:
    """The asked person's own words come first: the act asked for, then what nobody else tells."""

    def said(start: int, speaker: str, act: SpeechAct, told_by: str | None = None) -> Attribution:
        span = Span(DOCUMENT, start, 25)
        return Attribution(span, speaker, "name", "cue", "indirect", act, told_by)

    orr = said(0, "Bo Orr", "said")
    wants = said(1, "Ann Lee", "thinks", "Bo Orr")
    denies = said(2, "Ann Lee", "denied")
    asks = said(3, "Ann Lee", "asked")
    heard = [wants, orr, denies, asks]
    assert attribution_of(heard, "Lee") == denies
    assert attribution_of(heard, "Lee", "asked") == asks
    assert attribution_of(heard, "Lee", "thinks") == wants
    assert attribution_of(heard, None) == orr
    assert attribution_of(heard, None, "denied") == denies
    assert attribution_of(heard, "Cy Ames") == orr
    assert attribution_of([], "Lee") is None


@pytest.mark.parametrize("asked", ["the union", "the letter", "the report of the board"])
def test_what_is_no_person_has_nobodys_words(asked: str) -> None:
    """Somebody else's words in a passage are never those of a body or a document."""
    said = [attributed("Ann Lee")]
    assert not speaks(FIRST, FIRST.text, said, asked, around=TEXT)
