"""Questions that the trust in the reader is fitted on: none of them taught it anything.

They are those that the reader's training holds out (`reader_questions.py`), asked of one index of
all their articles. A question that is answered there is asked once more without its article. Where
all sentences that answer are known, it is also asked without these, so that only near misses are
left. One in three is asked as keywords, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import engine
from rag.answering import pipeline
from rag.answering.rerank import READ, ReadsSentences, read_all, to_judge
from rag.answering.retrieve import JUDGED, Found, find_passages
from rag.answering.score import Candidate
from rag.answering.trust import FACTS, KEYWORDS, is_read, kind_of
from rag.evaluate.temporary_index import asked, fold_white_space, sample, temporary_index
from rag.index.view import IndexView
from rag.types import Document, Query
from training.question_forms import keywords
from training.reader_questions import Question
from training.written_questions import FACT, SPOKEN

# Ways to ask: of everything, without the article, without the sentences that answer.
WHOLE, ELSEWHERE, NEAR_MISS = "whole", "elsewhere", "near miss"
WRITTEN_SOURCES = (SPOKEN, FACT)
# Elsewhere one sentence is marked, and others often answer, too.
ALL_MARKED = ("invented", "speech", "squad2", *WRITTEN_SOURCES)
# Other articles on the same news may answer these, too: nobody knows.
OF_ONE_ARTICLE = WRITTEN_SOURCES
KEYWORDS_OF = 3  # one in so many questions of facts is asked as keywords, too


@dataclass(frozen=True, slots=True)
class Judged:
    """A question asked in one way, with the sentences that were judged, in the scorer's order.

    `right` says of each sentence whether it answers, None if nobody knows. `answerable` is whether
    any of the articles answers, `kind` one of `rag.answering.trust.KINDS`.
    """

    source: str
    way: str
    question: str
    kind: str
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
        for number, question in enumerate(asked(chosen, "asking")):
            made += judged(opened, reader, question, question.text, sentences)
            words = keywords(question.text)
            if words and number % KEYWORDS_OF == 0 and made[-1].kind == FACTS:
                again = judged(opened, reader, question, words, sentences)
                made += (one for one in again if one.kind == KEYWORDS)
        return made


def write_articles(questions: Sequence[Question], folder: Path) -> None:
    """Write the articles of questions, each once, as JSON Lines."""
    articles = dict.fromkeys((q.title, article_text(q)) for q in questions)
    lines = [json.dumps({"title": title or None, "text": text}) for title, text in articles]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")


def article_text(question: Question) -> str:
    """Return the text of a question's article."""
    return " ".join(map(fold_white_space, question.sentences))


def judged(
    opened: engine.Engine, reader: ReadsSentences, question: Question, text: str, sentences: int
) -> Iterator[Judged]:
    """Ask a question, typed as `text`, in all ways that it can be asked."""
    own = article_text(question)
    right = [fold_white_space(question.sentences[n]) for n in question.right]
    unclear = [fold_white_space(question.sentences[n]) for n in question.unclear]
    alone = question.source in OF_ONE_ARTICLE
    elsewhere = list[Candidate]()
    with opened.index.view() as view:
        query = pipeline.interpret(view, opened.models, text)
        found = _found(opened, view, query)
        read = _read(opened, view, query, found, reader, sentences)
        if right and not alone:
            others = [f for f in found if not _is_of(f.passage.document, own)]
            elsewhere = _read(opened, view, query, others, reader, sentences)
    near = [c for c in read if not _is_one_of(c, [*right, *unclear])]
    ways = [(WHOLE, read)]
    if right and not alone:
        ways.append((ELSEWHERE, elsewhere))
    if right and question.source in ALL_MARKED:
        ways.append((NEAR_MISS, near))
    for way, some in ways:
        known = [_known(c, right, unclear) if way == WHOLE else False for c in some]
        if alone:
            inside = [_is_of(c.sentence.document, own) for c in some]
            known = [k if i else None for k, i in zip(known, inside, strict=True)]
        answerable = bool(right) and way == WHOLE
        yield Judged(question.source, way, text, kind_of(query), some, known, answerable)


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
    chosen = to_judge(query, [c for c in scored if c.own], sentences)
    return read_all(reader, query, chosen) if is_read(query) else chosen


def _is_of(document: Document, own: str) -> bool:
    """Return whether a document has the text `own`."""
    return fold_white_space(document.text) == own


def _known(candidate: Candidate, right: Sequence[str], unclear: Sequence[str]) -> bool | None:
    """Return whether a sentence answers, None if nobody knows."""
    return None if _is_one_of(candidate, unclear) else _is_one_of(candidate, right)


def _is_one_of(candidate: Candidate, sentences: Sequence[str]) -> bool:
    """Return whether a sentence is one of some, or a part of one, as they are split differently."""
    text = fold_white_space(candidate.sentence.text)
    return any(text in sentence or sentence in text for sentence in sentences)
