"""Passages: their budget, their breaks, and the splitting of sentences that exceed the budget."""

# Typographic marks are what this is about:

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.segment import segment
from rag.segment.passages import fit_sentences, group_passages, halve_overfull, split_long
from rag.segment.sentences import SentenceSpan, split_sentences
from rag.segment.tokens import token_counter
from rag.types import Document, Place

ARTICLE = """\
European leaders debate troop deployment to Ukraine

European leaders are intensifying their discussions about troops. The plan remains uncertain.

“We can’t wait,” Mr. Macron said. “We must be prepared to act.” He spoke in Paris on Monday.

What comes next

Talks go on this week; a decision, which Ms. Doe called “overdue”, is not expected before March.

By Vafa Guliyeva
"""


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def count_characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def line_of(paragraphs: Sequence[int], headings: Sequence[int] = ()) -> list[SentenceSpan]:
    """Return sentences one code point apart; `headings` are indices of sentences."""
    return [
        SentenceSpan(2 * i, 2 * i + 1, paragraph, i in headings)
        for i, paragraph in enumerate(paragraphs)
    ]


def test_sentences_that_fit_are_one_passage() -> None:
    """Sentences that fit the budget with their gaps stay together, paragraphs or not."""
    assert group_passages(line_of([1, 1, 2]), [30, 30, 38], 100) == [range(0, 3)]


def test_gaps_count() -> None:
    """Each code point between two sentences counts as a token."""
    assert len(group_passages(line_of([1, 1, 2]), [30, 30, 39], 100)) == 2


def test_prefers_the_end_of_a_paragraph() -> None:
    """A paragraph that ends in the last third of the budget ends the passage."""
    sentences = line_of([1, 1, 2, 2, 2, 2])
    assert group_passages(sentences, [38, 38, 20, 20, 20, 20], 100) == [range(0, 2), range(2, 6)]


def test_breaks_inside_a_paragraph_rather_than_leave_much_empty() -> None:
    """A paragraph that ends early doesn't end the passage."""
    sentences = line_of([1, 2, 2, 2, 2, 2])
    runs = group_passages(sentences, [10, 30, 30, 25, 30, 30], 100)
    assert runs == [range(0, 3), range(3, 6)]


def test_no_tiny_last_passage() -> None:
    """The last sentences are shared evenly with the passage before."""
    assert group_passages(line_of([1] * 10), [19] * 10, 179) == [range(0, 5), range(5, 10)]


def test_heading_stays_with_what_follows() -> None:
    """A passage doesn't end with a heading while the next paragraph can share a passage with it."""
    sentences = line_of([1, 2, 3, 4], headings=[2])
    assert group_passages(sentences, [40, 40, 10, 60], 100) == [range(0, 2), range(2, 4)]


def test_sentence_beyond_the_budget_stands_alone() -> None:
    """A sentence with more tokens than the budget is a separate passage."""
    runs = group_passages(line_of([1, 1, 1]), [10, 500, 10], 100)
    assert runs == [range(0, 1), range(1, 2), range(2, 3)]


def test_no_sentences_no_passages() -> None:
    """Without sentences there are no passages."""
    assert group_passages([], [], 100) == []


SMALL = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.booleans()), min_size=1, max_size=8
)


@given(SMALL, st.integers(1, 30))
def test_no_grouping_is_cheaper(rows: list[tuple[int, bool, bool]], limit: int) -> None:
    """No grouping within the budget is cheaper, compared with all of them by brute force."""
    counts = [row[0] for row in rows]
    paragraphs = [1 + sum(row[1] for row in rows[: i + 1]) for i in range(len(rows))]
    sentences = line_of(paragraphs, [i for i, row in enumerate(rows) if row[2]])
    found = group_passages(sentences, counts, limit)
    assert [i for run in found for i in run] == list(range(len(rows)))
    allowed = [runs for runs in groupings(len(rows)) if within(runs, counts, limit)]
    assert found in allowed
    cheapest = min(cost(runs, sentences, counts, limit) for runs in allowed)
    # Costs are whole numbers: rounding may lose up to one a break.
    assert cost(found, sentences, counts, limit) <= cheapest + len(rows)


def groupings(size: int) -> Iterator[list[range]]:
    if size == 0:
        yield []
    for start in range(size):
        for before in groupings(start):
            yield [*before, range(start, size)]


def tokens_of(run: range, counts: Sequence[int]) -> int:
    return sum(counts[i] for i in run) + len(run) - 1


def within(runs: Sequence[range], counts: Sequence[int], limit: int) -> bool:
    return all(len(run) == 1 or tokens_of(run, counts) <= limit for run in runs)


def cost(
    runs: Sequence[range], sentences: Sequence[SentenceSpan], counts: Sequence[int], limit: int
) -> float:
    total: float = sum((limit - tokens_of(run, counts)) ** 2 for run in runs)
    for run in runs[:-1]:
        last, following = sentences[run[-1]], sentences[run[-1] + 1]
        if last.heading:
            total += 4 * limit**2
        elif last.paragraph == following.paragraph:
            total += limit**2 / 8
    return total


def cut(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end, _ in split_long(text, count_characters, limit)]


def test_cuts_after_a_mark() -> None:
    """A long sentence is cut after the last comma or other mark of a piece's second half."""
    assert cut("one two, three four five, six seven eight; nine", 30) == [
        "one two, three four five,",
        "six seven eight; nine",
    ]


def test_cuts_between_words() -> None:
    """Without a mark in its second half, a piece is as long as the budget allows."""
    assert cut("one, two three four five six seven", 20) == [
        "one, two three four",
        "five six seven",
    ]


def test_cuts_after_a_closing_quote() -> None:
    """A mark and the closing quote after it stay together."""
    assert cut("he said “one two three,” and then six", 30)[0] == "he said “one two three,”"


def test_does_not_cut_before_a_combining_mark() -> None:
    """A letter and its combining marks stay in one piece."""
    text = "xe\u0301\u0302" * 200
    pieces = cut(text, 41)
    assert "".join(pieces) == text
    assert len(pieces) > 10
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)


def test_does_not_cut_a_joined_emoji() -> None:
    """Characters joined by a zero-width joiner stay in one piece."""
    family = "👨\u200d👩\u200d👧"
    text = family * 50
    pieces = cut(text, 41)
    assert len(pieces) > 5
    assert all(len(piece) % len(family) == 0 for piece in pieces)


@dataclass
class LongestAsked:
    """Counts with the real encoding and records the longest string that it counted."""

    length: int = 0

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.length = max([self.length, *map(len, texts)])
        return token_counter()(texts)


@pytest.mark.parametrize("unit", ["a", "漢", "e\u0301", "\0", '"', "a" + " " * 5_000 + "b", ". "])
def test_long_strings_are_never_counted_whole(unit: str) -> None:
    """A megabyte without a sentence end is split within the budget and counted in small parts."""
    text = unit * (1_000_000 // len(unit))
    count = LongestAsked()
    document = Document.from_text(text, Place("a.txt"))
    passages = segment(document, count_tokens=count, passage_tokens=200)
    assert max(token_counter()([passage.text for passage in passages])) <= 200
    assert count.length <= 10_000


TEXTS = st.text(alphabet=st.sampled_from("aab .,;“”\n\té\u0301漢😀\u200d\0\u3000"), max_size=300)


@given(TEXTS, st.integers(1, 30))
def test_pieces_cover_the_sentence(text: str, limit: int) -> None:
    """Pieces are trimmed, ordered and within the budget, and omit only whitespace."""
    pieces = split_long(text, count_characters, limit)
    bounds = [0, *(at for start, end, _ in pieces for at in (start, end)), len(text)]
    assert bounds == sorted(bounds)
    assert "".join("".join(text[start:end] for start, end, _ in pieces).split()) == "".join(
        text.split()
    )
    for start, end, tokens in pieces:
        assert text[start:end] == text[start:end].strip() != ""
        assert tokens == end - start <= limit


def test_words_that_have_more_tokens_together() -> None:
    """The budget holds even if a text has more tokens than the sum of its words."""

    def count(texts: Sequence[str]) -> list[int]:
        return [len(text) ** 2 for text in texts]

    pieces = split_long("one two three four five six", count, 100)
    assert all(tokens <= 100 for _, _, tokens in pieces)
    assert 1 < len(pieces) < 27


def test_only_long_sentences_are_cut() -> None:
    """Sentences within the budget are unchanged and returned with their token counts."""
    text = "One two. Three four five, six seven eight. Nine."
    sentences = split_sentences(text)
    spans, counts = fit_sentences(text, sentences, count_characters, 20)
    pieces = ["One two.", "Three four five,", "six seven eight.", "Nine."]
    assert [text[s.start : s.end] for s in spans] == pieces
    assert counts == [8, 16, 16, 5]
    assert spans[0] == sentences[0]
    assert spans[1] == replace(sentences[1], end=spans[1].end)


def test_passages_over_the_budget_are_halved() -> None:
    """Passages that exceed the budget are halved until they fit."""

    def count(texts: Sequence[str]) -> list[int]:
        return [len(text) ** 2 for text in texts]

    text = "Aa. Bb. Cc. Dd."
    runs = halve_overfull(text, split_sentences(text), [range(0, 4)], count, 100)
    assert runs == [range(0, 2), range(2, 4)]
    runs = halve_overfull(text, split_sentences(text), [range(0, 4)], count, 1)
    assert runs == [range(i, i + 1) for i in range(4)]


@dataclass
class CountingBody:
    """A body that counts how often its whole text is read."""

    string: str
    whole: int = field(default=0)

    def read(self, start: int, end: int) -> str:
        self.whole += end - start == len(self.string)
        return self.string[start:end]


def document_of(text: str) -> Document:
    return Document.from_text(text, Place("article.txt"))


def test_segments_an_article() -> None:
    """Passages are runs of whole sentences; headings go with what follows them."""
    passages = segment(document_of(ARTICLE), count_tokens=count_words, passage_tokens=30)
    assert [[sentence.text for sentence in passage.sentences] for passage in passages] == [
        [
            "European leaders debate troop deployment to Ukraine",
            "European leaders are intensifying their discussions about troops.",
            "The plan remains uncertain.",
        ],
        [
            "“We can’t wait,” Mr. Macron said.",
            "“We must be prepared to act.”",
            "He spoke in Paris on Monday.",
        ],
        [
            "What comes next",
            "Talks go on this week; a decision, which Ms. Doe called “overdue”, is not expected "
            "before March.",
            "By Vafa Guliyeva",
        ],
    ]
    headings = [s.text for passage in passages for s in passage.sentences if s.heading]
    assert headings == [
        "European leaders debate troop deployment to Ukraine",
        "What comes next",
        "By Vafa Guliyeva",
    ]
    assert [s.paragraph for passage in passages for s in passage.sentences] == [
        *(1, 2, 2),
        *(3, 3, 3),
        *(4, 5, 6),
    ]


def test_reads_the_document_once() -> None:
    """The text of a document is read once, since it may be on a disk."""
    body = CountingBody(ARTICLE)
    segment(replace(document_of(ARTICLE), body=body), count_tokens=count_words, passage_tokens=30)
    assert body.whole == 1


def test_document_without_text() -> None:
    """A document of only whitespace has no passages."""
    assert segment(document_of(""), count_tokens=count_words, passage_tokens=30) == []
    assert segment(document_of(" \n\n "), count_tokens=count_words, passage_tokens=30) == []


WORDS = ["He left.", "“No,” she said.", "\n\n", "\n", " ", "Talks fail", "ab, cd; ef", "漢字。"]
PROSE = st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(st.one_of(PROSE, TEXTS, st.text()), st.integers(12, 60))
def test_passages_hold_every_word_within_the_budget(text: str, limit: int) -> None:
    """No passage exceeds the budget, each spans its sentences, and no sentence is lost."""
    count = token_counter()
    passages = segment(document_of(text), count_tokens=count, passage_tokens=limit)
    assert all(tokens <= limit for tokens in count([passage.text for passage in passages]))
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    assert "".join("".join(s.text for s in sentences).split()) == "".join(text.split())
    for passage in passages:
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
    starts = [sentence.start for sentence in sentences]
    assert starts == sorted(set(starts))
