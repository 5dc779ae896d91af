"""Which mentions of an article refer to one person."""

from __future__ import annotations

import pytest

from rag.attribution.people import find_people


def last_name_meant(text: str) -> str:
    """Return who is meant by the last name in a text."""
    people = find_people(text, headings=[], quotations=[])
    return people.name(people.mentions[-1])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The gender of a title and of a first name must agree.
        ("So Anna Lee came. Then Mr Lee went.", "Mr Lee"),
        ("So Anna Lee and Paul Lee came. Then Mr Lee went.", "Paul Lee"),
        ("So Karl Lee and Paul Lee came. Then Mr Lee went.", "Lee"),
        # A title with a last name is no first name.
        ("So Terry Hale came. Then Mr Terry went.", "Mr Terry"),
        ("So Anna Hale came. Then Sister Anna went.", "Anna Hale"),
        ("So Xi Dao came. Then Mr Xi went.", "Xi Dao"),
        # An office that is told of nobody by full name may be another's.
        ("So President Lee came with Anna Lee. Then President Lee went.", "President Lee"),
        ("So President Anna Lee came. Then President Lee went.", "Anna Lee"),
        ("So Anna Lee, the president, came. Then President Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Captain Lee went.", "Anna Lee"),
        ("So Anna Lee, the director, met Karl Lee. Then Captain Lee went.", "Karl Lee"),
        ("So Captain Lee came. Then Anna Lee and Captain Lee went.", "Captain Lee"),
        # Short titles of councillors and of the police, with and without a full stop.
        ("So Anna Lee came. Then Cllr Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Coun. Lee went.", "Anna Lee"),
        ("So Detective Sergeant Anna Lee came. Then DS Lee went.", "Anna Lee"),
        ("So Detective Chief Inspector Anna Lee came. Then DCI Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Det Sgt Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Insp. Lee went.", "Anna Lee"),
        ("So Constable Anna Lee came. Then PC Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Det Con Lee went.", "Anna Lee"),
        ("So DI Anna Lee met Cllr Mary Lee. Then DI Lee went.", "Anna Lee"),
        ("So Anna Lee came. Then Det Con Lee went.", "Anna Lee"),
        ("So DI Anna Lee met Cllr Mary Lee. Then Cllr Lee went.", "Mary Lee"),
        ("So DI Anna Lee met DI Mary Lee. Then DI Lee went.", "Lee"),
        ("So council leader Anna Lee came. Then DS Lee went.", "DS Lee"),
        ("So DS Anna Lee came. Then Cllr Lee went.", "Cllr Lee"),
        # A relative may share the last name of somebody whom the article only calls by that.
        ("So first lady Anna Lee came. Then Lee went.", "Lee"),
        ("So his wife, Anna Lee, came. Then Lee went.", "Lee"),
        ("So Anna Lee, his wife, came. Then Lee went.", "Lee"),
        ("So Anna Lee, the wife of Bo Orr, came. Then Lee went.", "Lee"),
        # Until the second is named, a last name is the first's.
        ("So Anna Lee came. It was Lee and Paul Orr.", "Paul Orr"),
        # Nicknames, suffixes and particles.
        ("So Paul “Red” Lee came. Then Lee went.", "Paul “Red” Lee"),
        ("So Paul (Red) Lee came. Then Paul Lee went.", "Paul (Red) Lee"),
        ("So Paul Lee Jr. came with Paul Lee. Then Lee Jr. went.", "Paul Lee Jr."),
        ("So Paul Lee, Jr., came. Then Lee went.", "Paul Lee Jr."),
        ("So Anna von der Lee came. Then von der Lee went.", "Anna von der Lee"),
        ("So Charlie King came. Then King went.", "Charlie King"),
        ("So Charlie King came. Then Mr. King went.", "Charlie King"),
    ],
)
def test_who_is_meant(text: str, name: str) -> None:
    """Titles, genders, offices and relatives tell people of one last name apart."""
    assert last_name_meant(text) == name


def test_a_last_name_is_the_only_bearer_s_whom_the_article_has_named() -> None:
    """Who is introduced later is not meant before."""
    text = "So Anna Lee came. Then Lee went. Then Paul Lee came. Then Lee went."
    people = find_people(text, headings=[], quotations=[])
    assert [people.name(m) for m in people.mentions] == ["Anna Lee", "Anna Lee", "Paul Lee", "Lee"]


@pytest.mark.parametrize(
    "text", ["They saw South Korea.", "They saw Ohio.", "They saw Holm Tower.", "They saw the BBC.",
             "They saw DC Comics.", "They saw PC World.", "They saw Holm DC."]
)  # fmt: skip
def test_a_place_or_an_organisation_is_no_person(text: str) -> None:
    """Neither may be "he" or "she"."""
    people = find_people(text, headings=[], quotations=[])
    assert people.mentions
    assert not any(mention.person for mention in people.mentions)


def test_a_first_name_that_is_a_country_s_may_be_a_person_s() -> None:
    """ "Jordan" is a person where somebody named Jordan is."""
    people = find_people("So Anna Jordan met Jordan.", headings=[], quotations=[])
    assert [people.name(m) for m in people.mentions] == ["Anna Jordan", "Anna Jordan"]


def test_with_a_title_too_who_is_introduced_later_is_not_meant_before() -> None:
    """ "Dr Lee" is the only Dr Lee of whom the reader knows, and of two it is neither."""
    text = "So Dr Zell Lee came. Then Dr Lee went. Then Dr Quorra Lee came. Then Dr Lee went."
    people = find_people(text, headings=[], quotations=[])
    assert [people.name(m) for m in people.mentions] == [
        "Zell Lee", "Zell Lee", "Quorra Lee", "Lee"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ANNA ORRIN-LEE, who rowed, is dead.\n\nSo Orrin-Lee rowed.", "Anna Orrin-Lee"),
        ("He was there. ANNA ORR rowed.\n\nSo Orr rowed.", "Anna Orr"),
        ("He was there, ANNA ORR.\n\nSo Orr rowed.", "Orr"),
        ("THE BBC came.\n\nSo Orr rowed.", "Orr"),
        ("ANNA FERN rowed.\n\nSo Orr rowed.", "Orr"),
    ],
)
def test_a_name_in_capitals_that_begins_a_sentence_is_read(text: str, name: str) -> None:
    """It is spelt as the article spells the last name elsewhere; no other capitals are read."""
    assert last_name_meant(text) == name


def test_a_heading_tells_the_first_name_of_whom_the_text_calls_by_the_last() -> None:
    """Where the text has a full name, or no such last name, a heading tells nothing."""
    heading = "Anna Orr rows again"
    for text, name in [("So Orr rowed.", "Anna Orr"), ("So Bo Orr met Orr.", "Bo Orr")]:
        whole = f"{heading}\n\n{text}"
        people = find_people(whole, headings=[(0, len(heading))], quotations=[])
        assert people.name(people.mentions[-1]) == name


def test_a_first_name_that_is_a_place_s_is_a_person_s_only_in_a_full_name() -> None:
    """ "Cleveland" alone is no man; Cleveland Orr is."""
    people = find_people("So they saw Cleveland.", headings=[], quotations=[])
    assert people.persons == frozenset()
    people = find_people("So they saw Cleveland Orr.", headings=[], quotations=[])
    assert people.genders["Cleveland Orr"] == "male"
