"""The spans of speech in a text, and their links, from the scores that the tagger gives it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.attribution.tagged import MISSING, Links, TaggedSpan, TaggedText

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float32]

ROLES = ("source", "cue", "content")
OUTSIDE = 0  # the tag of a word in none of the roles
TAGS = 1 + 2 * len(ROLES)  # then for each role the tag of a span's first word, and of the others

# Each link is scored by the product of a vector of the first role's word and one of the second's.
LINKS = (("content", "cue"), ("content", "source"), ("cue", "source"))

# The odds of a link fall as a power of the number of pieces between the spans, from GAP pieces on.
# Exponents of 0 to 1 are equally good on the articles that training.fit_tagger holds out. With 1
# the neighbour's source is no longer taken where short paragraphs are alike.
NEARNESS, GAP = 1.0, 5

# Taken from the log probability of a word that it has no role. On the articles held out this finds
# more quotations and more speech than 0 does, at the same precision of the speakers.
BIAS = 0.3

# What forbids the tag of a span's later words after all tags but those of the same role.
NOT_INSIDE = np.zeros((TAGS, TAGS), dtype=np.float32)
for _tag in range(2, TAGS, 2):
    NOT_INSIDE[:, _tag] = -np.inf
    NOT_INSIDE[_tag - 1 : _tag + 1, _tag] = 0


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text, with a [SEP] between paragraphs; all of the shape (pieces,).

    `starts` and `ends` are offsets in code points. `first` is True for the first piece of each
    word.
    """

    ids: Integers
    starts: Integers
    ends: Integers
    first: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model gives for one window, from piece `start` of the text to `end`.

    `tags` has the shape (end - start, TAGS), in log probabilities; `links` has the shape (1 + end -
    start, len(LINKS), 2, LINK_SIZE) in half precision, its first row being that of [CLS], to which
    a word is linked whose counterpart is missing.
    """

    start: int
    end: int
    tags: Numbers
    links: npt.NDArray[np.float16]

    def margin(self, start: int, end: int) -> int:
        """Return how many pieces of context a span has in this window, negative outside of it."""
        return min(start - self.start, self.end - end)


def decode(
    pieces: Pieces, scores: Sequence[Scores], transitions: Numbers, bias: float = BIAS
) -> TaggedText:
    """Return the spans that a text's scores give, and how they are linked.

    `transitions` are those of `best_path`. The higher the `bias`, the more words have a role: it
    is taken from the log probability of having none.
    """
    tags = merged_tags(len(pieces), scores)
    chances = tags[pieces.first]
    chances[:, OUTSIDE] -= bias
    path = best_path(chances, transitions)
    spans = {role: role_spans(pieces, path, role) for role in ROLES}
    linked = {
        link: link_probabilities(spans[link[0]], spans[link[1]], scores, number)
        for number, link in enumerate(LINKS)
    }
    shown = {role: tuple(_tagged(pieces, tags, role, s) for s in spans[role]) for role in ROLES}
    return TaggedText(
        shown["source"],
        shown["cue"],
        shown["content"],
        linked["content", "cue"],
        linked["content", "source"],
        linked["cue", "source"],
    )


def merged_tags(pieces: int, scores: Sequence[Scores]) -> Numbers:
    """Return each piece's tags from the window in which it is farthest from the ends."""
    merged = np.zeros((pieces, TAGS), dtype=np.float32)
    best = np.full(pieces, -1)
    for some in scores:
        place = np.arange(some.start, some.end)
        margin = np.minimum(place - some.start, some.end - 1 - place)
        # The beginning and the end of the text are no ends that cut anything off.
        margin = np.where(some.start == 0, some.end - 1 - place, margin)
        margin = np.where(some.end == pieces, place - some.start, margin)
        better = margin > best[some.start : some.end]
        merged[some.start : some.end][better] = some.tags[better]
        best[some.start : some.end][better] = margin[better]
    return merged


def role_spans(pieces: Pieces, path: Integers, role: str) -> list[tuple[int, int]]:
    """Return the half-open spans of pieces that have a role, by the tags of the words."""
    words = np.flatnonzero(pieces.first)
    begin = 1 + 2 * ROLES.index(role)
    starts = np.flatnonzero(path == begin)
    ends = np.append(words[1:], len(pieces))
    others = np.append(np.flatnonzero(path != begin + 1), len(path))
    lasts = others[np.searchsorted(others, starts, side="right")] - 1
    return [(int(words[a]), int(ends[b])) for a, b in zip(starts, lasts, strict=True)]


def best_path(chances: Numbers, transitions: Numbers) -> Integers:
    """Return the most probable sequence of tags, shape (words,), by Viterbi's algorithm (1967).

    `chances` are log probabilities, (words, TAGS); `transitions[a, b]` is added where the tag b
    follows a. A span's later words follow a word of the same span.
    """
    allowed = transitions + NOT_INSIDE
    best, back = chances[:1].sum(0) + NOT_INSIDE[OUTSIDE], np.zeros(chances.shape, dtype=np.int8)
    for word in range(1, len(chances)):
        sums = best[:, None] + allowed
        back[word] = sums.argmax(0)
        best = sums.max(0) + chances[word]
    path = np.zeros(len(chances), dtype=np.int64)
    tag = int(best.argmax())
    for word in range(len(chances) - 1, -1, -1):
        path[word] = tag
        tag = back[word, tag]
    return path


def _tagged(pieces: Pieces, tags: Numbers, role: str, span: tuple[int, int]) -> TaggedSpan:
    """Return a span of pieces as a span of the text."""
    start, end = span
    number = 1 + 2 * ROLES.index(role)
    chances = np.exp(tags[start:end][pieces.first[start:end], number : number + 2]).sum(1)
    return TaggedSpan(int(pieces.starts[start]), int(pieces.ends[end - 1]), float(chances.mean()))


def link_probabilities(
    spans: Sequence[tuple[int, int]],
    others: Sequence[tuple[int, int]],
    scores: Sequence[Scores],
    link: int,
) -> Links:
    """Return for each span the probabilities that it is linked to each of the others nearby.

    Spans of pieces are compared in the window in which the first of them has most context; a
    span's vector is the mean of those of its pieces, and is linked to any piece of the other span.
    """
    starts, firsts = [some.start for some in scores], [first for first, _ in others]
    found = []
    for start, end in spans:
        at = bisect_right(starts, start)
        window = max(scores[max(0, at - 3) : at + 1], key=lambda some: some.margin(start, end))
        inner = range(bisect_left(firsts, window.start), bisect_left(firsts, window.end))
        near = [n for n in inner if others[n][1] <= window.end]
        rows = slice(max(start - window.start, 0) + 1, end - window.start + 1)
        vector = window.links[rows, link, 0].astype(np.float32).mean(0)
        products = window.links[:, link, 1].astype(np.float32) @ vector
        places = [slice(*(place - window.start + 1 for place in others[n])) for n in near]
        logits = np.array([products[0], *(np.logaddexp.reduce(products[part]) for part in places)])
        gaps = [max(others[n][0] - end, start - others[n][1], 0) for n in near]
        logits[1:] -= NEARNESS * np.log1p(np.array(gaps) / GAP)
        chances = np.exp(logits - np.logaddexp.reduce(logits))
        found.append(dict(zip([MISSING, *near], chances.tolist(), strict=True)))
    return tuple(found)
