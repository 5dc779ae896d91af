"""Looking speakers up by name."""

from __future__ import annotations

import pytest

from rag.english import speaker_names
from rag.english.speaker_names import SpeakerNames, is_name, same_speaker

NAMES = (
    "Mr. Lee",
    "Marco “Red” Quill",
    "Paul Quill Jr.",
    "opponents to the plan",
    "Ann Lee",
    "Bo Orr",
    "Lee",
    "Ann Lee and Bo Orr",
    "officials, including Zoë Oort",
    "the mayor of Oskerby",
    "a spokesman for Bo Orr",
    "Dr Orr",
    "Russia",
    "…",
)
ASKED = (
    *NAMES,
    "Zoe Oort",
    "Oort",
    "the mayor",
    "Orr's",
    "spokesman",
    "Piers Lee",
    "others",
    "",
    "Marco Quill",
    "Red Quill",
    "Paul Quill",
    "Quill",
)


@pytest.mark.parametrize("asked", ASKED)
def test_finds_whom_a_comparison_with_each_name_finds(asked: str) -> None:
    """The look-up by last words finds the same names, in order, as comparing all of them."""
    expected = [name for name in NAMES if same_speaker(asked, name)]
    assert SpeakerNames(NAMES).meant_by(asked) == expected
    assert SpeakerNames(NAMES).speaks(asked) is bool(expected)


def test_a_look_up_does_not_go_through_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only names with the same last word are compared, and no name's words are taken again."""
    names = SpeakerNames([f"Ann Lee{i}" for i in range(500)])
    assert names.speaks("Lee7")  # the first one takes the words of all names
    compared: list[str | None] = []
    taken: list[str] = []
    words = speaker_names.name_words

    def compare(asked: str, speaker: str | None) -> bool:
        compared.append(speaker)
        return same_speaker(asked, speaker)

    def take(name: str) -> tuple[str, ...]:
        taken.append(name)
        return words(name)

    monkeypatch.setattr(speaker_names, "same_speaker", compare)
    monkeypatch.setattr(speaker_names, "name_words", take)
    for i in range(20):
        assert names.meant_by(f"Lee{i}") == [f"Ann Lee{i}"]
    assert compared == [f"Ann Lee{i}" for i in range(20)]
    assert len(taken) <= 6 * 20  # however many names there are


def test_shared_last_names_are_those_of_several() -> None:
    """A last name that two people have, in full, is shared."""
    names = SpeakerNames(["Ann Lee", "Piers Lee", "Bo Orr", "Orr", "the old Orr"])
    assert names.shared_last_names == {"lee"}


@pytest.mark.parametrize(
    ("asked", "speaker", "same"),
    [
        ("Anna Lee", "Mr. Lee", False),
        ("Mr. Lee", "Anna Lee", False),
        ("Ms. Lee", "Anna Lee", True),
        ("Paul Lee", "Mr. Lee", True),
        ("Paul Lee", "Paul Lee Jr.", True),
        ("Paul Lee Jr.", "Paul Lee", False),
        ("Lee", "Paul Lee Jr.", True),
        ("Paul Lee Jr.", "Paul Lee Jr.", True),
        ("Marco Quill", "Marco “Red” Quill", True),
        ("Red Quill", "Marco “Red” Quill", True),
        ("Marco “Red” Quill", "Marco Quill", True),
        ("Marco B. Quill", "Marco Quill", True),
        ("von der Lee", "Anna von der Lee", True),
        ("Anna Lee", "Anna Lee’s deputy", False),
        ("the mayor", "The mayor of Oskerby", True),
        ("a spokesman for Anna Lee", "a spokesman for Anna Lee", True),
        ("Anna Lee", "a spokesman for Anna Lee", False),
        ("…", "…", True),
    ],
)
def test_names_of_one_speaker(asked: str, speaker: str, same: bool) -> None:
    """Titles, suffixes and genders tell people apart; nicknames and initials do not."""
    assert same_speaker(asked, speaker) is same


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Anna Lee", True),
        ("Anna von der Lee", True),
        ("Marco “Red” Quill", True),
        ("Secretary of State Lee", True),
        ("The mayor", False),
        ("Lee’s aides", False),
        ("some Democrats", False),
        ("", False),
    ],
)
def test_a_name_is_no_noun(speaker: str, name: bool) -> None:
    """What has a word of its own in small letters is a noun, whatever it begins with."""
    assert is_name(speaker) is name


@pytest.mark.parametrize(
    ("asked", "speaker", "same"),
    [
        ("Owner Hanne Lee", "Hanne Lee", True),
        ("District Engineer Hanne Lee", "Hanne Lee", True),
        ("Owner Hanne Lee", "Ida Lee", False),
        ("Captain Lee", "Hanne Lee", False),
    ],
)
def test_what_a_person_is_may_stand_before_a_full_name(
    asked: str, speaker: str, same: bool
) -> None:
    """A title before a full name does not hide it; before a last name it may be another's."""
    assert same_speaker(asked, speaker) is same
