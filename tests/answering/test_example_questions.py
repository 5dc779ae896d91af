"""Example questions: well formed, answered, the same every time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from rag.answering.example_questions import answered_examples, suggest
from rag.index.store import Store
from rag.segment.sentences import split_sentences
from rag.types import Document, Place, Sentence
from tests.support import build_small, write_articles

if TYPE_CHECKING:
    from rag.engine import Engine


def sentences(text: str) -> list[Sentence]:
    """The sentences of an article."""
    document = Document.from_text(text, Place("a.txt"))
    spans = split_sentences(text)
    return [Sentence(document, s.start, s.end, s.paragraph, s.heading) for s in spans]


def questions(*texts: str) -> list[str]:
    """What the articles with these texts suggest."""
    return [e.question for e in suggest([s for text in texts for s in sentences(text)])]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("“Fine,” said Ann Lee, the mayor. Lee left.", "What did Ann Lee say?"),
        ("Ann Lee, the mayor, said it was fine. Lee left.", "What did Ann Lee say?"),
        (
            "Ann Lee, the mayor, said the bridge would stay shut. Lee left by the old bridge.",
            "What did Ann Lee say about the bridge?",
        ),
        ("The Tarrel Bridge was opened in 1936.", "When was the Tarrel Bridge opened?"),
        ("How drought is measured\n\nIt is hard.", "How is drought measured?"),
    ],
)
def test_a_plain_pattern_becomes_a_question(text: str, question: str) -> None:
    """A speaker, a dated event or a title that explains suggests a question."""
    assert questions(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "Everything Trump said was noted. Trump left.",  # the subject is not a name
        "But Lee said no. Lee left.",  # a word that opens a sentence
        "“Fine,” said Ann Lee, the mayor.",  # met once: nobody the article is about
        "On Monday Lee said no. Lee left on Monday.",
        "He said no. She said yes.",
        "The Big Top was opened wide.",  # no date
        "How the west was won",
        "<b>Ann</b> Lee said no. Lee left.",
    ],
)
def test_what_is_not_plain_suggests_nothing(text: str) -> None:
    """No question is better than a malformed one."""
    assert questions(text) == []


def test_articles_take_turns() -> None:
    """The first questions come from different articles."""
    one = "“A,” said Ann Lee, the mayor. “B,” said Bo Kay, the cook. Lee and Kay left."
    two = "“C,” said Cy Dow, the guard. Dow left."
    assert questions(one, two) == [
        "What did Ann Lee say?",
        "What did Cy Dow say?",
        "What did Bo Kay say?",
    ]


def test_a_question_is_suggested_once() -> None:
    """Two articles with the same speaker suggest one question."""
    text = "“A,” said Ann Lee, the mayor. Lee left."
    assert questions(text, text + " It rained.") == ["What did Ann Lee say?"]


def test_the_examples_of_an_index_are_answered_and_stay_the_same(engine: Engine) -> None:
    """Each is a question that the index answers, and asking for them again gives the same ones."""
    examples = engine.examples()
    assert len(examples) == 4 == len(set(examples))
    assert all(engine.answer(question).answered for question in examples)
    assert engine.examples() == examples


def test_no_more_examples_are_given_than_asked_for(engine: Engine) -> None:
    """The count is a limit."""
    assert engine.examples(1) == engine.examples()[:1]


def test_a_small_folder_has_examples_too(tmp_path: Path) -> None:
    """Where no sentence suggests a question, the words of the people who speak are asked for."""
    text = "“We will mend the weir in May,” Olga Rehn told the harbour master on Monday.\n"
    write_articles(tmp_path / "in", {"a.txt": text})
    build_small(tmp_path / "in", tmp_path / "index")
    store = Store(tmp_path / "index")

    def ask(question: str) -> Any:
        return SimpleNamespace(answered=True, documents=())

    def refuse(question: str) -> Any:
        return SimpleNamespace(answered=False, documents=())

    assert answered_examples(store, ask, 4) == ["What did Olga Rehn say?"]
    assert answered_examples(store, refuse, 4) == []
