"""Addresses of views: written as query strings, and read back whatever a browser sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ui import address


@given(
    st.dictionaries(st.sampled_from(["name", "words", "path"]), st.text(min_size=1, max_size=20))
)
def test_an_address_is_read_as_it_was_written(values: dict[str, str]) -> None:
    """Values with any characters come back as they were, apart from spaces around them."""
    read = address.read(address.link("person", **values))
    assert read is not None and read.view == "person"
    assert {name: read.get(name) for name in values} == {n: v.strip() for n, v in values.items()}


def test_empty_values_are_left_out_and_lists_repeat_their_name() -> None:
    """None and "" are no values; each member of a list is one."""
    link = address.link("search", words="a b", speaker=None, start="", outlet=["X", "Y & Z"])
    assert link == "?view=search&words=a+b&outlet=X&outlet=Y+%26+Z"
    read = address.read(link)
    assert read is not None and read.all("outlet") == ["X", "Y & Z"] and read.get("speaker") == ""


def test_values_are_replaced_and_the_rest_is_kept() -> None:
    """A link to another page of the same results keeps what was asked for."""
    read = address.read("?view=search&words=dam&offset=20")
    assert read is not None
    assert read.replaced(offset=40) == "?view=search&words=dam&offset=40"
    assert read.replaced(offset=None) == "?view=search&words=dam"


@pytest.mark.parametrize(
    "query",
    ["", "view=help", "?", "?words=x", "?view=", "?view=a&" + "x=1&" * 50, "?view=" + "a" * 5_000],
)
def test_what_names_no_view_is_no_address(query: str) -> None:
    """An address without a view, with too many values or too long is None."""
    assert address.read(query) is None


@pytest.mark.parametrize(
    ("value", "number"), [("12", 12), ("-1", 7), ("1e3", 7), ("", 7), ("9" * 10, 7), ("²", 7)]
)
def test_numbers_are_whole_and_bounded(value: str, number: int) -> None:
    """Anything but up to nine digits is the default."""
    assert address.Address("a", (("n", value),)).number("n", 7) == number
