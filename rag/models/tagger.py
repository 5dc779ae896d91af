"""The tagger: finds the source, the cue and the content of speech in an article.

In “We will pay,” said Ann Lee “We will pay,” is the content, "said" the cue, "Ann Lee" the source
(the terms of Pareti 2015). A BERT of six layers (Devlin and others 2019), fine-tuned from
all-MiniLM-L6-v2, gives each word a probability for each tag, and vectors whose products say which
cue and which source a content belongs to (Dozat and Manning 2017 score the arcs of a parse in this
way). Its word embeddings are those of the default model and are read from there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.models.model_files import default_folder
from rag.models.reader import load_tokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float32]

ROLES = ("source", "cue", "content")
OUTSIDE = 0  # the tag of a word in none of the roles
TAGS = 1 + 2 * len(ROLES)  # then for each role the tag of a span's first word, and of the others
EMBEDDINGS = "embeddings.word_embeddings.weight"  # in the weights of the default model

# Each link is scored by the product of a vector of the first role's word and one of the second's.
LINKS = (("content", "cue"), ("content", "source"), ("cue", "source"))
LINK_SIZE = 64  # the length of such a vector

# For each span, in order: the numbers of the spans nearby that it may be linked to, with their
# probabilities, whose sum is 1. `MISSING` stands for none of them.
Links = tuple[Mapping[int, float], ...]
MISSING = -1

WINDOW = 384  # word pieces in one pass, [CLS] and [SEP] included
OVERLAP = 64  # word pieces that neighbouring windows share, at least
BATCH = 8  # windows in one pass of the model

# A blank line ends a paragraph; so does a line break after a mark that ends a sentence.
_BREAK = re.compile(r"\n\s*\n\s*|(?<=[.!?:”\"’'])[^\S\n]*\n\s*")


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
class TaggedSpan:
    """A half-open span of a text, in code points, and the mean probability of its role."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The spans of a text in order, and the probabilities that they belong together."""

    sources: tuple[TaggedSpan, ...]
    cues: tuple[TaggedSpan, ...]
    contents: tuple[TaggedSpan, ...]
    cue_of_content: Links
    source_of_content: Links
    source_of_cue: Links


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


class Tagger:
    """The model in memory; `tag` is safe to call from several threads."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer, words: Numbers) -> None:
        """Take the word embeddings as an array of shape (vocabulary, dimension)."""
        self._session = session
        self._tokenizer = tokenizer
        self._words = words
        self._cls, self._sep = special_ids(tokenizer)

    @classmethod
    def load(cls, path: Path, threads: int = 1) -> Tagger:
        """Load an ONNX file, and tokenizer and word embeddings of the default model.

        Raises EmbedderError if the default model is not installed, or not the published one.
        """
        from safetensors import safe_open

        folder = default_folder()
        with safe_open(folder / "model.safetensors", "np") as weights:
            words = weights.get_tensor(EMBEDDINGS)
        return cls(open_session(path, threads), load_tokenizer(folder), words)

    def tag(self, texts: Iterable[str]) -> Iterator[TaggedText]:
        """Yield what each text holds, in the order of the texts."""
        for text in texts:
            yield decode(*self.scores(text))

    def scores(self, text: str) -> tuple[Pieces, list[Scores]]:
        """Return the word pieces of a text, with the model's scores for each of its windows."""
        pieces = cut(self._tokenizer, text)
        spans = windows(len(pieces))
        found = []
        for at in range(0, len(spans), BATCH):
            batch = spans[at : at + BATCH]
            ids = [[self._cls, *pieces.ids[start:end], self._sep] for start, end in batch]
            tags, links = self._session.run(["tags", "links"], {"words": self._words[ids]})
            links = links.astype(np.float16).reshape(*links.shape[:2], len(LINKS), 2, LINK_SIZE)
            rows = zip(batch, tags[:, 1:-1], links[:, :-1], strict=True)
            found += [Scores(*span, tag_rows, link_rows) for span, tag_rows, link_rows in rows]
        return pieces, found


def open_session(path: Path, threads: int) -> InferenceSession:
    """Open an ONNX file in onnxruntime, with threads that sleep while there is nothing to do."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])


def special_ids(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the ids of [CLS] and [SEP]."""
    cls, sep = tokenizer.encode("").ids
    return cls, sep


def cut(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into word pieces, with a [SEP] where a paragraph ends."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array(encoding.word_ids, dtype=np.int64)
    first = np.diff(words, prepend=-1) != 0
    breaks = np.array([(m.start(), m.end()) for m in _BREAK.finditer(text)], dtype=np.int64)
    breaks = breaks.reshape(-1, 2)
    at = np.searchsorted(offsets[:, 0], breaks[:, 1])
    inner = (at > 0) & (at < len(offsets))  # paragraphs end between pieces only
    at, breaks = at[inner], breaks[inner]
    return Pieces(
        np.insert(np.array(encoding.ids, dtype=np.int64), at, special_ids(tokenizer)[1]),
        np.insert(offsets[:, 0], at, breaks[:, 0]),
        np.insert(offsets[:, 1], at, breaks[:, 1]),
        np.insert(first, at, True),
    )


def windows(pieces: int, size: int = WINDOW, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Return the fewest windows over a text's pieces, all of one length, that overlap enough.

    Of one length they need no padding, whose mask would take a tenth of the model's time.
    """
    if not pieces:
        return []
    count = max(1, -(-(pieces - overlap) // (size - 2 - overlap)))
    length = -(-(pieces + (count - 1) * overlap) // count)
    starts = np.linspace(0, pieces - length, count).astype(int)
    return [(int(start), int(start) + length) for start in starts]


def decode(pieces: Pieces, scores: Sequence[Scores], bias: float = 0.0) -> TaggedText:
    """Return the spans that a text's scores give, and how they are linked.

    `bias` is added to the log odds of being in a role: the higher, the more words are.
    """
    tags = merged_tags(len(pieces), scores)
    spans = {role: role_spans(pieces, tags, role, bias) for role in ROLES}
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


def role_spans(pieces: Pieces, tags: Numbers, role: str, bias: float) -> list[tuple[int, int]]:
    """Return the half-open spans of pieces that have a role.

    A word has the role that is most probable, and all its pieces have the role of the first. A
    span begins where the role does, or where beginning one is more probable than going on.
    """
    words = np.flatnonzero(pieces.first)
    if not len(words):
        return []
    chances = np.exp(tags[words])
    by_role = chances[:, 1::2] + chances[:, 2::2]
    outside = chances[:, OUTSIDE] * np.exp(-bias)
    number = ROLES.index(role)
    inside = (by_role.argmax(1) == number) & (by_role[:, number] > outside)
    begins = chances[:, 1 + 2 * number] > chances[:, 2 + 2 * number]
    starts = np.flatnonzero(inside & (begins | ~np.concatenate([[False], inside[:-1]])))
    ends = np.append(words[1:], len(pieces))
    spans = []
    for start, following in pairwise([*starts, len(words)]):
        outer = np.flatnonzero(~inside[start:following])
        last = (start + outer[0] if len(outer) else following) - 1
        spans.append((int(words[start]), int(ends[last])))
    return spans


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
        chances = np.exp(logits - np.logaddexp.reduce(logits))
        found.append(dict(zip([MISSING, *near], chances.tolist(), strict=True)))
    return tuple(found)
