"""What an article states about the people whom it names."""

from __future__ import annotations

from rag.attribution.people import People, find_people


def people_of(text: str) -> People:
    """Return the people of an article without headings and quotations."""
    return find_people(text, headings=[], quotations=[])


def test_genders_and_offices_are_by_full_name() -> None:
    """Titles, first names and nouns beside a name give its gender and its offices."""
    people = people_of("Then Anna Lee, the mayor, met President Zeb Orr. Mr Orr left.")
    assert people.genders == {"Anna Lee": "female", "Zeb Orr": "male"}
    assert people.offices == {"mayor": {"Anna Lee"}, "president": {"Zeb Orr"}}
    assert people.persons == {"Anna Lee", "Zeb Orr"}


def test_a_body_is_no_office() -> None:
    """ "Ann Lee, a council engineer" is not the council."""
    found = people_of("Then Ann Lee, a council engineer, came.").offices
    assert found == {"engineer": {"Ann Lee"}}


def test_a_word_after_in_is_a_place() -> None:
    """A single name after "in" is a place, unless it is somebody's last name."""
    assert people_of("They met Ann Lee in Oskerby. They believe in Lee.").places == {"Oskerby"}


def test_headings_say_nothing_about_people() -> None:
    """Names in a heading are found, but give nobody an office: their capitals mean nothing."""
    text = "Then Mayor Ann Lee Came\n\nThey saw Bo Orr."
    people = find_people(text, headings=[(0, 23)], quotations=[])
    assert [people.name(m) for m in people.mentions] == ["Ann Lee Came", "Bo Orr"]
    assert people.offices == {}


def test_names_inside_quotations_are_marked() -> None:
    """The offsets of names that begin inside a quotation are listed, and no others."""
    text = "Then Ann Lee saw “Bo Orr” and Cy Orr."
    people = find_people(text, headings=[], quotations=[(17, 25)])
    assert people.quoted == {18}


def test_mentions_between_offsets() -> None:
    """Mentions are found by where they begin; the end is not included."""
    people = people_of("Then Ann Lee saw Bo Orr.")
    assert [people.name(m) for m in people.between(5, 17)] == ["Ann Lee"]
    assert list(people.between(6, 17)) == []


def test_a_company_is_told_from_a_last_name() -> None:
    """Shares, "which" and "the company" tell a firm; a title, a first name and "who" a person."""
    people = people_of(
        "So Quantor shares fell. Then Zorlan, which makes pumps, met Ms Vell, who left."
    )
    assert {m.name: m.person for m in people.mentions} == {
        "Quantor": False,
        "Zorlan": False,
        "Vell": True,
    }
    assert not people_of("So Ann Zorlan came. Then Zorlan shares fell.").bodies


def test_the_short_name_of_a_company_stands_for_its_only_long_one() -> None:
    """ "Quantor" is Quantor Pumps, unless there is Quantor Ships as well."""
    text = "So Quantor shares fell. Then Quantor Pumps said so."
    assert people_of(text).bodies == {"Quantor": "Quantor Pumps"}
    assert people_of(f"{text} So Quantor Ships left.").bodies == {}
