"""Questions that a sentence only seems to answer: another office, number or direction."""

from __future__ import annotations

import pytest

from rag.engine import Engine, build, open_index
from tests.support import write_articles

ARTICLES: dict[str, str | None] = {
    "ferry.txt": "Ferry runs aground\n\nMarch 3, 2025\n\nThe ferry to Skarnes ran aground off Hult "
    "Point on Sunday night. Seventeen passengers were hurt, and the others were brought ashore by "
    "lifeboats. Harbour master Edda Lorn closed the channel until Tuesday. Jonas Feld, a former "
    "governor of Skarnes, watched from the quay.",
    "cannery.txt": "Cannery lets staff go\n\nMarch 9, 2025\n\nThe Skarnes cannery said it had "
    "dismissed staff who refused the night shift. In the last two years 640 workers were let go "
    "there. Women hold 12 percent of the posts in Skarnes's cannery. Its owner, Petra Holm, lives "
    "in Aldby.",
    "debate.txt": "Candidates trade insults\n\nMarch 12, 2025\n\nAt the debate in Skarnes on "
    "Tuesday, Feld described Brandvold as “a weathervane”. Brandvold called Feld “a museum piece” "
    "and left the stage early. Greta Sund, who moderated, asked both to apologize.",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index of three invented articles, with the real models."""
    corpus, index = tmp_path_factory.mktemp("traps"), tmp_path_factory.mktemp("index") / "index"
    write_articles(corpus, ARTICLES)
    build(corpus, index)
    return open_index(index)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many passengers were hurt on the ferry?", "Seventeen"),
        ("Who closed the channel?", "Edda Lorn"),
        ("How many workers did the cannery let go?", "640"),
        ("Who owns the cannery in Skarnes?", "Petra Holm"),
        ("Who moderated the debate?", "Greta Sund"),
        ("What did Brandvold call Feld?", "a museum piece"),
        ("What did Feld call Brandvold?", "a weathervane"),
    ],
)
def test_what_is_asked_is_found(opened: Engine, question: str, words: str) -> None:
    """The first sentence holds the answer, and not the one that only looks like it."""
    answer = opened.answer(question)
    assert answer.answered
    assert words in answer.citations[0].sentence.text


@pytest.mark.parametrize(
    "question",
    [
        "Who is the governor of Skarnes?",  # the former one is named
        "How many passengers died on the ferry?",  # the hurt are counted
        "How many women live in Skarnes?",  # a share of the posts is given
        "What is the population of Skarnes?",
        "How old is Petra Holm?",
        "When did the cannery open?",
        "Who built the ferry?",
    ],
)
def test_what_only_seems_to_answer_is_refused(opened: Engine, question: str) -> None:
    """The articles speak of the subject, and do not say what is asked."""
    answer = opened.answer(question)
    assert not answer.answered, answer.citations[0].sentence.text
