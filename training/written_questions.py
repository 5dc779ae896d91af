"""Questions that people wrote about annotated news, in other words than the articles'.

`written_questions.jsonl` holds questions of what somebody said, most of whose topics are not named
in the words that answer, and of facts; for each, near misses: somebody who says nothing on the
topic, a quantity, role or year that the article does not give. They are about some of the 840
articles of `attribution_train.json` (PolNeAR, Newell and others 2018), whose text is not repeated:
what answers is given as half-open spans of its code points.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.segment.sentences import split_sentences
from training.reader_questions import Place, Question
from training.reader_speech import title_of
from training.speech_windows import Article, read_articles

WRITTEN = Path(__file__).parent / "written_questions.jsonl"
SPOKEN, FACT = "written speech", "written"  # the sources of both kinds of questions

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A question of an article, with the spans of the sentences that answer.

    `unclear` are those that answer in part, or by another reading; `near` those that only seem to.
    `answer` are the words that answer, None where they are not marked.
    """

    document: str
    text: str
    spoken: bool
    right: Spans
    unclear: Spans
    near: Spans
    answer: tuple[int, int] | None


def written_questions(annotated: Path, path: Path = WRITTEN) -> list[Question]:
    """Return the questions, with the sentences of their articles in the file `annotated`."""
    articles = {article.name: article for article in read_articles(annotated)}
    return [_question(one, articles[one.document]) for one in read_written(path)]


def read_written(path: Path) -> list[Written]:
    """Read a file of written questions."""
    return [_written(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _written(line: dict[str, object]) -> Written:
    def spans(name: str) -> Spans:
        marked = line.get(name, ())
        assert isinstance(marked, Sequence)
        return tuple((a, b) for a, b in marked)

    answer = spans("answer")
    return Written(
        document=str(line["document"]),
        text=str(line["question"]),
        spoken=bool(line["spoken"]),
        right=spans("right"),
        unclear=spans("unclear"),
        near=spans("near"),
        answer=answer[0] if answer else None,
    )


def _question(written: Written, article: Article) -> Question:
    spans = [(s.start, s.end) for s in split_sentences(article.text)]

    def numbers(marked: Spans) -> tuple[int, ...]:
        return tuple(
            n
            for n, (start, end) in enumerate(spans)
            if any(a < end and start < b for a, b in marked)
        )

    right = numbers(written.right)
    return Question(
        source=SPOKEN if written.spoken else FACT,
        document=article.name,
        text=written.text,
        title=title_of(article, spans),
        sentences=tuple(article.text[start:end] for start, end in spans),
        right=right,
        answers=_places(written.answer, spans),
        near=tuple(n for n in numbers(written.near) if n not in right),
        unclear=tuple(n for n in numbers(written.unclear) if n not in right),
    )


def _places(answer: tuple[int, int] | None, spans: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
    if answer is None:
        return ()
    start, end = answer
    return tuple((n, start - a, end - a) for n, (a, b) in enumerate(spans) if a <= start < end <= b)
