"""Whose name a whole source gives, with its appositions and clauses."""

from __future__ import annotations

import pytest

from rag.attribution.people import find_people
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import resolve_speaker


def name_in(source: str, before: str = "") -> str | None:
    """Return the speaker of a source that follows a quotation."""
    text = f"{before}“No,” said {source}."
    people = find_people(text, headings=[], quotations=[])
    start = text.rindex(source)
    return resolve_speaker(Discourse(people), (start, start + len(source))).name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("former clerk Tam Orr", "Tam Orr"),
        ("34-year-old nurse Tam Orr", "Tam Orr"),
        ("7/7 widow Tam Orr", "Tam Orr"),
        ("the Rev. Tam Orr", "Tam Orr"),
        ("Lightbook co-founder Tam Orr", "Tam Orr"),
        ("Dunn Motors CEO Anna Orr", "Anna Orr"),
        ("chief of staff Tam Orr", "Tam Orr"),
        ("Sen. Tam Orr (D-Ohio)", "Tam Orr"),
        ("Mayor Tam Orr, R-Holm.,", "Tam Orr"),
        ("Tam Orr, 52, a farmer", "Tam Orr"),
        ("Tam Orr, the trust’s director", "Tam Orr"),
        ("the trust’s director, Tam Orr", "Tam Orr"),
        ("the secretary of the Treasury, Tam Orr", "Tam Orr"),
        ("Cole’s campaign manager, Tam Orr,", "Tam Orr"),
        ("a lawyer for Cole, Tam Orr", "Tam Orr"),
        ("keeper Tam Orr, who drove her here himself", "Tam Orr"),
        ("Tam Orr who keeps goats", "Tam Orr"),
        ("Tam “Red” Orr, who runs the stall", "Tam “Red” Orr"),
        ("[Tam Orr](https://x.example/Tam-Orr)", "Tam Orr"),
        ("deputy [Tam Orr](https://x.example/a)", "Tam Orr"),
        ("Tam Orr’s", "Tam Orr"),
        ("T. J. Orr", "T. J. Orr"),
        ("Tam van den Orr", "Tam van den Orr"),
        ("Anna Orr King Jr.", "Anna Orr King Jr."),
        ("Mr Orr", "Mr Orr"),
        ("Dr. Orr", "Dr. Orr"),
        ("a seller who goes by the name “Biscuit.”", "Biscuit"),
        ("two senators, Tam Orr and Lin Cole", "Tam Orr and Lin Cole"),
        ("Tam Orr, Lin Cole and Bo Venn", "Tam Orr and Lin Cole and Bo Venn"),
    ],
)
def test_the_name_of_a_source(source: str, name: str) -> None:
    """The name is the head's or the apposition's, never one inside a clause or a bracket."""
    assert name_in(source) == name


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("a spokesman for Tam Orr", "a spokesman for Tam Orr"),
        ("Orr’s wife", "Orr’s wife"),
        ("the Orr campaign", "the Orr campaign"),
        ("a resident of Oskerby, North Holm", "a resident of Oskerby"),
        ("a poll last week", "a poll"),
        ("people close to Tam Orr", "people close to Tam Orr"),
        ("voters polled in May", "voters polled in May"),
        ("one of the advisers", "one of the advisers"),
        ("the deputy, who had left", "the deputy"),
        ("the South Holm Republican", "the South Holm Republican"),
        ("1,409 teachers", "1,409 teachers"),
        ("one person", "one person"),
        ("some Democrats", "some Democrats"),
        ("the secretary of the Treasury", "the secretary of the Treasury"),
        ("migrants themselves", "migrants"),
    ],
)
def test_the_role_of_a_source(source: str, role: str) -> None:
    """Who is named by a noun alone keeps the noun and what belongs to it, without clauses."""
    assert name_in(source) == role


@pytest.mark.parametrize(
    "source",
    [
        "everyone",
        "no one",
        "Nobody",
        "the phrase",
        "his body mass index",
        "the gap between what Orr",
        "87 percent",
        "…",
    ],
)
def test_what_cannot_speak_is_nobody(source: str) -> None:
    """Things, and words for nobody in particular, are no speakers."""
    assert name_in(source, "Bo Orr came. ") is None


def test_a_name_in_capitals_is_the_name_known() -> None:
    """A transcript writes last names in capitals."""
    assert name_in("ORR", "They met Sanna Orr. ") == "Sanna Orr"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lee, who said so, left.", "Ann Lee"),
        ("It was Ann Lee who said so.", "Ann Lee"),
        ("A friend of Ann Lee, who said so, left.", None),
        ("Oskerby is a town in Ohio, who said so.", None),
    ],
)
def test_a_relative_pronoun_means_the_name_before_it(text: str, name: str | None) -> None:
    """ "Who" is the person named right before it, unless a preposition stands between."""
    people = find_people(text, headings=[], quotations=[])
    start = text.index("who")
    assert resolve_speaker(Discourse(people), (start, start + 3)).name == name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Fern & Orr", "Fern & Orr"),
        ("the builder, Fern & Orr", "Fern & Orr"),
        ("Anna Orr, of Fern & Lund", "Anna Orr"),
        ("Anna Fern & Karl Orr", "Anna Fern and Karl Orr"),
        ("the government of then Prime Minister Tam Orr",
         "the government of then Prime Minister Tam Orr"),
        ("critics of then Mayor Tam Orr", "critics of then Mayor Tam Orr"),
        ("head of security Tam Orr", "Tam Orr"),
        ("a study in the journal *Lake Letters", "a study in the journal Lake Letters"),
        ("the team behind _Lake Letters_", "the team behind Lake Letters"),
    ],
)  # fmt: skip
def test_names_of_firms_and_bodies(source: str, name: str) -> None:
    """A firm with "&" is one, a body is not who leads it, and marks of Markdown are no words."""
    assert name_in(source) == name


@pytest.mark.parametrize(
    ("before", "source", "name"),
    [
        ("It fell after the soap and ", "candle maker", "the soap and candle maker"),
        ("It fell after the mayor met a ", "candle maker", "candle maker"),
        ("It fell after the soap and ", "the candle maker", "the candle maker"),
        ("It fell after the clerks and ", "analysts", "analysts"),
    ],
)
def test_a_noun_with_two_halves_is_whole(before: str, source: str, name: str) -> None:
    """A source that begins behind "and" has the first half, too, if it lacks an article."""
    text = f"{before}{source} said it was late."
    people = find_people(text, headings=[], quotations=[])
    start = len(before)
    found = resolve_speaker(Discourse(people), (start, start + len(source)))
    assert found.name == name
