"""Groups sentences into passages, and splits a sentence that is longer than a whole passage.

All functions are pure: they take texts, spans and a token counter, never a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.segment.sentences import SentenceSpan

CountTokens = Callable[[Sequence[str]], list[int]]

# The cost of a break, in eighths of the cost of an empty passage. A passage that is a third empty
# costs a ninth of an empty one, so the end of a paragraph in the last third of the budget is
# preferred to the fullest passage. A heading is separated from its paragraph only if the budget
# leaves hardly any choice.
_COST_UNITS = 8
_INSIDE_PARAGRAPH = 1
_AFTER_HEADING = 32

# Longer strings are split before they are counted: a tokenizer may take quadratic time for a word.
_LONGEST_COUNTED = 2_000

_WORD = re.compile(r"\s*+\S*+")
_ENDS_WITH_MARK = re.compile(r"[;:,.?!…—–、，；：][\"'”’»)\]」』）]{0,2}\Z")
_JOINER = "\u200d"


def fit_sentences(
    text: str, sentences: Sequence[SentenceSpan], count_tokens: CountTokens, limit: int
) -> tuple[list[SentenceSpan], list[int]]:
    """Return the sentences, those of more than `limit` tokens split, and their token counts."""
    strings = [text[s.start : s.end] for s in sentences]
    counted = iter(count_tokens([s for s in strings if len(s) <= _LONGEST_COUNTED]))
    spans: list[SentenceSpan] = []
    counts: list[int] = []
    for sentence, string in zip(sentences, strings, strict=True):
        tokens = next(counted) if len(string) <= _LONGEST_COUNTED else limit + 1
        pieces = [(0, len(string), tokens)]
        if tokens > limit:
            pieces = split_long(string, count_tokens, limit)
        for start, end, piece_tokens in pieces:
            at = sentence.start
            spans.append(replace(sentence, start=at + start, end=at + end))
            counts.append(piece_tokens)
    return spans, counts


def split_long(text: str, count_tokens: CountTokens, limit: int) -> list[tuple[int, int, int]]:
    """Split a sentence into pieces of at most `limit` tokens: (start, end, tokens) in `text`.

    A piece ends after a comma or another mark if its second half has one, else between words, else
    anywhere but before a combining mark. Pieces begin and end with a character other than
    whitespace and cover all such characters. Only a single character can have more than `limit`
    tokens.
    """
    budget = limit
    while True:
        pieces = list(_pieces(text, count_tokens, budget))
        counts = count_tokens([text[start:end] for start, end in pieces])
        if budget <= 1 or max(counts, default=0) <= limit:
            return [(*piece, tokens) for piece, tokens in zip(pieces, counts, strict=True)]
        # Usually a piece has no more tokens than its words one by one, nor than it has letters.
        budget = budget * 3 // 4


def _pieces(text: str, count_tokens: CountTokens, budget: int) -> Iterator[tuple[int, int]]:
    units = list(_units(text, max(1, budget)))
    counts = count_tokens([text[start:end] for start, end in units])
    first = 0
    while first < len(units):
        last = _best_end(text, units, first, _fullest_end(counts, first, budget))
        start, end = units[first][0], units[last - 1][1]
        string = text[start:end]
        if not string.isspace():
            yield start + len(string) - len(string.lstrip()), start + len(string.rstrip())
        first = last


def _units(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word with the whitespace before it, at most `size` long."""
    start = 0
    while start < len(text):
        match = _WORD.match(text, start, start + size)
        end = match.end() if match else start + 1
        end = next((at for at in range(end, start, -1) if _is_character_boundary(text, at)), end)
        yield start, end
        start = end


def _is_character_boundary(text: str, at: int) -> bool:
    """Return whether `at` is not inside a combined character (marks, joined emoji)."""
    return at == len(text) or not (
        unicodedata.category(text[at]).startswith("M") or _JOINER in text[at - 1 : at + 1]
    )


def _fullest_end(counts: Sequence[int], first: int, budget: int) -> int:
    """Return the end, as an index of units, of the longest piece that begins with unit `first`."""
    tokens = counts[first]
    end = first + 1
    while end < len(counts) and tokens + counts[end] <= budget:
        tokens += counts[end]
        end += 1
    return end


def _best_end(text: str, units: Sequence[tuple[int, int]], first: int, fullest: int) -> int:
    if fullest == len(units):
        return fullest
    # Only the second half is searched, so that each unit is examined a bounded number of times.
    spaces = [
        end for end in range(fullest, (first + fullest) // 2, -1) if text[units[end][0]].isspace()
    ]
    marks = (end for end in spaces if _ENDS_WITH_MARK.search(text, *_last_characters(units, end)))
    return next(marks, spaces[0] if spaces else fullest)


def _last_characters(units: Sequence[tuple[int, int]], end: int) -> tuple[int, int]:
    at = units[end][0]
    return max(0, at - 3), at


def group_passages(
    sentences: Sequence[SentenceSpan], counts: Sequence[int], limit: int
) -> list[range]:
    """Return the passages in order, each as a range of sentence indices.

    `counts` are the tokens of each sentence; each code point between two sentences counts as one
    more token. A passage has at most `limit` tokens unless it is a single longer sentence. The cost
    of a grouping is the sum of the squares of its passages' unused tokens, plus a cost for each
    break inside a paragraph or after a heading; the cheapest grouping is returned, as in the line
    breaking of Knuth and Plass (1981). Passages are thus evenly full, and end with paragraphs where
    possible. The time is linear in the number of sentences.
    """
    begins, ends = _positions(sentences, counts)
    best = [0]
    starts = [0]
    first = 0
    for stop, end in enumerate(ends, 1):
        while end - begins[first] > limit and first < stop - 1:
            first += 1
        # A passage that begins with sentence s leaves limit - (end - begins[s]) tokens unused.
        costs = [best[s] + (limit - end + begins[s]) ** 2 for s in range(first, stop)]
        cost = min(costs)
        best.append(cost + _break_cost(sentences, stop) * limit**2 // _COST_UNITS)
        starts.append(first + costs.index(cost))
    return _ranges(starts)


def _positions(
    sentences: Sequence[SentenceSpan], counts: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the begin and the end of each sentence, in tokens from the beginning of the text."""
    begins, ends = [], []
    at = 0
    before = sentences[0].start if sentences else 0
    for sentence, tokens in zip(sentences, counts, strict=True):
        begins.append(at + sentence.start - before)
        at = begins[-1] + tokens
        ends.append(at)
        before = sentence.end
    return begins, ends


def _break_cost(sentences: Sequence[SentenceSpan], stop: int) -> int:
    """Return the cost of ending a passage before sentence `stop`, in eighths of an empty one."""
    if stop == len(sentences):
        return 0
    if sentences[stop - 1].heading:
        return _AFTER_HEADING
    same = sentences[stop - 1].paragraph == sentences[stop].paragraph
    return _INSIDE_PARAGRAPH if same else 0


def _ranges(starts: Sequence[int]) -> list[range]:
    """Return the ranges of the best grouping; `starts[end]` begins the range that ends at `end`."""
    runs = []
    end = len(starts) - 1
    while end:
        runs.append(range(starts[end], end))
        end = starts[end]
    return runs[::-1]


def halve_overfull(
    text: str,
    sentences: Sequence[SentenceSpan],
    runs: Sequence[range],
    count_tokens: CountTokens,
    limit: int,
) -> list[range]:
    """Return the passages, those of more than `limit` tokens halved until they fit.

    A safeguard: rarely, adjacent sentences have more tokens together than counted one by one.
    """
    counts = count_tokens([text[sentences[r[0]].start : sentences[r[-1]].end] for r in runs])
    result: list[range] = []
    for run, tokens in zip(runs, counts, strict=True):
        if tokens <= limit or len(run) == 1:
            result.append(run)
            continue
        half = len(run) // 2
        result += halve_overfull(text, sentences, (run[:half], run[half:]), count_tokens, limit)
    return result
