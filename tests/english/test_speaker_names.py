"""Looking speakers up by name."""

from __future__ import annotations

import pytest

from rag.english import speaker_names
from rag.english.speaker_names import SpeakerNames, same_speaker

NAMES = (
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
ASKED = (*NAMES, "Zoe Oort", "Oort", "the mayor", "Orr's", "spokesman", "Piers Lee", "others", "")


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
