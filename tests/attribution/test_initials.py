"""Whom initials before a colon mean."""

from __future__ import annotations

import pytest

from rag.attribution.initials import authors_named, by_initials


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("AL", "Ann Lee"),
        ("BWO", "Bo Wren-Orr"),
        ("BW", "Bo Wren-Orr"),
        ("XY", None),
        ("LEE", None),
        ("Al", None),
        ("A", None),
    ],
)
def test_initials_are_those_of_a_full_name(label: str, name: str | None) -> None:
    """A double name may count as one or as two; other labels are no initials."""
    assert by_initials(label, {"Ann Lee", "Bo Wren-Orr", "Lee"}) == name


def test_the_first_group_with_such_initials_decides() -> None:
    """Of two people in it with the same initials neither is meant."""
    assert by_initials("AL", {"Bo Orr"}, {"Ann Lee"}) == "Ann Lee"
    assert by_initials("AL", {"Ann Lee"}, {"Art Lund"}) == "Ann Lee"
    assert by_initials("AL", {"Ann Lee", "Art Lund"}, {"Abe Loos"}) is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("", set()),
        ("Ann Lee", {"Ann Lee"}),
        ("Ann Lee, Bo Orr and Cy Dunn", {"Ann Lee", "Bo Orr", "Cy Dunn"}),
        ("Ann Lee & Bo Orr", {"Ann Lee", "Bo Orr"}),
    ],
)
def test_authors_are_named_one_by_one(author: str, names: set[str]) -> None:
    """Commas, semicolons, ampersands and "and" stand between them."""
    assert authors_named(author) == names
