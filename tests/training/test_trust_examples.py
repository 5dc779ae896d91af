"""The questions that the confidence is fitted on, asked of an index of their articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.trust import FACTS, KEYWORDS
from rag.types import Reading, SentenceInContext
from training.reader_questions import Question
from training.trust_examples import ELSEWHERE, NEAR_MISS, WHOLE, trust_examples
from training.written_questions import FACT

PIER = ("The pier was built by Ann Lee.", "The pier was shut on Monday.", "It rained.")
MILL = ("The mill burnt down in 1903.", "The mill was never rebuilt.")


class ByWord:
    """A reader that likes sentences with one word."""

    digest = "by word"

    def __init__(self, word: str) -> None:
        self.word = word

    def read(self, question: str, candidates: Sequence[SentenceInContext]) -> list[Reading]:
        """Return high log odds for sentences with the word."""
        return [Reading(5.0 if self.word in one.sentence else -5.0) for one in candidates]


def question(text: str, sentences: tuple[str, ...], *right: int) -> Question:
    """Return a question of an article, with the numbers of the sentences that answer."""
    return Question("squad2", sentences[0], text, "", sentences, right)


def test_an_answerable_question_is_asked_in_three_ways() -> None:
    """Of everything, without its article, and without the sentences that answer it."""
    asked = [
        question("Who built the pier?", PIER, 0),
        question("Who rebuilt the mill?", MILL),
    ]
    made = trust_examples(asked, ByWord("built by"), 5)
    whole = [one for one in made if one.kind == FACTS]
    found = {(one.question, one.way): (any(one.right), one.answerable) for one in whole}
    assert found == {
        ("Who built the pier?", WHOLE): (True, True),
        ("Who built the pier?", ELSEWHERE): (False, False),
        ("Who built the pier?", NEAR_MISS): (False, False),
        ("Who rebuilt the mill?", WHOLE): (False, False),
    }


def test_no_more_than_the_limit_is_asked_of_each_kind() -> None:
    """The kinds are the sources, each with and without an answer."""
    asked = [question(f"Who built pier {i}?", PIER, 0) for i in range(4)]
    made = trust_examples(asked, ByWord("built"), 1)
    assert len({one.question for one in made if one.kind == FACTS}) == 1


def test_what_nobody_knows_is_marked() -> None:
    """A sentence that may answer is neither right nor wrong, and no near miss."""
    asked = [replace(question("Who built the pier?", PIER, 0), unclear=(1,))]
    made = {
        one.way: one for one in trust_examples(asked, ByWord("built by"), 5) if one.kind == FACTS
    }
    known = {
        c.sentence.text: right for c, right in zip(made[WHOLE].read, made[WHOLE].right, strict=True)
    }
    assert [known[sentence] for sentence in PIER] == [True, None, False]
    assert [c.sentence.text for c in made[NEAR_MISS].read] == [PIER[2]]


def test_of_a_written_question_only_its_own_article_is_known() -> None:
    """Other articles on the same news may answer, too; it is not asked without its own."""
    asked = [
        replace(question("Who built the pier?", PIER, 0), source=FACT),
        question("Who rebuilt the mill?", MILL),
    ]
    made = trust_examples(asked, ByWord("built by"), 5)
    ways = {one.way: one for one in made if one.source == FACT and one.kind == FACTS}
    assert ways.keys() == {WHOLE, NEAR_MISS}
    for way, own in ((WHOLE, True), (NEAR_MISS, False)):
        known = zip(ways[way].read, ways[way].right, strict=True)
        for candidate, right in known:
            text = candidate.sentence.text
            assert right == (None if text in MILL else own and text == PIER[0])


def test_keywords_are_asked_too() -> None:
    """As people type them into a search box."""
    asked = [question("Who built the long pier at Hult?", PIER, 0)]
    made = trust_examples(asked, ByWord("built by"), 5)
    assert {one.question for one in made if one.kind == KEYWORDS} == {"built long pier hult"}
