"""The questions that the reader learns from, read from files of several forms into one.

A question in eight is held out with its whole document: it stops the fit, calibrates and compares.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate.squad import Paragraph, read_squad, split_up
from rag.segment.sentences import split_sentences
from training.forum import AMAZON, REDDIT

LINES = ("squad2.jsonl", "qamr.jsonl", "selqa.jsonl", "qed.jsonl", "clapnq.jsonl")
HELD_OUT = 32  # of the 256 values of a digest's first byte: an eighth of the documents

Place = tuple[int, int, int]  # the number of a sentence, and a half-open span of its code points
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a document, with the numbers of the sentences that answer it.

    `answers` are the words that answer, where they are marked; `near` are sentences that only seem
    to answer, `unclear` those that nobody judged. `unsupported` are the spans of the question that
    the sentences in `near` do not bear out, None if they are not marked.
    """

    source: str
    document: str
    text: str
    title: str
    sentences: tuple[str, ...]
    right: tuple[int, ...]
    answers: tuple[Place, ...] = ()
    near: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    unsupported: Spans | None = None

    @property
    def held_out(self) -> bool:
        """Whether the question measures the fit instead of being learnt from."""
        return hashlib.sha256(self.document.encode("utf-8")).digest()[0] < HELD_OUT


def read_questions(folder: Path) -> list[Question]:
    """Read all files of questions in a folder."""
    found = [q for name in LINES for q in read_lines(folder / name)]
    return found + [q for name in (REDDIT, AMAZON) for q in _forum(folder / name)]


def read_lines(path: Path) -> Iterator[Question]:
    """Read a file of JSON Lines: question, sentences in order, the numbers of the right ones."""
    for line in path.read_text("utf-8").splitlines():
        parsed = json.loads(line)
        sentences = tuple(parsed["sentences"])
        marked = parsed.get("unsupported")
        yield Question(
            source=path.stem,
            document=parsed["title"] or sentences[0],
            text=parsed["question"].strip(),
            title=parsed["title"] or "",
            sentences=sentences,
            right=tuple(parsed["right"]),
            answers=tuple((s, a, b) for s, a, b in parsed.get("answers", ())),
            near=tuple(parsed.get("near", ())),
            unsupported=None if marked is None else tuple((a, b) for a, b in marked),
        )


def _forum(path: Path) -> Iterator[Question]:
    for article in split_up(read_squad(path)):
        for paragraph in article.paragraphs:
            yield from _of_paragraph(path.stem, paragraph)


def _of_paragraph(source: str, paragraph: Paragraph) -> Iterator[Question]:
    spans = [(s.start, s.end) for s in split_sentences(paragraph.text)]
    sentences = tuple(paragraph.text[start:end] for start, end in spans)
    for question in paragraph.questions:
        answers = tuple(_places(spans, question.answers))
        if answers:
            yield Question(
                source=source,
                document=paragraph.text,
                text=question.text.strip(),
                title="",
                sentences=sentences,
                right=tuple(sorted({number for number, _, _ in answers})),
                answers=answers,
            )


def _places(spans: list[tuple[int, int]], answers: Iterable[tuple[int, int]]) -> Iterator[Place]:
    """Yield the part of each answer that is in the sentence where it begins."""
    starts = [start for start, _ in spans]
    for start, end in answers:
        number = bisect_right(starts, start) - 1
        if number >= 0 and start < min(end, spans[number][1]):
            first = spans[number][0]
            yield number, start - first, min(end, spans[number][1]) - first
