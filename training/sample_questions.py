"""The golden questions that fit, as questions of the sample articles that answer them.

A question belongs to each article with a sentence that holds the answer's text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rag.corpus import load, parse_file, walk
from rag.evaluate.temporary_index import fold_white_space
from rag.segment.sentences import split_sentences
from rag.types import Document
from training.examples import GOLDEN_FIT
from training.forum import ROOT
from training.reader_questions import Place, Question

SAMPLE = "sample"  # the source of these questions


def sample_questions() -> list[Question]:
    """Return the answerable questions, for each article that answers."""
    lines = [json.loads(line) for line in GOLDEN_FIT.read_text("utf-8").splitlines()]
    asked = [(line["question"], line["answer"]) for line in lines if line["answer"]]
    files, _ = walk(ROOT / "corpus")
    documents = [d for file in files for d in parse_file(file, load(file)).documents]
    return [q for document in documents for q in _of_document(document, asked)]


def _of_document(document: Document, asked: list[tuple[str, str]]) -> Iterator[Question]:
    spans = [(s.start, s.end) for s in split_sentences(document.text)]
    sentences = tuple(document.text[start:end] for start, end in spans)
    folded = [fold_white_space(sentence) for sentence in sentences]
    for text, answer in asked:
        right = tuple(n for n, sentence in enumerate(folded) if answer in sentence)
        if right:
            yield Question(
                source=SAMPLE,
                document=document.places[0].path,
                text=text,
                title=document.title or "",
                sentences=sentences,
                right=right,
                answers=tuple(_places(answer, sentences)),
            )


def _places(answer: str, sentences: tuple[str, ...]) -> Iterator[Place]:
    """Yield where the answer's text stands on one line."""
    for number, sentence in enumerate(sentences):
        start = sentence.find(answer)
        if start >= 0:
            yield number, start, start + len(answer)
