"""Forum questions, as the scorer is fitted on them.

The articles of a file are cut into two halves, each in its own index. Questions are asked of the
index that holds their article, and of the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag import engine
from rag.answering import pipeline
from rag.answering.features import Features, features
from rag.answering.retrieve import JUDGED, Found, find_passages
from rag.evaluate.squad import Article, Paragraph, Question, read_squad, split_up, write_corpus
from rag.evaluate.temporary_index import sample, temporary_index

ROOT = Path(__file__).resolve().parent.parent
TRAIN = ROOT.parent / "shared" / "train"
REDDIT, AMAZON = "squadshifts_reddit.json", "squadshifts_amazon_reviews.json"

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a paragraph, with the indexes that do and do not hold its article."""

    question: Question
    paragraph: Paragraph
    own: engine.Engine
    other: engine.Engine

    def here(self) -> tuple[Features, Flags, bool]:
        """Ask the index that holds the article.

        Return the candidates' features, which of them are right (candidates,), and whether the
        question is clear: its own paragraph ranks first.
        """
        sha256 = hashlib.sha256(self.paragraph.text.encode("utf-8")).hexdigest()
        found, described = describe(self.own, self.question.text)
        right = [
            row.sentence.document.sha256 == sha256 and self.question.answered_by(row.sentence)
            for row in described.rows
        ]
        clear = bool(found) and found[0].passage.document.sha256 == sha256
        return described, np.array(right, dtype=bool), clear

    def elsewhere(self) -> Features:
        """Ask the index without the article; return the candidates, all of them wrong."""
        return describe(self.other, self.question.text)[1]


def describe(opened: engine.Engine, question: str) -> tuple[list[Found], Features]:
    """Return the passages found for a question, and the features of their sentences."""
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, question)
        found = find_passages(view, query, opened.models.embed_question(query.text))
        return found, features(query, found[:JUDGED], view.terms)


@contextmanager
def cases(path: Path, limit: int | None = None) -> Iterator[list[Case]]:
    """Index each half of a file's articles; give up to `limit` questions of each half."""
    articles = sample(split_up(read_squad(path)))
    cut = len(articles) // 2
    halves = articles[:cut], articles[cut:]
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(temporary_index(partial(write_corpus, half)))[0] for half in halves
        )
        yield [
            case
            for half, own, other in ((halves[0], first, second), (halves[1], second, first))
            for case in sample(_of(half, own, other), limit)
        ]


def _of(articles: Sequence[Article], own: engine.Engine, other: engine.Engine) -> list[Case]:
    return [
        Case(question, paragraph, own, other)
        for article in articles
        for paragraph in article.paragraphs
        for question in paragraph.questions
    ]


def missing(folder: Path, names: Sequence[str] = (REDDIT, AMAZON)) -> str | None:
    """Return a one-line message that names the files a folder lacks; None if it has all."""
    lacking = [n for n in names if not (folder / n).is_file()]
    return f"{folder} lacks {' and '.join(lacking)}: give --data" if lacking else None
