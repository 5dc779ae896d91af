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
