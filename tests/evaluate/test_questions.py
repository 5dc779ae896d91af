"""Parsing a user's own questions, and judging the answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answers import Answer, Citation
from rag.errors import CorpusError
from rag.evaluate.questions import OwnQuestion, contains, outcome, read_questions
from rag.types import Document, Place, Query, Sentence

TEXT = "The bridge opened\nin May."
GOOD = json.dumps({"question": "When?", "answer": "May"})


def answered() -> Answer:
    """Return an answer that cites the one sentence."""
    document = Document.from_text(TEXT, Place("a.txt"))
    citation = Citation(Sentence(document, 0, len(TEXT), 1, False), 0.9)
    return Answer("When?", (citation,), 0.9, None, (), Query("When?", ()))


REFUSED = Answer("When?", (), 0.1, "no sentence answers this", (), Query("When?", ()))


@pytest.mark.parametrize(
    ("expected", "refused", "result"),
    [
        ("opened in  May", False, "answered_right"),
        ("opened in June", False, "answered_wrong"),
        ("", False, "answered_wrong"),
        ("May", True, "wrongly_refused"),
        (" ", True, "rightly_refused"),
        (None, True, "wrongly_refused"),
        (None, False, "answered_now"),
    ],
)
def test_outcome(expected: str | None, refused: bool, result: str) -> None:
    """A shown sentence must contain the words; "" expects a refusal, None any answer."""
    answer = REFUSED if refused else answered()
    assert outcome(OwnQuestion.of("When?", expected), answer) == result


def test_reads_lines(tmp_path: Path) -> None:
    """Blank lines and unknown keys are ignored."""
    file = tmp_path / "q.jsonl"
    file.write_text(GOOD + "\n\n" + json.dumps({"question": "Why?", "answer": "", "kind": 1}))
    read = read_questions(file)
    assert read.questions == [OwnQuestion.of("When?", "May"), OwnQuestion.of("Why?", "")]
    assert (read.left_out, read.unreadable) == (0, [])


@pytest.mark.parametrize("key", ["answer", "answers"])
def test_several_answers_are_accepted(tmp_path: Path, key: str) -> None:
    """`answer` and `answers` take one text or a list; white space is folded, empty texts go."""
    file = tmp_path / "q.jsonl"
    lines = [{"question": "When?", key: value} for value in (["June", " in  May ", ""], "May", [])]
    file.write_text("\n".join(map(json.dumps, lines)))
    read = read_questions(file).questions
    assert [q.answers for q in read] == [("June", "in May"), ("May",), ()]
    assert outcome(read[0], answered()) == "answered_right"
    assert outcome(read[2], answered()) == "answered_wrong"


def test_an_answer_is_found_as_whole_words() -> None:
    """A number inside a longer one, or a name inside a word, is no answer; signs are no words."""
    assert not OwnQuestion.of("When?", "Ma").answered_by(answered().citations[0].sentence)
    assert contains("In May, 12 came.", "12") and not contains("In 2012.", "12")
    assert contains("They paid US$12m.", "$12m.") and contains("60%of it", "60%")


def test_by_document_an_answer_is_a_whole_article(tmp_path: Path) -> None:
    """Each sentence of an accepted article answers, and no sentence of another does."""
    file = tmp_path / "q.jsonl"
    text = "It rained. The bridge\nopened."
    file.write_text(json.dumps({"question": "When?", "answer": [text], "by": "document"}))
    (question,) = read_questions(file).questions
    article = Document.from_text(text, Place("a.txt"))
    assert question.answered_by(Sentence(article, 0, 10, 1, False))
    longer = Document.from_text(text + " Cars came.", Place("b.txt"))
    assert not question.answered_by(Sentence(longer, 0, len(text), 1, False))


def test_feedback_without_an_answer_counts_only_after_a_refusal(tmp_path: Path) -> None:
    """After an unhelpful refusal any answer passes; an unhelpful answer is skipped and counted."""
    down = {"question": "Why?", "answer": None, "helpful": False}
    lines = [down | {"refusal": "nothing"}, down | {"refusal": None}, down]
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    read = read_questions(file)
    assert read.questions == [OwnQuestion.of("Why?", None)]
    assert read.left_out == 2


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    """Only a line feed separates records, as in JSON Lines."""
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": "When\u2028?", "answer": "May"}\r\n', "utf-8")
    assert read_questions(file).questions == [OwnQuestion.of("When\u2028?", "May")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"answer": "May"}', "question: is missing"),
        ('{"question": "When?"}', "answer: is missing"),
        ('{"question": 5, "answer": ""}', "question: should be a string"),
        ('{"question": "When?", "answer": 5}', "answer: should be a list"),
        ('{"question": "When?", "answers": ["May", 5]}', "answers[1]: should be a string"),
        ('{"question": "When?", "answer": "May", "by": "page"}', "by: "),
        ('{"question": "  ", "answer": ""}', "question: the question is empty"),
        ("[]", "top level: should be an object"),
        ("null", "top level: should be an object"),
        ("{", "not JSON"),
    ],
)
def test_an_invalid_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    """An invalid line is skipped and named by its number; without a valid line it is an error."""
    file = tmp_path / "q.jsonl"
    file.write_text(f"{GOOD}\n" * 5 + f"\n{line}\n{{\n")
    read = read_questions(file)
    assert len(read.questions) == 5
    first, second = read.unreadable
    assert first.startswith(f"line 7: {says}") and second.startswith("line 8: not JSON")
    file.write_text(f"\n{line}\n")
    with pytest.raises(CorpusError) as refused:
        read_questions(file)
    assert f"{file}, line 2: {says}" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_without_questions(tmp_path: Path) -> None:
    """A file without a question is an error, not a count of zero."""
    (tmp_path / "q.jsonl").write_text("\n")
    with pytest.raises(CorpusError, match="holds no question"):
        read_questions(tmp_path / "q.jsonl")
