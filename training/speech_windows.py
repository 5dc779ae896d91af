"""The annotated articles that the tagger learns from, as windows of word pieces with labels.

`attribution_train.json` marks source, cue and content of 19,832 attributions in 840 news articles
(PolNeAR, Newell and others 2018), as half-open spans of code points. One article in ten is held
out: the digest of its id decides, so that it is the same for each run.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.models.speech_spans import ROLES, TAGS, Integers, Numbers, Pieces
from rag.models.tagger import WINDOW, cut

HELD_OUT = 26  # of the 256 values of a digest's first byte: a tenth of the articles
IGNORED = -100  # the tag of a piece that no loss is computed for

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Spans of an article: who (`source`, may be empty), by which words (`cue`), and what."""

    source: Spans
    cue: Spans
    content: Spans

    def spans(self, role: str) -> Spans:
        """The spans of a role."""
        return {"source": self.source, "cue": self.cue, "content": self.content}[role]


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window of an article, without [CLS] and [SEP].

    `ids` and `tags` have the shape (pieces,). `spans` has the spans of the attributions: the number
    of the attribution, that of the role, the first piece and the end, shape (spans, 4). Positions
    count from 1, and 0 is [CLS], which stands for a role that the attribution does not have.
    """

    ids: Integers
    tags: Integers
    spans: Integers


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article's pieces, their tags, and for each attribution the pieces of each role."""

    pieces: Pieces
    tags: Integers
    parts: tuple[dict[str, Integers], ...]


def read_articles(path: Path) -> list[Article]:
    """Read a file of annotated articles."""
    documents = json.loads(path.read_text("utf-8"))["documents"]
    return [
        Article(d["id"], d["text"], tuple(map(_attribution, d["attributions"]))) for d in documents
    ]


def _attribution(parsed: dict[str, list[list[int]]]) -> Attribution:
    source, cue, content = (tuple((a, b) for a, b in parsed[role]) for role in ROLES)
    return Attribution(source, cue, content)


def is_held_out(article: Article) -> bool:
    """Return whether an article measures the fit instead of being learnt from."""
    return hashlib.sha256(article.name.encode("utf-8")).digest()[0] < HELD_OUT


def label(tokenizer: Tokenizer, article: Article) -> Labelled:
    """Cut an article into pieces and label them."""
    pieces = cut(tokenizer, article.text)
    tags = np.where(pieces.first, 0, IGNORED)
    parts = []
    for attribution in article.attributions:
        found = {}
        for role in ROLES:
            places = [_places(pieces, span) for span in attribution.spans(role)]
            for place in places:
                words = place[pieces.first[place]]
                tags[words] = 2 + 2 * ROLES.index(role)
                tags[words[:1]] = 1 + 2 * ROLES.index(role)
            found[role] = np.concatenate([np.zeros(0, dtype=np.int64), *places])
        parts.append(found)
    return Labelled(pieces, tags, tuple(parts))


def _places(pieces: Pieces, span: tuple[int, int]) -> Integers:
    """Return the pieces that begin in a span, from its first word on."""
    start, end = np.searchsorted(pieces.starts, span)
    return np.arange(start, end)


def training_windows(
    labelled: Labelled, drawn: random.Random, size: int = WINDOW
) -> Iterator[Window]:
    """Yield windows that cover an article once; their borders differ from time to time.

    All windows are full but the first and the last. A border is moved out of a content where the
    article has a paragraph's end nearby.
    """
    room, count = size - 2, len(labelled.pieces)
    start = 0
    end = min(count, drawn.randint(room // 2, room)) if count > room else count
    while start < count:
        yield cut_out(labelled, start, end)
        start, end = end, min(count, end + room)


def cut_out(labelled: Labelled, start: int, end: int) -> Window:
    """Return a window of an article, with the parts of its attributions that are inside."""
    rows = list[tuple[int, int, int, int]]()
    number = 0
    for part in labelled.parts:
        found = [_runs(_within(part[role], start, end)) for role in ROLES]
        if not any(found):
            continue
        for role, spans in enumerate(found):
            known = spans if len(part[ROLES[role]]) else [(0, 1)]
            rows += [(number, role, first, last) for first, last in known]
        number += 1
    kept = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Window(labelled.pieces.ids[start:end], labelled.tags[start:end], kept)


def _within(places: Integers, start: int, end: int) -> Integers:
    """Return those of the places that are in a window, counted from 1 in the window."""
    kept: Integers = places[(places >= start) & (places < end)] - start + 1
    return kept


def _runs(places: Integers) -> list[tuple[int, int]]:
    """Return the half-open spans of places that follow one another."""
    if not len(places):
        return []
    gaps = np.flatnonzero(np.diff(places) != 1)
    firsts, lasts = places[np.append(0, gaps + 1)], places[np.append(gaps, len(places) - 1)] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def tag_transitions(articles: Iterable[Labelled], weight: float) -> Numbers:
    """Return what is added to log probabilities where a tag follows another, (TAGS, TAGS).

    It is `weight` times the pointwise mutual information of the two tags, with one occurrence in
    ten added to each count.
    """
    counts = np.full((TAGS, TAGS), 0.1)
    for article in articles:
        tags = article.tags[article.pieces.first]
        np.add.at(counts, (tags[:-1], tags[1:]), 1)
    joint = counts / counts.sum()
    information = np.log(joint / joint.sum(1, keepdims=True) / joint.sum(0))
    scaled: Numbers = (weight * information).astype(np.float32)
    return scaled


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
