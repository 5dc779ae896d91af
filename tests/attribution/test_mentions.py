"""Names in an article, and which mentions refer to one person."""

from __future__ import annotations

import pytest

from rag.attribution.entities import Entities
from rag.attribution.mentions import Mention, find_names


def names(text: str) -> list[str]:
    """Return the names of a text without their titles."""
    return [" ".join(m.words) for m in find_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Emmanuel Macron came.", ["Emmanuel Macron"]),
        ("They saw Ursula von der Leyen there.", ["Ursula von der Leyen"]),
        ("They saw Rep. Jim B. Orr there.", ["Jim B. Orr"]),
        ("Then the Water Ministry spoke.", ["Water Ministry"]),
        ("On Monday the BBC spoke.", ["BBC"]),
        ("Buses came. They saw Lee.", ["Lee"]),
        ("Nothing is named here.", []),
        ("Lee said so.", ["Lee"]),
        ("A Very Long Headline Of Many Words Stands Here", []),
        ("District Engineer Ann Lee came.", ["Ann Lee"]),
        ("Owner Hanne Lee came.", ["Hanne Lee"]),
        ("Ann Baker Lee came.", ["Ann Baker Lee"]),
        ("Colleagues said so.", []),
        ("The Net Menders’ Union spoke.", ["Net Menders’ Union"]),
        ("It was Caliber.Az that reported it.", ["Caliber.Az"]),
    ],
)
def test_finds_names(text: str, expected: list[str]) -> None:
    """Names are runs of capitals, but not titles, days, or words that begin a sentence."""
    assert names(text) == expected


def test_a_group_is_no_person() -> None:
    """ "Europeans" may speak, but are no person to whom "he" may refer."""
    found = find_names("They asked the Europeans and Lee.")
    assert [(m.words[0], m.person) for m in found] == [("Europeans", False), ("Lee", True)]


def resolved(text: str) -> list[str]:
    """Return the full name of each name of a text."""
    mentions = find_names(text)
    entities = Entities(mentions)
    return [entities.name(m) for m in mentions]


def test_a_last_name_refers_to_its_only_bearer() -> None:
    """With one Lee in the article, "Lee", "Ms Lee" and the first name refer to her."""
    assert resolved("Then Ann Lee came. So Lee went. Then Ms Lee met Ann.") == ["Ann Lee"] * 4


def test_each_of_many_people_with_one_last_name_is_found() -> None:
    """A full name refers to the first person named so, whatever word stands before it."""
    full = [f"{first}{other} Lee" for first in ("Ann", "Bo", "Cy") for other in "abcdefg"]
    text = "They saw " + " and ".join([*full, "Trainer Anna Lee", "Anna B. Lee"]) + "."
    mentions = find_names(text)
    entities = Entities(mentions)
    assert [entities.name(m) for m in mentions] == [*full, "Anna Lee", "Anna Lee"]
    assert entities.name(Mention(0, 3, ("Lee",), frozenset(), True)) == "Lee"


def test_people_who_share_a_last_name_are_never_merged() -> None:
    """With two Lees, "Lee" alone is not resolved."""
    assert resolved("So Ann Lee met Bo Lee. Then Lee went.") == ["Ann Lee", "Bo Lee", "Lee"]


@pytest.mark.parametrize(
    ("text", "gender"),
    [("So Mr Orr came.", "male"), ("So Anna Orr came.", "female"), ("So Robin Orr came.", None)],
)
def test_gender(text: str, gender: str | None) -> None:
    """A title or a common first name states the gender; most names do not."""
    mentions = find_names(text)
    assert Entities(mentions).gender(mentions[0]) == gender
