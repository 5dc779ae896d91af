"""Files in the SQuAD format: articles of paragraphs, each with questions and their answers.

The format is that of Rajpurkar et al., "SQuAD" (2016): `data[].paragraphs[]` with `context` and
`qas[]`, each with `question` and `answers[]` of `text` and `answer_start`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import model_validator

from rag.evaluate.json_files import JsonObject, Text, read_json
from rag.types import Place, Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the half-open spans, in code points of its paragraph, that answer it."""

    text: str
    answers: tuple[tuple[int, int], ...]

    def answered_by(self, span: Span) -> bool:
        """Return whether a span of the question's paragraph shares a character with an answer."""
        return any(start < span.end and span.start < end for start, end in self.answers)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text and the questions that it answers."""

    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs that belong together: they are indexed or held out as a whole."""

    title: str | None
    paragraphs: tuple[Paragraph, ...]


def read_squad(path: Path) -> list[Article]:
    """Read a file in the SQuAD format.

    Questions without an answer, paragraphs without text and articles without paragraphs are left
    out. Raises CorpusError that names the first error and its place.
    """
    articles = [_article(article) for article in read_json(path, "SQuAD", _SquadFile).data]
    return [article for article in articles if article.paragraphs]


def split_up(articles: list[Article]) -> list[Article]:
    """Split a single article, a collection of posts, into an article for each paragraph.

    Several articles are returned as they are. What results is held out article by article.
    """
    if len(articles) > 1:
        return articles
    return [Article(None, (paragraph,)) for a in articles for paragraph in a.paragraphs]


def write_corpus(articles: Sequence[Article], folder: Path) -> None:
    """Write a .jsonl file for each article, a record for each paragraph; `place` names them."""
    for i, article in enumerate(articles):
        records = ({"title": article.title, "text": p.text} for p in article.paragraphs)
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / place(i, 0).path).write_text(lines, "utf-8")


def place(article: int, paragraph: int) -> Place:
    """Return where `write_corpus` puts paragraph number `paragraph` of article number `article`."""
    return Place(f"{article}.jsonl", record=paragraph + 1)


class _Answer(JsonObject):
    text: Text
    answer_start: int

    @property
    def span(self) -> tuple[int, int]:
        """The answer in its paragraph; empty for an answer without words."""
        return self.answer_start, self.answer_start + len(self.text)


class _Question(JsonObject):
    question: Text
    answers: list[_Answer]


class _Paragraph(JsonObject):
    context: Text
    qas: list[_Question]

    @model_validator(mode="after")
    def _check_answers(self) -> Self:
        for i, question in enumerate(self.qas):
            for j, answer in enumerate(question.answers):
                start = answer.answer_start
                if answer.text and not (start >= 0 and self.context.startswith(answer.text, start)):
                    raise ValueError(f"qas[{i}].answers[{j}].text is not at its answer_start")
        return self


class _Article(JsonObject):
    paragraphs: list[_Paragraph]
    title: Text | None = None


class _SquadFile(JsonObject):
    data: list[_Article]


def _article(parsed: _Article) -> Article:
    return Article(
        parsed.title.replace("_", " ") if parsed.title is not None else None,
        tuple(_paragraph(p) for p in parsed.paragraphs if p.context.strip()),
    )


def _paragraph(parsed: _Paragraph) -> Paragraph:
    questions = (_question(q) for q in parsed.qas)
    return Paragraph(parsed.context, tuple(q for q in questions if q.answers))


def _question(parsed: _Question) -> Question:
    return Question(parsed.question, tuple(a.span for a in parsed.answers if a.text))
