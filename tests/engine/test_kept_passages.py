"""What an open index keeps between questions: bounded work, and never another generation's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.answering import pipeline, prepared
from rag.answering.unknown_words import unknown_words
from rag.engine.engine import Engine
from rag.english.analyzer import analyze
from rag.index.store import Store
from rag.index.terms import TermIndex
from tests.support import HashEmbedder, build_small, write_articles

PIERS = {
    f"{name.lower()}.txt": (
        f"{name} pier\n\nThe {name} pier is {feet} feet long. Ann {name} said that the {name} pier "
        f"leaked. “It is old,” Bo {name} said.\n\nThe {name} council met on Monday."
    )
    for feet, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir"), 100)
}
QUESTIONS = [f"How long is the {name.split()[0]} pier?" for name in PIERS.values()] + [
    f"What did Ann {name.split()[0]} say about the pier?" for name in PIERS.values()
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of six articles, indexed beside it."""
    folder = write_articles(tmp_path / "corpus", dict(PIERS))
    build_small(folder, tmp_path / "index")
    return folder


def open_engine(corpus: Path) -> Engine:
    """Open the index of a corpus."""
    return Engine(Store(corpus.parent / "index"), HashEmbedder())


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the SQL statements that this thread's connection runs."""
    ran: list[str] = []
    connection = engine.index.store._connection()
    connection.set_trace_callback(ran.append)
    yield ran
    connection.set_trace_callback(None)


def words(engine: Engine, question: str) -> list[str]:
    """Return what the answer to a question cites, however unsure."""
    return [c.sentence.text for c in engine.answer(question, min_confidence=0).citations]


def test_the_rows_of_a_question_take_few_statements(corpus: Path) -> None:
    """However many passages are found, each table is asked once; then only for the generation."""
    engine = open_engine(corpus)
    with statements(engine) as ran:
        first = words(engine, QUESTIONS[0])
    # Texts with the question's words, for their case; vectors, passages, sentences, attributions,
    # places, documents; meta, begin, end.
    assert len(ran) == 10
    with statements(engine) as ran:
        assert words(engine, QUESTIONS[0]) == first
    assert len(ran) == 3


def test_only_judged_passages_are_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages are ranked by their vectors; the rows of those that are not judged are not read."""
    monkeypatch.setattr(pipeline, "JUDGED", 4)
    engine = open_engine(corpus)
    assert words(engine, QUESTIONS[0])
    with engine.index.view() as view:
        assert len(view.passages) == 4 < len(view.sentence_vectors)


def test_a_misspelt_word_takes_one_statement_for_each_passage_compared(corpus: Path) -> None:
    """Spelling reads texts alone, and reads a question's words once for all its readings."""
    engine = open_engine(corpus)
    words(engine, QUESTIONS[0])
    with statements(engine) as ran:
        answer = engine.answer("How long is the Dogwod pier?", min_confidence=0)
    assert [c.read for c in answer.query.corrections] == ["Dogwood"]
    compared = [sql for sql in ran if "searched" in sql]
    # Two for the words compared, one for the letter case of all words.
    assert len(ran) == 3 + len(compared) and len(compared) <= 3
    with statements(engine) as ran:
        engine.answer("How long is the Dogwod pier?", min_confidence=0)
    assert len(ran) == 3


def test_a_passage_is_analysed_once(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terms of a sentence are taken when it is first judged, and kept."""
    analysed: list[str] = []

    def count(text: str) -> list[str]:
        analysed.append(text)
        return analyze(text)

    monkeypatch.setattr(prepared, "analyze", count)
    engine = open_engine(corpus)
    for question in QUESTIONS:
        words(engine, question)
    sentences = [text for text in analysed if text.endswith((".", "”"))]
    assert len(sentences) == len(set(sentences)) > 0


def test_a_build_leaves_nothing_of_the_generation_before(corpus: Path) -> None:
    """After a build answers have the new words, speakers and spelling, and no old one."""
    engine = open_engine(corpus)
    for question in QUESTIONS:
        words(engine, question)
    changed = PIERS["cedar.txt"].replace("102 feet", "990 feet").replace("Ann Cedar", "Zed Quill")
    write_articles(corpus, {"cedar.txt": changed, "fir.txt": None})
    build_small(corpus, corpus.parent / "index")
    fresh = open_engine(corpus)
    for question in [*QUESTIONS, "What did Zed Quill say about the pier?"]:
        assert words(engine, question) == words(fresh, question)
    assert any("990 feet" in text for text in words(engine, "How long is the Cedar pier?"))
    with engine.index.view() as view:
        assert view.speakers.speaks("Quill") and not view.speakers.speaks("Ann Fir")


def test_an_answer_in_progress_keeps_its_generation(corpus: Path) -> None:
    """A view that was taken before a build answers from the rows before it, also with new ones."""
    engine = open_engine(corpus)
    request = pipeline.Request("How long is the Cedar pier?", min_confidence=0)
    with engine.index.view() as view:
        changed = PIERS["cedar.txt"].replace("102 feet", "990 feet")
        write_articles(corpus, {"cedar.txt": changed})
        build_small(corpus, corpus.parent / "index")
        other = threading.Thread(target=lambda: engine.answer("How long is the Cedar pier?"))
        other.start()
        other.join()
        answer = pipeline.answer(view, engine.models, request)
        assert "102 feet" in answer.citations[0].sentence.text
    assert "990 feet" in words(engine, "How long is the Cedar pier?")[0]


def test_threads_get_the_answers_of_one(corpus: Path) -> None:
    """Several threads that share what is kept get the answers that one alone gets."""
    alone = open_engine(corpus)
    expected = {question: words(alone, question) for question in QUESTIONS}
    shared, wrong = open_engine(corpus), list[str]()

    def ask(start: int) -> None:
        for question in (QUESTIONS * 3)[start:]:
            if words(shared, question) != expected[question]:
                wrong.append(question)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_refusal_alone_looks_for_its_reasons(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unknown words of a question are looked for only where nothing is cited."""
    looked: list[str] = []

    def look(text: str, terms: TermIndex) -> tuple[str, ...]:
        looked.append(text)
        return unknown_words(text, terms)

    monkeypatch.setattr(pipeline, "unknown_words", look)
    engine = open_engine(corpus)
    assert engine.answer(QUESTIONS[0], min_confidence=0).answered
    assert looked == []
    assert "zebra" in str(engine.answer("Where is the zebra?", min_confidence=1).refusal)
    assert looked
