"""Files in the SQuAD format: articles of paragraphs, each with questions and their answers.

The format is that of Rajpurkar et al., "SQuAD" (2016): `data[].paragraphs[]` with `context` and
`qas[]`, each with `question` and `answers[]` of `text` and `answer_start`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.evaluate.fields import Fault, each, field, read_json
from rag.types import Place, Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the half-open spans, in code points of its paragraph, that answer it."""

    text: str
    answers: tuple[tuple[int, int], ...]

    def answered_by(self, span: Span) -> bool:
        """Say if a span of the question's own paragraph shares a character with an answer."""
        return any(start < span.end and span.start < end for start, end in self.answers)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text and the questions that it answers."""

    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs that belong together: all are indexed, or none."""

    title: str | None
    paragraphs: tuple[Paragraph, ...]


def read_squad(path: Path) -> list[Article]:
    """Read a file in the SQuAD format.

    Questions without an answer, paragraphs without text and articles without paragraphs are left
    out. Raises CorpusError that names the first fault and its place.
    """
    return read_json(path, "SQuAD", _articles)


def split_up(articles: list[Article]) -> list[Article]:
    """Take the paragraphs of a file of one article, a collection of posts, for articles."""
    if len(articles) > 1:
        return articles
    return [Article(None, (paragraph,)) for a in articles for paragraph in a.paragraphs]


def write_corpus(articles: Sequence[Article], folder: Path) -> None:
    """Write articles as files, a paragraph a record, for an index to be built; see `place`."""
    for i, article in enumerate(articles):
        records = ({"title": article.title, "text": p.text} for p in article.paragraphs)
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / place(i, 0).path).write_text(lines, "utf-8")


def place(article: int, paragraph: int) -> Place:
    """Say where `write_corpus` puts paragraph number `paragraph` of article number `article`."""
    return Place(f"{article}.jsonl", record=paragraph + 1)


def _articles(data: Any) -> list[Article]:
    articles = [_article(a, where) for a, where in each(data, "data", "")]
    return [article for article in articles if article.paragraphs]


def _article(value: Any, where: str) -> Article:
    paragraphs = [_paragraph(p, at) for p, at in each(value, "paragraphs", where)]
    title = value.get("title")
    return Article(
        title.replace("_", " ") if isinstance(title, str) else None,
        tuple(p for p in paragraphs if p.text.strip()),
    )


def _paragraph(value: Any, where: str) -> Paragraph:
    text = field(value, "context", str, where)
    questions = [_question(q, text, at) for q, at in each(value, "qas", where)]
    return Paragraph(text, tuple(q for q in questions if q.answers))


def _question(value: Any, text: str, where: str) -> Question:
    question = field(value, "question", str, where)
    answers = [_answer(a, text, at) for a, at in each(value, "answers", where)]
    return Question(question, tuple((start, end) for start, end in answers if start < end))


def _answer(value: Any, text: str, where: str) -> tuple[int, int]:
    """Return an answer's span, which is empty for one without words."""
    words, start = field(value, "text", str, where), field(value, "answer_start", int, where)
    if words and (start < 0 or not text.startswith(words, start)):
        raise Fault(f"{where}.text does not stand at its answer_start in the paragraph")
    return start, start + len(words)
