"""The one name under which everything that a person says is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.merged_speakers import MergedSpeakers
from rag.answering.speakers import collect_quotations, count_speakers
from rag.english.speaker_names import SpeakerNames
from tests.support import open_small


def merged(*speakers: tuple[int, str], texts: dict[int, str] | None = None) -> list[str]:
    """Return the names that (document, speaker) pairs are counted under."""
    found = MergedSpeakers(
        speakers,
        lambda number: (texts or {}).get(number, ""),
    )
    return [found.name(number, name) for number, name in speakers]


@pytest.mark.parametrize("other", ["Lee", "Ms. Lee", "Dr. Lee", "Anna B. Lee", "Anna “Red” Lee"])
def test_the_names_of_one_person_are_one(other: str) -> None:
    """A last name, a title, an initial or a nickname is the only full name's that fits."""
    assert merged((1, "Anna Lee"), (1, "Anna Lee"), (2, other)) == ["Anna Lee"] * 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Anna Lee", "Mr. Lee"),
        ("Anna Lee", "Paul Lee"),
        ("Anna Lee", "the Lee campaign"),
        ("Anna Lee", "Anna Lee’s deputy"),
        ("Paul Lee", "Paul Lee Jr."),
        ("Paul A. Lee", "Paul B. Lee"),
        ("the Lee campaign", "The campaign"),
        ("Anna Lee", "President Lee"),
    ],
)
def test_two_speakers_stay_two(first: str, second: str) -> None:
    """Genders, suffixes, middle names and high offices tell speakers apart; so do nouns."""
    assert merged((1, first), (2, second)) == [first, second]


def test_a_last_name_that_several_have_stays_open() -> None:
    """With two Lees in the index, "Lee" is neither."""
    found = merged((1, "Anna Lee"), (2, "Paul Lee"), (3, "Lee"))
    assert found == ["Anna Lee", "Paul Lee", "Lee"]


def test_an_office_tells_which_of_two_is_meant() -> None:
    """ "Commissioner Lee" is the one of two whom an article calls commissioner."""
    said = [(1, "Anna Lee"), (1, "Paul Lee"), (2, "Commissioner Lee")]
    texts = {1: "Commissioner Anna Lee met Paul Lee.", 2: "Commissioner Lee came."}
    assert merged(*said, texts=texts)[-1] == "Anna Lee"
    assert merged(*said, texts={**texts, 1: "Anna Lee met Paul Lee."})[-1] == "Commissioner Lee"


def test_what_a_person_is_belongs_to_no_name() -> None:
    """ "District Engineer Anna Lee" is Anna Lee."""
    said = [(1, "Anna Lee"), (1, "Anna Lee"), (2, "District Engineer Anna Lee")]
    assert merged(*said) == ["Anna Lee"] * 3


def test_an_article_with_both_names_contradicts() -> None:
    """A last name that an article leaves open beside the full name is somebody else's."""
    said = [(1, "Anna Lee"), (2, "Lee")]
    assert merged(*said, texts={2: "Lee came with Anna Lee."}) == ["Anna Lee", "Lee"]
    assert merged(*said, texts={2: "Lee came with Anna Orr."}) == ["Anna Lee", "Anna Lee"]


def test_an_article_that_says_who_a_last_name_is_means_somebody_else() -> None:
    """ "Lee, a dentist," need not be introduced where everybody knows Anna Lee."""
    said = [(1, "Anna Lee"), (2, "Lee")]
    assert merged(*said, texts={2: "Lee, a dentist, came."}) == ["Anna Lee", "Lee"]
    assert merged(*said, texts={2: "On Monday Lee, smiling, came."}) == ["Anna Lee", "Anna Lee"]


def test_an_office_needs_an_article_that_says_who_holds_it() -> None:
    """ "President Lee" is Anna Lee where an article says "President Anna Lee"."""
    said = [(1, "Anna Lee"), (2, "President Lee")]
    told = {1: "Then President Anna Lee came.", 2: "President Lee came, as Anna Lee had promised."}
    assert merged(*said, texts=told) == ["Anna Lee"] * 2
    assert merged(*said, texts={**told, 1: "Then Anna Lee came."}) == ["Anna Lee", "President Lee"]
    senator = [(1, "Anna Lee"), (2, "Senator Lee")]
    assert merged(*senator, texts={1: "Anna Lee sang.", 2: ""}) == ["Anna Lee", "Senator Lee"]


def test_capitals_make_no_other_speaker() -> None:
    """ "The council" at the beginning of a sentence is "the council"."""
    found = merged((1, "the council"), (1, "the council"), (2, "The council"))
    assert found == ["the council"] * 3


_NAMES = st.builds(
    lambda title, first, middle, last, suffix: " ".join(
        filter(None, (title, first, middle, last, suffix))
    ),
    st.sampled_from(["", "", "Mr.", "Mrs.", "Dr.", "President"]),
    st.sampled_from(["", "Anna", "Paul", "Zorp"]),
    st.sampled_from(["", "B.", "“Red”", "von der"]),
    st.sampled_from(["Lee", "Orr", "Ní Bháin", "O’Dowd"]),
    st.sampled_from(["", "", "Jr."]),
)
_ROLES = st.sampled_from(
    ["the mayor", "The mayor of Oskerby", "a spokesman for Anna Lee", "Anna Lee’s deputy", "Lees",
     "some officials, including Paul Lee", "Anna Lee and Paul Orr", "Anna Lee and others",
     "opponents to the plan", "…", "BBC", "the 1990s"]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 3), _NAMES | _ROLES), min_size=1, max_size=12))
def test_every_listed_name_can_be_asked_for(said: list[tuple[int, str]]) -> None:
    """A look-up by a name that the index lists finds it, whatever the name."""
    names = SpeakerNames([name for _, name in said])
    for listed in merged(*said):
        assert listed in names.meant_by(listed)


ARTICLES: dict[str, str | None] = {
    "a.txt": "“It leaks,” said Anna Lee, the trust’s director. “It creaks,” said Paul Lee Jr.\n\n"
    "“It is old,” said a spokesman for Anna Lee. Officials, including Bo Orr, said it was new.",
    "b.txt": "“It is closed,” said Mr. Orr. “It is open,” said the mayor of Oskerby.\n\n"
    "The leaders said it rained. European leaders said it poured.",
    "c.txt": "“We paid,” said Ursula von der Venn. “We did not,” said Marco “Red” Quill.\n\n"
    "Ann Kroll and Cy Stahl said it snowed. “Never,” the council’s lawyers said.",
}


def test_every_listed_speaker_of_an_index_is_found(tmp_path: Path) -> None:
    """What is listed with so many statements is found with as many, or more."""
    store = open_small(tmp_path, ARTICLES)
    counts = count_speakers(store)
    assert len(counts) > 9
    for count in counts:
        found = collect_quotations(store, count.name)
        assert len(found) >= count.quoted + count.reported


def test_a_noun_that_is_listed_means_no_longer_one(tmp_path: Path) -> None:
    """ "The leaders" are those listed so, and not the European ones."""
    store = open_small(tmp_path, ARTICLES)
    assert [a.speaker for a in collect_quotations(store, "the leaders")] == ["The leaders"]
