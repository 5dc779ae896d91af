"""Parsing files in the SQuAD format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CorpusError
from rag.evaluate.squad import (
    Article,
    Paragraph,
    Question,
    place,
    read_squad,
    split_up,
    write_corpus,
)
from rag.types import Document, Place, Span

TEXT = "The bridge opened in May. It cost two million."
QUESTION = {"question": "When did it open?", "answers": [{"text": "May", "answer_start": 21}]}


def squad(*paragraphs: dict[str, Any]) -> dict[str, Any]:
    """Return a file of one article."""
    return {"data": [{"title": "The_bridge", "paragraphs": list(paragraphs)}]}


def write(path: Path, data: Any) -> Path:
    """Write a value as JSON."""
    path.write_text(json.dumps(data), "utf-8")
    return path


def read_questions(folder: Path, question: dict[str, Any]) -> tuple[Question, ...]:
    """Return the questions parsed from a paragraph with one question."""
    file = write(folder / "one.json", squad({"context": TEXT, "qas": [question]}))
    return read_squad(file)[0].paragraphs[0].questions


def test_reads_articles(tmp_path: Path) -> None:
    """Underscores in titles become spaces, and answers become spans of their paragraph."""
    file = write(tmp_path / "a.json", squad({"context": TEXT, "qas": [QUESTION]}))
    (article,) = read_squad(file)
    (question,) = article.paragraphs[0].questions
    assert article.title == "The bridge"
    assert question.answers == ((21, 24),)
    assert TEXT[21:24] == "May"


def test_an_answer_is_hit_by_a_shared_character(tmp_path: Path) -> None:
    """A span answers if it shares a character with an answer; touching it is not enough."""
    document = Document.from_text(TEXT, Place("a.txt"))
    (question,) = read_questions(tmp_path, QUESTION)
    assert question.answered_by(Span(document, 0, 22))
    assert not question.answered_by(Span(document, 0, 21))
    assert not question.answered_by(Span(document, 24, 30))


@pytest.mark.parametrize(
    "answers", [[], [{"text": "", "answer_start": 0}], [{"text": "", "answer_start": -1}]]
)
def test_a_question_without_an_answer_is_left_out(tmp_path: Path, answers: list[Any]) -> None:
    """The impossible questions of SQuAD 2.0 are valid, and are not asked."""
    assert read_questions(tmp_path, {"question": "Who?", "answers": answers}) == ()


def test_blank_paragraphs_are_left_out(tmp_path: Path) -> None:
    """Blank paragraphs, and articles with no other, are not indexed."""
    data = squad({"context": " \n", "qas": []})
    data["data"].append({"paragraphs": [{"context": TEXT, "qas": [QUESTION]}]})
    (article,) = read_squad(write(tmp_path / "a.json", data))
    assert article.title is None
    assert [p.text for p in article.paragraphs] == [TEXT]


def test_one_article_is_split_up() -> None:
    """A file of a single article is a collection: each of its paragraphs becomes an article."""
    one = Article("All", (Paragraph("a", ()), Paragraph("b", ())))
    assert [a.paragraphs for a in split_up([one])] == [(one.paragraphs[0],), (one.paragraphs[1],)]
    assert split_up([one, one]) == [one, one]


def test_a_place_is_the_record_of_its_paragraph(tmp_path: Path) -> None:
    """Paragraph j of article i is the record that `place` names."""
    articles = [
        Article("A", (Paragraph("a0", ()), Paragraph("a1\nline", ()))),
        Article(None, (Paragraph("b0", ()),)),
    ]
    write_corpus(articles, tmp_path)
    for i, article in enumerate(articles):
        for j, paragraph in enumerate(article.paragraphs):
            at = place(i, j)
            assert at.record is not None
            line = (tmp_path / at.path).read_text("utf-8").split("\n")[at.record - 1]
            assert json.loads(line) == {"title": article.title, "text": paragraph.text}


def answer(p: Any) -> Any:
    """Return the first answer of a paragraph."""
    return p["qas"][0]["answers"][0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: p.update(context=None), ".context: should be a string"),
        (lambda p: p.update(context="half \ud800"), ".context: holds half of a surrogate pair"),
        (lambda p: p.pop("context"), ".context: is missing"),
        (lambda p: p.update(qas="no"), ".qas: should be a list"),
        (lambda p: p.update(qas=["no"]), ".qas[0]: should be an object"),
        (lambda p: p.update(qas=[{"answers": []}]), ".qas[0].question: is missing"),
        (
            lambda p: answer(p).update(answer_start=True),
            ".qas[0].answers[0].answer_start: should be a whole number",
        ),
        (
            lambda p: answer(p).update(answer_start=20),
            ": qas[0].answers[0].text is not at its answer_start",
        ),
        (
            lambda p: answer(p).update(answer_start=21 - len(TEXT)),
            ": qas[0].answers[0].text is not at its answer_start",
        ),
    ],
)
def test_the_first_error_is_named_with_its_place(
    tmp_path: Path, change: Callable[[Any], Any], says: str
) -> None:
    """A file that is not in the format is rejected with the path to the error."""
    paragraphs = [{"context": TEXT, "qas": [QUESTION]}] * 2
    data = json.loads(json.dumps({"data": [{"paragraphs": paragraphs}] * 4}))
    change(data["data"][3]["paragraphs"][1])
    file = write(tmp_path / "bad.json", data)
    with pytest.raises(CorpusError) as refused:
        read_squad(file)
    expected = f"{file} is not in the SQuAD format: data[3].paragraphs[1]{says}"
    assert str(refused.value).startswith(expected)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "top level: should be an object"),
        ({}, "data: is missing"),
        ({"data": {}}, "data: should be a list"),
        ({"data": [{"paragraphs": []}, 5]}, "data[1]: should be an object"),
        ({"data": [{"title": "A"}]}, "data[0].paragraphs: is missing"),
    ],
)
def test_json_of_another_shape(tmp_path: Path, data: Any, says: str) -> None:
    """A file without articles and paragraphs is rejected with the place of the error."""
    with pytest.raises(CorpusError) as refused:
        read_squad(write(tmp_path / "other.json", data))
    assert str(refused.value).endswith(f"is not in the SQuAD format: {says}")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "is not JSON: .*line 1 column 2"),
        (b"", "is not JSON"),
        (b'{"data": "\xff"}', r"is not UTF-8 \(byte 11\)"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_is_not_json(tmp_path: Path, content: bytes, says: str) -> None:
    """A file that cannot be parsed is rejected with the place where parsing failed."""
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    with pytest.raises(CorpusError, match=says):
        read_squad(file)


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    """A byte order mark, which Windows editors write, is no part of the JSON."""
    file = tmp_path / "a.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"data": []}).encode())
    assert read_squad(file) == []


def test_a_missing_file(tmp_path: Path) -> None:
    """A missing file is an error that names its path."""
    with pytest.raises(CorpusError, match=r"cannot read .*gone\.json: No such file"):
        read_squad(tmp_path / "gone.json")
