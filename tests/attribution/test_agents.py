"""Who speaks by the grammar of a cue: the agent of a passive, and the noun after "according to"."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def speakers(text: str) -> dict[str, str | None]:
    """Return the speakers by what they say."""
    found = attribute(text, split_sentences(text), shipped_tagger())
    return {text[a.start : a.end]: a.speaker for a in found if a.told_by is None}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Vera Moll was told by Captain Bo Rask that the ice was thin.", "Bo Rask"),
        ("At 20 Vera Moll was warned by the coach, Bo Rask, that the ice was thin.", "Bo Rask"),
        ("Vera Moll was told by her teacher that the ice was thin.", "Vera Moll’s teacher"),
        ("She won a place at the Moll Academy, where she was told by its head that the ice was "
         "thin.", None),
        ("Vera Moll was told that the ice was thin.", None),
        ("The board heard from Captain Bo Rask that the ice was thin.", "Bo Rask"),
        ("The board has heard that the ice was thin.", None),
        ("Vera Moll said by telephone that the ice was thin.", "Vera Moll"),
        ("According to the minutes of the club, which the Orton Gazette has seen, the ice was "
         "thin.", "the minutes of the club"),
        ("According to Vera Moll, the ice was thin.", "Vera Moll"),
        ("The ice was thin, according to the harbour master, Bo Rask.", "Bo Rask"),
    ],
)  # fmt: skip
def test_who_is_told_and_who_has_seen_a_letter_says_nothing(text: str, speaker: str | None) -> None:
    """The agent speaks, and the noun after "according to"; the passive subject only listens."""
    (found,) = {who for words, who in speakers(text).items() if "ice was" in words}
    assert found == speaker


def test_who_asks_is_named_by_the_passive() -> None:
    """ "Asked by reporters whether" is a question of the reporters."""
    found = speakers("Asked by Ms Quill whether the ice was thin, Bo Rask said that he had slept.")
    assert found["whether the ice was thin"] == "Ms Quill"
    assert found["that he had slept"] == "Bo Rask"


@pytest.mark.parametrize("hears", ["a jury heard yesterday", "the inquest has heard"])
def test_who_hears_says_nothing(hears: str) -> None:
    """What a court hears is somebody's whom the sentence does not name."""
    found = speakers(f"The owner of the mill took £2m from its pensioners, {hears}.")
    assert found
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("letter", "speaker"),
    [
        ("a letter from the owner of a shop in Mill Lane, who had written", "the owner of a shop"),
        ("a letter from Vera Moll, who wrote", "Vera Moll"),
        ("a note by Vera Moll, who once said", "Vera Moll"),
    ],
)
def test_what_a_letter_says_is_its_writer_s(letter: str, speaker: str) -> None:
    """Who reads a letter out has not said it."""
    text = f"Bo Rask said the hall was cold. He quoted {letter}: “I sell one lamp a week.”"
    (who,) = {who for words, who in speakers(text).items() if "one lamp" in words}
    assert (who or "").startswith(speaker)


def test_what_the_reader_of_a_letter_says_stays_his() -> None:
    """Only words right after "who wrote" are the writer's."""
    text = "Bo Rask, who had a letter from Vera Moll, said: “I sell one lamp a week.”"
    assert speakers(text) == {"“I sell one lamp a week.”": "Bo Rask"}
