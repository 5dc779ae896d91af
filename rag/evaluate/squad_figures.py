"""`rag evaluate squad`: retrieval, ranking and refusal figures for the questions of a SQuAD file.

The questions are asked twice: first with every paragraph in the index, then with half of the
articles held out, so that about half of the questions should be refused.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ir_measures import RR, Success

from rag.answering.retrieve import Found
from rag.answering.score import Candidate
from rag.engine import Engine
from rag.errors import CorpusError, QuestionError
from rag.evaluate import figures
from rag.evaluate.figures import Flags, Numbers
from rag.evaluate.squad import (
    Article,
    Paragraph,
    Question,
    place,
    read_squad,
    split_up,
    write_corpus,
)
from rag.evaluate.temporary_index import (
    asked,
    examine,
    judge,
    right_texts,
    sample,
    temporary_index,
)
from rag.progress_bar import building

TIMED = 100  # questions answered once more to measure latency


@dataclass(frozen=True, slots=True)
class Item:
    """A question of paragraph number `at[1]` of article number `at[0]`."""

    question: Question
    paragraph: Paragraph
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Confidences:
    """The arrays of the second round, as `figures` takes them; all of shape (questions,).

    `articles` is the number of articles indexed, `of` the number in the file.
    """

    confidence: Numbers
    right: Flags
    answerable: Flags
    articles: int
    of: int


@dataclass(frozen=True, slots=True)
class SquadFigures:
    """The figures by their published names, and the arrays for the risk table and the plots."""

    values: dict[str, float | int | None]
    confidences: Confidences
    paragraphs: int


def evaluate(path: Path, limit: int | None = None) -> SquadFigures:
    """Ask the questions of a SQuAD file, or a random `limit` of them.

    Raises CorpusError for a file that is not in the format or has no question with an answer.
    """
    articles = split_up(read_squad(path))
    items = sample(list_items(articles), limit)
    if not items:
        raise CorpusError(f"{path} holds no question with an answer: nothing can be measured", path)
    with temporary_index(lambda corpus: write_corpus(articles, corpus)) as (opened, corpus):
        ranked = rankings(opened, items)
        milliseconds = latency(opened, items[:TIMED])
        indexed = sample(range(len(articles)))[: max(1, len(articles) // 2)]
        hold_out(opened, corpus, set(range(len(articles))) - set(indexed))
        stated = confidences(opened, items, indexed, len(articles))
    values = {
        **ranked,
        "latency_ms_p50": milliseconds,
        "auroc": figures.auroc(stated.confidence, stated.answerable),
        "false_answers@90": figures.false_answers(stated.confidence, stated.answerable),
        "ece": figures.calibration_error(stated.confidence, stated.right),
        "questions": len(items),
    }
    return SquadFigures(values, stated, sum(len(a.paragraphs) for a in articles))


def list_items(articles: Sequence[Article]) -> list[Item]:
    """Return every question with its paragraph and that paragraph's position."""
    return [
        Item(question, paragraph, (i, j))
        for i, article in enumerate(articles)
        for j, paragraph in enumerate(article.paragraphs)
        for question in paragraph.questions
    ]


def rankings(opened: Engine, items: Sequence[Item]) -> dict[str, float]:
    """Return recall of passages and ranking measures of sentences over all questions."""
    paragraphs, sentences = [], []
    for item in asked(items, "all indexed"):
        found, candidates = examine(opened, item.question.text)
        paragraphs.append(right_paragraphs(found, item))
        sentences.append(right_sentences(candidates, item))
    measures = {f"passage_recall@{k}": Success @ k for k in (1, 5, 20)}
    return {
        **figures.ranking(paragraphs, measures),
        **figures.ranking(
            sentences, {"sentence@1": Success @ 1, "sentence@3": Success @ 3, "mrr": RR}
        ),
    }


def right_paragraphs(found: Sequence[Found], item: Item) -> list[bool]:
    """Return whether each paragraph found, ranked by its best passage, is the question's.

    The question's own paragraph is ranked by its first passage that overlaps an answer.
    """
    first: dict[str, bool] = {}
    for passage in (f.passage for f in found):
        own = place(*item.at) in passage.document.places
        if not own or item.question.answered_by(passage):
            first.setdefault(passage.document.doc_id, own)
    return list(first.values())


def right_sentences(candidates: Sequence[Candidate], item: Item) -> list[bool]:
    """Return whether each distinct sentence found, best first, answers the question."""
    own = place(*item.at)
    return judge(
        (c.sentence for c in candidates),
        right_texts(item.paragraph.text, item.question.answers),
        lambda s: own in s.document.places and item.question.answered_by(s),
    )


def latency(opened: Engine, items: Sequence[Item]) -> float:
    """Return the median time of a whole answer in milliseconds; 0 if none could be timed."""
    times = []
    for item in asked(items, "timing"):
        start = time.perf_counter()
        try:
            opened.answer(item.question.text)
        except QuestionError:
            continue  # the question was rejected before it was answered
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times)) if times else 0.0


def hold_out(opened: Engine, corpus: Path, articles: set[int]) -> None:
    """Remove articles from the folder and its index; nothing is embedded again."""
    for article in articles:
        (corpus / place(article, 0).path).unlink()
    with building("indexing") as report:
        opened.rebuild(report=report)


def confidences(
    opened: Engine, items: Sequence[Item], indexed: Sequence[int], of: int
) -> Confidences:
    """Ask each question; it is answerable if its article is among `indexed`."""
    confidence, right = [], []
    for item in asked(items, "half held out"):
        _, candidates = examine(opened, item.question.text)
        confidence.append(candidates[0].probability if candidates else 0.0)
        right.append(any(right_sentences(candidates[:1], item)))
    answerable = [item.at[0] in indexed for item in items]
    return Confidences(
        np.array(confidence), np.array(right), np.array(answerable), len(indexed), of
    )
