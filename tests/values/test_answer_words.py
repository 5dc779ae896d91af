"""The words that answer, in all layouts, and those that nothing bears out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answers import Citation, Turn, as_text
from rag.conversation_export import as_html
from rag.types import Filters, Query, Sentence, Span
from tests.present_support import CITED, FULL, answered, document, refused

WORDS = Span(FULL, 33, 39)
MARKED = replace(
    answered(replace(CITED.citations[0], context=(), answer=WORDS)),
    query=Query("Who was not amused?", ()),
)


def test_the_words_that_answer_are_emphasised() -> None:
    """They are bold in Markdown and HTML, and in a terminal that shows it; JSON has their place."""
    assert "> She was not **amused**." in MARKED.to_markdown()
    assert "She was not <strong>amused</strong>." in as_html([Turn("who?", MARKED)])
    assert "She was not \x1b[1mamused\x1b[0m. — " in as_text(MARKED, emphasis=True)
    assert "She was not amused. — " in str(MARKED)
    row = MARKED.to_dict()["citations"][0]
    assert (row["answer"], row["answer_start"], row["answer_end"]) == ("amused", 33, 39)


def test_a_short_answer_comes_first() -> None:
    """After "who", "how many", "when" and "where" the words that answer stand before all."""
    assert str(MARKED).split("\n")[1] == "amused"
    assert MARKED.to_dict()["short"] == "amused"
    assert MARKED.to_markdown().startswith("**amused**\n")
    for other in ("Why was she not amused?", "Did she say who was amused?"):
        assert replace(MARKED, query=Query(other, ())).short is None
    assert replace(MARKED, query=Query("By whom was she amused?", ())).short == WORDS
    assert CITED.short is None


def test_the_words_that_answer_are_part_of_the_sentence() -> None:
    """Others are rejected: of another place, or of another document."""
    for wrong in (Span(FULL, 0, 3), Span(FULL, 38, 45), Span(document("It rained. " * 9), 33, 39)):
        with pytest.raises(ValueError, match="not part"):
            replace(MARKED.citations[0], answer=wrong)


def test_a_refusal_has_the_words_that_nothing_bears_out() -> None:
    """JSON gives their place in the question as it was understood."""
    refusal = replace(refused(), query=Query("Who died in Mars?", ()), unsupported=((4, 8),))
    assert refusal.to_dict()["unsupported"] == [{"start": 4, "end": 8, "text": "died"}]
    assert CITED.to_dict()["unsupported"] == []


def dated(day: date | None, words: str) -> Citation:
    """Return a citation of an article of a day, whose last word answers."""
    one = document(f"It was {words}.", published=day)
    whole = Span(one, 7, 7 + len(words))
    return Citation(Sentence(one, 0, one.length, 1, False), 0.8, answer=whole)


OLD, NEW = dated(date(2024, 8, 30), "two"), dated(date(2025, 3, 27), "three")


def test_the_days_of_different_answers_are_told() -> None:
    """The newest first, in all layouts."""
    made = replace(answered(NEW, OLD), query=Query("How many was it?", ()))
    note = "The articles differ, the newest comes first: 2025-03-27 and 2024-08-30."
    assert made.to_dict()["notes"] == [note]
    assert f"\n{note}\n" in str(made)
    assert note in made.to_markdown()


@pytest.mark.parametrize(
    "cited",
    [(NEW,), (OLD, NEW), (NEW, dated(date(2024, 1, 1), "Three")), (NEW, dated(None, "two"))],
)
def test_no_days_are_told_of_one_answer(cited: tuple[Citation, ...]) -> None:
    """Nor where the older one comes first, or an article has no date."""
    made = replace(answered(*cited), query=Query("How many was it?", ()))
    assert made.to_dict()["notes"] == []


def test_what_somebody_said_on_several_days_is_no_difference() -> None:
    """The question is for that person's words."""
    asked = replace(answered(NEW, OLD).query, filters=Filters(speaker="Lee"))
    assert not any(
        "differ" in n for n in replace(answered(NEW, OLD), query=asked).to_dict()["notes"]
    )
