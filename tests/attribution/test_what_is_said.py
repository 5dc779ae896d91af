"""What belongs to a cue: the polarity of its own clause, and nothing that its verb does not say."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.attribution.spans import AttributionSpan
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def speech(text: str) -> dict[str, AttributionSpan]:
    """Return the attributions of a text by what is said, without what others tell."""
    found = attribute(text, split_sentences(text), shipped_tagger())
    return {text[a.start : a.end]: a for a in found if a.told_by is None}


def test_each_object_has_the_verb_of_its_own_clause() -> None:
    """Who welcomes one thing and questions another does not welcome both."""
    found = speech(
        "Tilda Moss, who leads the Fair Fares group, welcomed the timetable but questioned the "
        "price. Bo Rask came later."
    )
    assert found["the timetable"].cue == "welcomed"
    assert found["the price"].cue == "questioned"


def test_a_rejection_behind_the_cue_is_not_that_of_what_stands_before() -> None:
    """In "it fell, the board said, rejecting a theory" only the theory is rejected."""
    found = speech(
        "A cracked axle caused the crash at Orton, the Rail Safety Board said Friday, rejecting "
        "the company's theory that a cow was to blame."
    )
    (fell,) = [a for words, a in found.items() if "cracked axle" in words]
    (theory,) = [a for words, a in found.items() if "theory" in words]
    assert "reject" not in fell.cue
    assert theory.cue == "rejecting"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chicks called out half as often as others in the trial.", "out half"),
        ("The ferry was named by Mayor Ida Moll in May.", "The ferry"),
        ("The fern was first described in 1890 by the botanist Nils Frey.", "The fern"),
        ("Ida Moll said she had left, and showed the court her letter.", "the court her letter"),
    ],
)
def test_verbs_that_say_nothing_of_their_objects(text: str, words: str) -> None:
    """Who names a ship, shows a letter or calls out less often says nothing about it."""
    assert not [said for said in speech(text) if said.startswith(words)]


def test_who_is_punished_for_saying_something_has_said_it() -> None:
    """The referee who sent a man off for saying something did not say it."""
    found = speech(
        "Bo Rask swore. The referee, Ida Moll, sent him to the stand for saying something similar."
    )
    assert "Ida Moll" not in {a.speaker for a in found.values()}


def test_a_cue_with_a_subject_of_its_own_is_not_the_bills() -> None:
    """A bill does not agree where a nominee does."""
    found = speech(
        "Families press for a hearing.\n\nThe bill would let families sue the mine, and nominee "
        "Ida Moll agrees."
    )
    assert "The bill" not in {a.speaker for a in found.values()}


def test_a_report_reaches_up_to_the_comma_before_its_speaker() -> None:
    """ "The strike cost the port a million, he added" reports all of that, without "and"."""
    found = speech(
        "Bo Rask said he was glad. The dispute cost the port a million crowns, he added. Ida Moll "
        "rejected the offer and said the talks were over."
    )
    assert "The dispute cost the port a million crowns" in found
    assert not [said for said in found if said.endswith((" and", " but"))]
