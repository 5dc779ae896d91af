"""training.reader_questions, reader_speech and reader_examples: from files to examples."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from training.forum import AMAZON, REDDIT
from training.lexical_index import LexicalIndex
from training.reader_example import Example
from training.reader_examples import Examples
from training.reader_questions import LINES, Question, read_lines, read_questions
from training.reader_speech import ATTRIBUTIONS, speech_questions

SENTENCES = [
    "Ann Lee built the bridge in 1936.",
    "It cost 5 million.",
    "The ferry stopped in 1940.",
]
ANSWERABLE = {
    "question": "When did Ann Lee build the bridge?",
    "sentences": SENTENCES,
    "right": [0],
    "title": "Bridges",
    "answers": [[0, 28, 32]],
    "near": [],
}
UNANSWERABLE = {
    "question": "When did the ferry sink?",
    "sentences": SENTENCES,
    "right": [],
    "title": "Bridges",
    "near": [2],
    "unsupported": [[19, 23]],
}
ARTICLE = (
    "Bridge is shut\n\n"
    "“The wooden bridge is a danger,” Ann Lee said. "
    "She said the wooden bridge was rotten. Ida Wolf walked over the wooden bridge with Lee."
)


def spans(*words: str) -> list[list[int]]:
    """Return the spans of some words of the article."""
    return [[ARTICLE.index(w), ARTICLE.index(w) + len(w)] for w in words]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with all files of training, each with a question or two."""
    for number, name in enumerate(LINES):
        lines = [line | {"title": f"Bridges {number}"} for line in (ANSWERABLE, UNANSWERABLE)]
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    text = "I read it. The book was long, and I liked the end."
    answers = [{"text": "the end", "answer_start": text.index("the end")}]
    asked = {"question": "What did the reader like?", "answers": answers}
    paragraph = {"context": text, "qas": [asked]}
    for name in (REDDIT, AMAZON):
        (tmp_path / name).write_text(json.dumps({"data": [{"paragraphs": [paragraph]}]}))
    said = [
        ("Ann Lee", "said", "The wooden bridge is a danger"),
        ("She", "said the", "the wooden bridge was rotten"),
    ]
    attributions = [
        {"source": spans(who), "cue": spans(cue), "content": spans(what)} for who, cue, what in said
    ]
    document = {"id": "news_2016-05-11_bridge", "text": ARTICLE, "attributions": attributions}
    (tmp_path / ATTRIBUTIONS).write_text(json.dumps({"documents": [document]}))
    return tmp_path


def test_a_line_becomes_a_question(data: Path) -> None:
    """All that a line marks is kept; what it does not mark is empty or unknown."""
    first, second = read_lines(data / "squad2.jsonl")
    assert (first.right, first.answers, first.unsupported) == ((0,), ((0, 28, 32),), None)
    assert (second.right, second.near, second.unsupported) == ((), (2,), ((19, 23),))


def test_questions_of_forums_know_the_sentence_that_answers(data: Path) -> None:
    """The answer's place in a paragraph becomes a place in a sentence."""
    (found,) = (q for q in read_questions(data) if q.source == "squadshifts_reddit")
    ((number, start, end),) = found.answers
    assert found.right == (1,) and found.sentences[number][start:end] == "the end"


def test_a_document_is_held_out_as_a_whole() -> None:
    """About an eighth of the documents is held out, each with all of its questions."""
    questions = [
        Question("qed", f"document {n // 2}", f"question {n}", "", ("Yes.",), (0,))
        for n in range(2_000)
    ]
    held_out = Counter(q.document for q in questions if q.held_out)
    assert set(held_out.values()) == {2}
    assert 80 < len(held_out) < 170


def test_speech_answers_who_spoke_on_the_topic(data: Path) -> None:
    """Right is speech of the person asked about, a pronoun's too; who only names them is near."""
    found = speech_questions(data / ATTRIBUTIONS)[0]
    assert "Lee" in found.text and "2016-05-11" in found.title
    told = [found.sentences[n] for n in found.right]
    assert told == [
        "“The wooden bridge is a danger,” Ann Lee said.",
        "She said the wooden bridge was rotten.",
    ]
    near = [found.sentences[n] for n in found.near]
    assert near == ["Ida Wolf walked over the wooden bridge with Lee."]


def test_the_best_sentence_shares_rare_words() -> None:
    """A rare word counts more than one that stands in every sentence."""
    index = LexicalIndex(["The bridge fell.", "The bridge was long and old.", "A ferry came."])
    assert index.best("the long bridge") == [1, 0]
    assert index.best("submarine") == []


def drawn(data: Path, count: int = 300) -> list[Example]:
    """Return the examples of some questions."""
    groups = Examples(read_questions(data), seed=0).groups()
    return [one for group in islice(groups, count) for one in group]


def test_examples_are_right_and_wrong(data: Path) -> None:
    """Right examples mark their answer, where it is known; wrong ones never mark one."""
    examples = drawn(data)
    right = [e for e in examples if e.right]
    assert 0.15 < len(right) / len(examples) < 0.6
    assert any(e.answer and e.candidate.sentence[slice(*e.answer)] == "1936" for e in right)
    assert all(e.answer is None for e in examples if not e.right)


def test_words_that_are_not_borne_out_are_marked(data: Path) -> None:
    """What the data mark is kept, for the sentence that only seems to answer."""
    marked = [
        e
        for e in drawn(data)
        if e.all_marked and not e.right and e.question == UNANSWERABLE["question"]
    ]
    assert marked and all(e.candidate.sentence == SENTENCES[2] for e in marked)
    assert {e.unsupported for e in marked} == {((19, 23),)}


def test_the_seed_decides_the_examples(data: Path) -> None:
    """The same seed draws the same examples."""
    assert drawn(data, 50) == drawn(data, 50)
