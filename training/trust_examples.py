"""Questions that the trust in the reader is fitted on: none of them taught it anything.

They are those that the reader's training holds out (`reader_questions.py`), asked of one index of
all their articles. A question that is answered there is asked once more without its article. Where
all sentences that answer are known, it is also asked without these, so that only near misses are
left.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import engine
from rag.answering import pipeline
from rag.answering.rerank import READ, ReadsSentences, read_first
from rag.answering.retrieve import JUDGED, Found, find_passages
from rag.answering.score import Candidate
from rag.answering.trust import Matrix, is_read, signals
from rag.evaluate.temporary_index import asked, fold_white_space, sample, temporary_index
from rag.index.view import IndexView
from rag.types import Query
from training.examples import GOLDEN_FIT
from training.forum import ROOT
from training.reader_questions import Question

# Ways to ask: of everything, without the article, without the sentences that answer.
WHOLE, ELSEWHERE, NEAR_MISS = "whole", "elsewhere", "near miss"
GOLDEN = "golden"  # the source of questions over the sample corpus
# Elsewhere one sentence is marked, and others often answer, too.
ALL_MARKED = ("invented", "speech", "squad2")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question asked in one way, with the signals of the sentences read, the best first.

    `right` is whether the best sentence answers, `answerable` whether any of the articles does.
    """

    source: str
    way: str
    question: str
    signals: Matrix
    right: bool
    answerable: bool


def trust_examples(
    questions: Sequence[Question], reader: ReadsSentences, limit: int
) -> list[Judged]:
    """Ask up to `limit` questions of each source, answerable or not, in all ways."""
    pools = dict[tuple[str, bool], list[Question]]()
    for question in questions:
        pools.setdefault((question.source, bool(question.right)), []).append(question)
    chosen = [q for _, pool in sorted(pools.items()) for q in sample(pool, limit)]
    with temporary_index(lambda folder: write_articles(chosen, folder)) as (opened, _):
        made = list[Judged]()
        for question in asked(chosen, "asking"):
            made += judged(opened, reader, question)
        return made


def sample_examples(reader: ReadsSentences) -> list[Judged]:
    """Ask the golden questions that fit of the sample corpus."""
    questions = [json.loads(line) for line in GOLDEN_FIT.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as index:
        engine.build(ROOT / "corpus", index)
        opened = engine.open_index(index)
        return [
            one
            for line in questions
            for one in _golden(opened, reader, line["question"], line["answer"])
        ]


def _golden(
    opened: engine.Engine, reader: ReadsSentences, question: str, answer: str
) -> Iterator[Judged]:
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, question)
        found = find_passages(view, query, opened.models.embed_question(query.text))
        read = _read(opened, view, query, found, reader)
    if read:
        right = bool(answer) and answer in read[0].sentence.text
        yield Judged(GOLDEN, WHOLE, question, signals(query, read), right, bool(answer))


def write_articles(questions: Sequence[Question], folder: Path) -> None:
    """Write the articles of questions, each once, as JSON Lines."""
    articles = dict.fromkeys((q.title, article_text(q)) for q in questions)
    lines = [json.dumps({"title": title or None, "text": text}) for title, text in articles]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")


def article_text(question: Question) -> str:
    """Return the text of a question's article."""
    return " ".join(map(fold_white_space, question.sentences))


def judged(opened: engine.Engine, reader: ReadsSentences, question: Question) -> Iterator[Judged]:
    """Ask a question in all ways that it can be asked."""
    own = article_text(question)
    right = [fold_white_space(question.sentences[n]) for n in question.right]
    unclear = [fold_white_space(question.sentences[n]) for n in question.unclear]
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, question.text)
        found = find_passages(view, query, opened.models.embed_question(query.text))
        read = _read(opened, view, query, found, reader)
        if right:
            others = [f for f in found if fold_white_space(f.passage.document.text) != own]
            elsewhere = _read(opened, view, query, others, reader)
        near = [c for c in read if not _is_one_of(c, [*right, *unclear])]
    yield from _judged(question, WHOLE, query, read, right, unclear)
    if right:
        yield from _judged(question, ELSEWHERE, query, elsewhere, [], [])
        if question.source in ALL_MARKED:
            yield from _judged(question, NEAR_MISS, query, near, [], [])


def _read(
    opened: engine.Engine,
    view: IndexView,
    query: Query,
    found: Sequence[Found],
    reader: ReadsSentences,
) -> list[Candidate]:
    scored = opened.models.scorer.score(query, found[:JUDGED], view.terms)
    citable = [c for c in scored if c.probability and c.own]
    return read_first(reader, query, citable[:READ]) if is_read(query) else citable


def _judged(
    question: Question,
    way: str,
    query: Query,
    read: Sequence[Candidate],
    right: Sequence[str],
    unclear: Sequence[str],
) -> Iterator[Judged]:
    """Yield the question asked one way, unless nobody knows whether the best sentence answers."""
    if read and not _is_one_of(read[0], unclear):
        yield Judged(
            question.source,
            way,
            question.text,
            signals(query, read),
            _is_one_of(read[0], right),
            bool(right),
        )


def _is_one_of(candidate: Candidate, sentences: Sequence[str]) -> bool:
    """Return whether a sentence is one of some, or a part of one, as they are split differently."""
    text = fold_white_space(candidate.sentence.text)
    return any(text in sentence or sentence in text for sentence in sentences)
