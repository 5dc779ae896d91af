"""Questions that the trust in the reader is fitted on: none of them taught it anything.

They are those that the reader's training holds out (`reader_questions.py`), asked of one index of
all their articles, and the golden questions that fit, asked of the sample corpus. A question that
is answered there is asked once more without its article. Where all sentences that answer are known,
it is also asked without these, so that only near misses are left.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import engine
from rag.answering import pipeline
from rag.answering.rerank import READ, ReadsSentences, citable, read_all
from rag.answering.retrieve import JUDGED, Found, find_passages
from rag.answering.score import Candidate
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
    """A question asked in one way, with the sentences that were read, in the scorer's order.

    `right` says of each sentence whether it answers, None if nobody knows. `answerable` is whether
    any of the articles answers, `of_speech` whether somebody's words are asked for.
    """

    source: str
    way: str
    question: str
    of_speech: bool
    read: list[Candidate]
    right: list[bool | None]
    answerable: bool


def trust_examples(
    questions: Sequence[Question], reader: ReadsSentences, limit: int, sentences: int = READ
) -> list[Judged]:
    """Ask up to `limit` questions of each source, answerable or not, in all ways.

    Of each, the first few `sentences` are read.
    """
    pools = dict[tuple[str, bool], list[Question]]()
    for question in questions:
        pools.setdefault((question.source, bool(question.right)), []).append(question)
    chosen = [q for _, pool in sorted(pools.items()) for q in sample(pool, limit)]
    with temporary_index(lambda folder: write_articles(chosen, folder)) as (opened, _):
        made = list[Judged]()
        for question in asked(chosen, "asking"):
            made += judged(opened, reader, question, sentences)
        return made


def sample_examples(reader: ReadsSentences) -> list[Judged]:
    """Ask the golden questions that fit of the sample corpus."""
    lines = [json.loads(line) for line in GOLDEN_FIT.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as index:
        engine.build(ROOT / "corpus", index)
        opened = engine.open_index(index, reader="none")
        made = (_golden(opened, reader, line["question"], line["answer"]) for line in lines)
        return [one for one in made if one.read]


def _golden(opened: engine.Engine, reader: ReadsSentences, question: str, answer: str) -> Judged:
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, question)
        read = _read(opened, view, query, _found(opened, view, query), reader, READ)
    right: list[bool | None] = [bool(answer) and answer in c.sentence.text for c in read]
    of_speech = query.speaker is not None
    return Judged(GOLDEN, WHOLE, question, of_speech, read, right, bool(answer))


def write_articles(questions: Sequence[Question], folder: Path) -> None:
    """Write the articles of questions, each once, as JSON Lines."""
    articles = dict.fromkeys((q.title, article_text(q)) for q in questions)
    lines = [json.dumps({"title": title or None, "text": text}) for title, text in articles]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")


def article_text(question: Question) -> str:
    """Return the text of a question's article."""
    return " ".join(map(fold_white_space, question.sentences))


def judged(
    opened: engine.Engine, reader: ReadsSentences, question: Question, sentences: int
) -> Iterator[Judged]:
    """Ask a question in all ways that it can be asked, leaving out those that find nothing."""
    own = article_text(question)
    right = [fold_white_space(question.sentences[n]) for n in question.right]
    unclear = [fold_white_space(question.sentences[n]) for n in question.unclear]
    elsewhere = list[Candidate]()
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, question.text)
        found = _found(opened, view, query)
        read = _read(opened, view, query, found, reader, sentences)
        if right:
            others = [f for f in found if fold_white_space(f.passage.document.text) != own]
            elsewhere = _read(opened, view, query, others, reader, sentences)
    near = [c for c in read if not _is_one_of(c, [*right, *unclear])]
    ways = [(WHOLE, read), (ELSEWHERE, elsewhere)]
    if right and question.source in ALL_MARKED:
        ways.append((NEAR_MISS, near))
    for way, some in ways:
        if not some:
            continue
        known = [_known(c, right, unclear) if way == WHOLE else False for c in some]
        of_speech, answerable = query.speaker is not None, bool(right) and way == WHOLE
        yield Judged(question.source, way, question.text, of_speech, some, known, answerable)


def _found(opened: engine.Engine, view: IndexView, query: Query) -> list[Found]:
    return find_passages(view, query, opened.models.embed_question(query.text))


def _read(
    opened: engine.Engine,
    view: IndexView,
    query: Query,
    found: Sequence[Found],
    reader: ReadsSentences,
    sentences: int,
) -> list[Candidate]:
    scored = opened.models.scorer.score(query, found[:JUDGED], view.terms)
    return read_all(reader, query, citable(scored)[:sentences])


def _known(candidate: Candidate, right: Sequence[str], unclear: Sequence[str]) -> bool | None:
    """Return whether a sentence answers, None if nobody knows."""
    return None if _is_one_of(candidate, unclear) else _is_one_of(candidate, right)


def _is_one_of(candidate: Candidate, sentences: Sequence[str]) -> bool:
    """Return whether a sentence is one of some, or a part of one, as they are split differently."""
    text = fold_white_space(candidate.sentence.text)
    return any(text in sentence or sentence in text for sentence in sentences)
