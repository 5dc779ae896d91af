"""Comparing and judging sentences, sampling, and texts that cannot be indexed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.evaluate.temporary_index import (
    fold_white_space,
    judge,
    overlaps,
    right_texts,
    sample,
    temporary_index,
)
from rag.types import Document, Place, Sentence

TEXT = "The bridge  opened in May. It cost two million. Nobody came."


def sentence(text: str, path: str = "a.txt") -> Sentence:
    """Return a sentence that is its whole document."""
    return Sentence(Document.from_text(text, Place(path)), 0, len(text), 1, False)


@pytest.mark.parametrize(
    ("start", "end", "shared"), [(0, 4, False), (0, 5, True), (6, 9, True), (7, 9, False)]
)
def test_overlaps_share_a_character(start: int, end: int, shared: bool) -> None:
    """Half-open spans that only touch share no character."""
    assert overlaps(start, end, [(90, 91), (4, 7)]) is shared


def test_right_texts_are_those_of_sentences_that_answer() -> None:
    """Each sentence that shares a character with an answer is right, white space folded."""
    start = TEXT.index("May")
    end = TEXT.index(" cost")
    right = {"The bridge opened in May.", "It cost two million."}
    assert right_texts(TEXT, [(start, end)]) == right


def test_copies_of_a_sentence_count_once() -> None:
    """A copy in another article is as right as the original, and has no rank of its own."""
    right = right_texts(TEXT, [(0, 3)])
    found = [
        sentence("Nobody came."),
        sentence("Nobody  came.", "b.txt"),
        sentence("The bridge opened in May.", "c.txt"),
    ]
    assert judge(found, right, lambda s: False) == [False, True]


def test_any_copy_that_answers_makes_its_words_right() -> None:
    """A sentence is right if any copy of it overlaps an answer, whichever was found first."""
    found = [sentence("Other."), sentence("Yes.", "a.txt"), sentence("Yes.", "b.txt")]
    assert judge(found, set(), lambda s: s.document.path == "b.txt") == [False, True]


def test_only_white_space_is_folded() -> None:
    """Case and punctuation are compared as they are."""
    assert fold_white_space(" A\u00a0b,\n c ") == "A b, c"


def test_a_sample_is_the_same_every_time() -> None:
    """The seed is fixed, a smaller sample is a prefix of a larger one, no value occurs twice."""
    drawn = sample(range(50))
    assert drawn == sample(range(50)) != list(range(50))
    assert sorted(drawn) == list(range(50))
    assert sample(range(50), 7) == drawn[:7]
    assert sample(range(3), 7) == sample(range(3))


def test_a_text_that_cannot_be_indexed_is_an_error(tmp_path: Path) -> None:
    """Figures over a part of the texts would mean nothing, so none are given."""

    def write(corpus: Path) -> None:
        (corpus / "good.txt").write_text("A bridge.")
        (corpus / "0.jsonl").write_text("{")

    with (
        pytest.raises(CorpusError, match=r"0\.jsonl, written from the file, .*JSON"),
        temporary_index(write),
    ):
        pass
