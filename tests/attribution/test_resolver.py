"""Who is meant by the subject of a statement."""

from __future__ import annotations

import pytest

from rag.attribution.people import find_people
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import Speaker, resolve_speaker
from rag.types import SpeakerForm

TEXT = (
    "President Ann Lee came. Then Lee's aides, Lee, the president and a man from Lee Street spoke."
)


def resolve(text: str, words: str) -> Speaker:
    """Return who is meant by the last occurrence of words in a text."""
    people = find_people(text, headings=[], quotations=[])
    start = text.rindex(words)
    return resolve_speaker(Discourse(people), (start, start + len(words)))


@pytest.mark.parametrize(
    ("words", "name", "form"),
    [
        ("the president", "Ann Lee", "role"),
        ("Lee's aides", "Lee's aides", "role"),
        ("a man from Lee Street", "a man from Lee Street", "role"),
    ],
)
def test_a_noun_means_its_only_holder(words: str, name: str, form: SpeakerForm) -> None:
    """A noun resolves to the one person who is called so, or else to its own words."""
    assert resolve(TEXT, words) == Speaker(name, form)


def test_a_last_name_means_its_bearer() -> None:
    """A last name resolves to the full name."""
    assert resolve("President Ann Lee came. Then Lee", "Lee") == Speaker("Ann Lee", "name")


def test_initials_before_a_colon_are_a_name() -> None:
    """ "PM: It rains" in a live blog by Pia Moll is hers; the PM who speaks is not she."""
    assert resolve("By Pia Moll\n\nPM: It rains.", "PM").name == "Pia Moll"
    assert resolve("By Pia Moll\n\nIt rains, the PM said.", "PM").name == "PM"


def test_a_member_of_a_group() -> None:
    """ "Officials, including Lee" resolves to both, Lee by the full name."""
    text = "Ann Lee came. Some officials, including Lee"
    expected = Speaker("Some officials, including Ann Lee", "role")
    assert resolve(text, "Some officials, including Lee") == expected


def test_the_heads_of_a_group() -> None:
    """ "Officials, with Lee and Orr at their head" resolves to all of them, without places."""
    text = "Some officials, with Ann Lee of Oskerby and Bo Orr at their head"
    expected = Speaker("Some officials, including Ann Lee and Bo Orr", "role")
    assert resolve(text, text) == expected


def test_two_people_who_speak_together() -> None:
    """ "Lee and Orr" resolves to both, each by the full name."""
    found = resolve("Ann Lee met Bo Orr. Lee and Orr", "Lee and Orr")
    assert found == Speaker("Ann Lee and Bo Orr", "name")


def test_the_author_of_a_text() -> None:
    """A text that speaks resolves to the person who wrote it."""
    assert resolve("It was a letter Ann Lee sent", "a letter Ann Lee sent").name == "Ann Lee"


@pytest.mark.parametrize("pronoun", ["he", "they", "we", "it"])
def test_a_pronoun_without_an_antecedent(pronoun: str) -> None:
    """A pronoun before which nobody is named is not resolved."""
    assert resolve(f"Then {pronoun}", pronoun) == Speaker(None, "pronoun")
