"""The word pieces that the reader takes: a question, a sentence, and what stands before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.english.interrogatives import MARKS
from rag.types import SentenceInContext

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Limits in word pieces. Of question, title and sentence the first are kept, of the sentences before
# it the last.
MAX_QUESTION, MAX_TITLE, MAX_BEFORE, MAX_SENTENCE = 40, 20, 56, 112
MAX_PIECES = 160  # of a whole pair: the context is shortened until it fits

Candidate = SentenceInContext


@dataclass(frozen=True, slots=True)
class Piece:
    """A word piece of a question or a sentence: its place in the input, and in the text."""

    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """The input of the reader: [CLS] question [SEP] context [SEP] sentence [SEP].

    Without a context its [SEP] is missing, too. `types` is 1 for the sentence and the [SEP] after
    it, 0 for the rest. `question` and `sentence` are the pieces that may be marked.
    """

    ids: list[int]
    types: list[int]
    question: list[Piece]
    sentence: list[Piece]


def encode_candidate(tokenizer: Tokenizer, question: str, candidate: Candidate) -> ReaderInput:
    """Tokenize a question and a candidate; the context is shortened first.

    The question's last mark is left out: people type it or not, and mean the same.
    """
    cls, sep = tokenizer.encode("").ids
    asked = tokenizer.encode(question.rstrip(MARKS), add_special_tokens=False)
    judged = tokenizer.encode(candidate.sentence, add_special_tokens=False)
    head = [cls, *asked.ids[:MAX_QUESTION], sep]
    tail = [*judged.ids[:MAX_SENTENCE], sep]
    title = tokenizer.encode(candidate.title, add_special_tokens=False).ids[:MAX_TITLE]
    room = MAX_PIECES - len(head) - len(tail) - 1
    title = title[: max(0, room)]
    room = min(MAX_BEFORE, room - len(title))
    before = tokenizer.encode(candidate.before, add_special_tokens=False).ids
    context = title + (before[-room:] if room > 0 else [])
    head += [*context, sep] if context else []
    return ReaderInput(
        head + tail,
        [0] * len(head) + [1] * len(tail),
        _pieces(asked.offsets[:MAX_QUESTION], 1),
        _pieces(judged.offsets[:MAX_SENTENCE], len(head)),
    )


def _pieces(offsets: list[tuple[int, int]], first: int) -> list[Piece]:
    return [Piece(first + i, start, end) for i, (start, end) in enumerate(offsets)]
