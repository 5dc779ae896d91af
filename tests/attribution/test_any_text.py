"""Attribution of any text at all: nothing fails, and the work is linear."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.attribution.linking import attribute
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger

TEXTS = st.text(st.sampled_from("ab AB.,?!:;\n“”\"’'—-() said she Lee told that,"), max_size=300)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_any_text(text: str) -> None:
    """Whatever the text, contents are non-empty ranges of it."""
    for found in attribute(text, split_sentences(text), shipped_tagger()):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        '"',
        "x",
        "said ",
        "Lee ",
        "he said, ",
        "“A,” she said. ",
        "Ann Lee said that Piers Orr said that ",
        ", , ",
        "昨日、市長は橋が危ないと述べた。",
        "Der Minister sagte, das sei falsch. ",
    ],
)
def test_work_is_linear(piece: str) -> None:
    """Ten times the text takes about ten times the calls, whatever it is made of."""

    tagger = shipped_tagger()

    def steps(size: int) -> int:
        text = piece * (size // len(piece))
        sentences = split_sentences(text)
        return counted(lambda: attribute(text, sentences, tagger))

    assert steps(20_000) < 12 * steps(2_000) + 1_000


def test_the_count_shows_quadratic_work() -> None:
    """The count of calls grows with the square of the text where the work does."""

    def squared(size: int) -> int:
        text = "x" * size
        return counted(lambda: [text.count("x", i) for i in range(size) for _ in range(size // 10)])

    assert squared(1_000) > 50 * squared(100)


def counted(work: Callable[[], object]) -> int:
    """Return the number of calls, to Python and to C functions, that a piece of work makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
