"""From judged sentences to an answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answering.compose import compose
from rag.answering.prepared import Prepared
from rag.answering.retrieve import Found
from rag.answering.score import Candidate
from rag.answers import Answer
from rag.index.embedding import Vectors
from rag.index.store import StoredPassage
from rag.question.understand import understand
from rag.types import (
    Attribution,
    Document,
    Filters,
    Passage,
    Place,
    Reading,
    Sentence,
    Span,
    SpeechAct,
)

QUERY = understand("what did Ann Lee say about the pier?")


def passage(path: str, *texts: str, paragraphs: tuple[int, ...] = ()) -> Passage:
    """Make a document of one passage of these sentences; all of one paragraph unless told."""
    whole = " ".join(texts)
    document = Document.from_text(whole, Place(path))
    sentences, start = [], 0
    for i, text in enumerate(texts):
        number = paragraphs[i] if paragraphs else 1
        sentences.append(Sentence(document, start, start + len(text), number, heading=False))
        start += len(text) + 1
    return Passage(document, 0, len(whole), tuple(sentences))


ZERO = np.zeros(3, dtype=np.float32)


def candidates(*given: tuple[Passage, int, float]) -> list[Candidate]:
    """Make candidates of (passage, sentence, probability); their vectors have nothing in common."""
    basis = np.eye(len(given), dtype=np.float32)
    return [
        Candidate(found(p, basis[n]), i, probability, probability, on_topic=True)
        for n, (p, i, probability) in enumerate(given)
    ]


def found(p: Passage, vector: Vectors = ZERO) -> Found:
    """Make a found passage whose sentences all have one vector."""
    rows = len(p.sentences)
    stored = StoredPassage(1, p, np.tile(vector, (1 + rows, 1)))
    return Found(Prepared(stored), stored.vectors[1:], np.zeros(rows, np.float32), 0.0, 0.0, 1.0)


def answer(
    some: list[Candidate], top: int = 3, least: float = 0.5, unknown: tuple[str, ...] = ()
) -> Answer:
    """Compose an answer to the question of these tests."""
    found = [c.found for c in some]
    return compose(QUERY, some, found, unknown=lambda: unknown, top=top, min_confidence=least)


def texts(made: Answer) -> list[str]:
    """Return the cited sentences."""
    return [c.sentence.text for c in made.citations]


A = passage("a.txt", "Ann Lee said no.", "It rained.", "Ann Lee said the pier was hollow.")
B = passage("b.txt", "The pier fell.", "Ann Lee said no.")


def test_cites_the_best_first_and_the_rest_in_reading_order() -> None:
    """The best sentence opens; others of its article follow in order, then other articles."""
    made = answer(candidates((A, 2, 0.9), (B, 0, 0.8), (A, 0, 0.7)))
    assert texts(made) == [
        "Ann Lee said the pier was hollow.",
        "Ann Lee said no.",
        "The pier fell.",
    ]


def test_confidence_is_that_of_the_best() -> None:
    """The answer is as certain as its best sentence."""
    assert answer(candidates((A, 2, 0.9), (B, 0, 0.8))).confidence == 0.9


def test_cites_no_more_than_asked_for() -> None:
    """Stops at `top` sentences."""
    assert len(answer(candidates((A, 2, 0.9), (B, 0, 0.8), (A, 0, 0.7)), top=2).citations) == 2


def test_cites_nothing_that_falls_short() -> None:
    """A second sentence below the threshold is left out."""
    assert texts(answer(candidates((A, 2, 0.9), (B, 0, 0.4)))) == [
        "Ann Lee said the pier was hollow."
    ]


def test_the_same_words_in_two_articles_are_one_citation() -> None:
    """A sentence that several articles hold is cited once, with all of them as its sources."""
    made = answer(candidates((A, 0, 0.9), (B, 1, 0.9)))
    assert texts(made) == ["Ann Lee said no."]
    assert [s.document.path for s in made.citations[0].also] == ["b.txt"]
    assert [d.path for d in made.documents] == ["a.txt", "b.txt"]


def test_says_nothing_twice_in_other_words() -> None:
    """A sentence whose vector is nearly that of a chosen one adds nothing and is left out."""
    one, other = candidates((A, 2, 0.9), (B, 0, 0.8))
    assert texts(answer([one, replace(other, found=found(B, one.vector))])) == [
        "Ann Lee said the pier was hollow."
    ]


def test_what_is_much_less_probable_adds_nothing() -> None:
    """A second sentence is cited only if it is at least half as probable as the best."""
    assert len(answer(candidates((A, 2, 0.9), (B, 0, 0.45)), least=0.2).citations) == 2
    assert len(answer(candidates((A, 2, 0.9), (B, 0, 0.44)), least=0.2).citations) == 1


def test_what_is_off_topic_adds_nothing() -> None:
    """A second sentence must speak of what was asked; the best one is taken as it is."""
    one, other = candidates((A, 2, 0.9), (B, 0, 0.8))
    off = [replace(one, on_topic=False), replace(other, on_topic=False)]
    assert texts(answer(off)) == ["Ann Lee said the pier was hollow."]


@pytest.mark.parametrize(
    "second",
    ["“It is hollow,” she said.", "He was not asked.", "“It is hollow,” said he.", "That was all."],
)
def test_brings_the_sentence_that_says_who_she_is(second: str) -> None:
    """A sentence that speaks of "she" or "that" comes with the one before it."""
    p = passage("c.txt", "Ann Lee inspected the pier.", second)
    citation = answer(candidates((p, 1, 0.9))).citations[0]
    assert [s.text for s in citation.context] == ["Ann Lee inspected the pier."]


def test_context_stays_in_its_paragraph() -> None:
    """No sentence of another paragraph is brought along."""
    p = passage("c.txt", "Ann Lee inspected the pier.", "She left.", paragraphs=(1, 2))
    assert answer(candidates((p, 1, 0.9))).citations[0].context == ()


def test_context_is_not_shown_twice() -> None:
    """A sentence that is cited itself is not given again as the context of another."""
    p = passage("c.txt", "Ann Lee said no.", "She left.")
    made = answer(candidates((p, 0, 0.9), (p, 1, 0.8)))
    assert [c.context for c in made.citations] == [(), ()]


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("Who said that the pier was hollow?", "Bo Orr said it was hollow."),
        ("Who denied that the pier was hollow?", "Ann Lee denied that it was hollow."),
    ],
)
def test_who_denies_something_does_not_say_it(question: str, cited: str) -> None:
    """A denial answers "who denied"; "who said" only where nobody else said it."""
    acts: tuple[SpeechAct, ...] = ("denied", "said")
    p = passage("c.txt", "Ann Lee denied that it was hollow.", "Bo Orr said it was hollow.")
    some = [
        replace(c, attribution=Attribution(c.sentence, "Cy Ames", "name", "cue", "indirect", act))
        for c, act in zip(candidates((p, 0, 0.9), (p, 1, 0.8)), acts, strict=True)
    ]
    query = understand(question)
    made = compose(query, some, [], unknown=tuple, top=1, min_confidence=0.5)
    assert texts(made) == [cited]
    alone = compose(query, some[:1], [], unknown=tuple, top=1, min_confidence=0.5)
    assert texts(alone) == ["Ann Lee denied that it was hollow."]


def test_the_rest_of_a_quotation_is_known_as_such() -> None:
    """A citation that begins inside a quotation says so, unless its context shows the beginning."""
    p = passage("c.txt", "“Piers leak.", "That is bad.", "Some creak,” said Ann Lee.")
    made = answer(candidates((p, 2, 0.9)))
    assert [(c.context, c.begins_inside_quotation) for c in made.citations] == [((), True)]
    made = answer(candidates((p, 1, 0.9)))
    assert [s.text for s in made.citations[0].context] == ["“Piers leak."]
    assert not made.citations[0].begins_inside_quotation
    refused = answer(candidates((p, 2, 0.1)))
    assert [h.begins_inside_quotation for h in refused.nearest] == [False]


def test_what_was_said_is_not_who_said_it() -> None:
    """Words of a quotation are no short answer to "who said"; the name before them is."""
    (one,) = candidates((A, 2, 0.9))
    sentence = one.sentence
    said = Span(sentence.document, sentence.start + 13, sentence.end)  # "the pier was hollow."
    attributed = replace(one, attribution=Attribution(said, "Ann Lee", "name", "said", "indirect"))
    shorts = []
    for span in ((13, 21), (0, 7)):
        read = replace(attributed, reading=Reading(2.0, span, 3.0))
        query = understand("who said the pier was hollow?")
        made = compose(query, [read], [], unknown=tuple, top=3, min_confidence=0.5)
        shorts.append(made.short and made.short.text)
    assert shorts == [None, "Ann Lee"]


def test_of_two_speakers_the_one_who_says_what_answers_is_named() -> None:
    """ "The union wants 8 percent; the board has offered 3 percent": asked for either."""
    text = "The union wants 8 percent; the board has offered 3 percent from May."
    sentence = passage("a.txt", text).sentences[0]
    wants = Span(sentence.document, 16, 25)
    offers = Span(sentence.document, 45, len(text))
    both = tuple(
        Attribution(content, speaker, "role", "wants", "indirect")
        for content, speaker in ((wants, "the union"), (offers, "the board"))
    )
    of = Passage(sentence.document, 0, len(text), (sentence,), both)
    named = []
    for span in ((16, 25), (49, 58), (0, 9)):
        (one,) = candidates((of, 0, 0.9))
        read = replace(one, attribution=both[1], reading=Reading(2.0, span, 3.0))
        query = understand("how much was asked for or offered?")
        made = compose(query, [read], [], unknown=tuple, top=3, min_confidence=0.5)
        said = made.citations[0].attribution
        named.append(said and said.speaker)
    assert named == ["the union", "the board", "the board"]


def test_refuses_below_the_threshold() -> None:
    """Says no, with the nearest passages, no citation and the confidence that fell short."""
    made = answer(candidates((A, 2, 0.4)))
    assert made.refusal is not None
    assert "Ann Lee" in made.refusal
    assert (made.citations, made.documents, made.confidence) == ((), (), 0.4)
    assert [h.passage for h in made.nearest] == [A]
    assert made.nearest[0].nearest == A.sentences[2]


def test_a_refusal_names_what_no_article_mentions() -> None:
    """Words that stand in no article are named, as they were typed."""
    made = answer(candidates((A, 2, 0.4)), unknown=("Xi Jinping", "tariffs"))
    assert made.refusal == "no article mentions “Xi Jinping” or “tariffs”"


@pytest.mark.parametrize(
    ("speaker", "named"),
    [
        ("European leaders", "European leaders"),
        ("Ann Harris", "Ann Harris"),
        ("the boss", "“the boss”"),
    ],
)
def test_a_refusal_names_who_is_not_quoted(speaker: str, named: str) -> None:
    """One or several, by name or by what they are."""
    query = replace(QUERY, filters=Filters(speaker=speaker), topic="oil")
    said = compose(query, [], [], unknown=tuple, top=3, min_confidence=0.5).refusal
    assert said == f"no words that the articles attribute to {named} clearly answer this"


def test_refuses_where_nothing_was_found() -> None:
    """Without a candidate there is nothing to offer and no confidence."""
    made = answer([])
    assert not made.answered
    assert (made.nearest, made.confidence) == ((), 0.0)


PRONOUN = passage("c.txt", "Ann Lee came.", "She said the pier was hollow.")


def test_no_sentence_stands_twice() -> None:
    """What is shown as the context of a citation is not cited as well, whichever is likelier."""
    made = answer(candidates((PRONOUN, 1, 0.9), (PRONOUN, 0, 0.8)))
    assert texts(made) == ["She said the pier was hollow."]
    assert [s.text for s in made.citations[0].context] == ["Ann Lee came."]
    made = answer(candidates((PRONOUN, 0, 0.9), (PRONOUN, 1, 0.8)))
    assert texts(made) == ["Ann Lee came.", "She said the pier was hollow."]
    assert made.citations[1].context == ()


def test_the_words_that_answer_are_marked() -> None:
    """They are the reader's span within the sentence; none of a statement, and none in doubt."""
    (one,) = candidates((B, 0, 0.9))
    read = replace(one, reading=Reading(2.0, (4, 8), 1.0))
    doubtful = replace(one, reading=Reading(2.0, (4, 8), -1.0))
    fact = understand("What fell?")
    marked = []
    for query, candidate in ((fact, read), (fact, doubtful), (fact, one), (QUERY, read)):
        made = compose(query, [candidate], [], unknown=tuple, top=1, min_confidence=0.5)
        words = made.citations[0].answer
        marked.append(words and words.text)
    assert marked == ["pier", None, None, None]


def refused(question: str, *unsupported: tuple[int, int]) -> Answer:
    """Refuse a question whose nearest sentence leaves some of its words without support."""
    (one,) = candidates((B, 0, 0.1))
    read = replace(one, reading=Reading(-2.0, None, -1.0, unsupported))
    query = understand(question)
    return compose(query, [read], [], unknown=list, top=3, min_confidence=0.5)


def test_a_refusal_names_what_nothing_bears_out() -> None:
    """The words are those of the question, and a value of the refusal."""
    made = refused("How many people died in Ellard?", (16, 20))
    assert made.refusal is not None
    assert made.refusal.endswith("clearly answers this; the nearest one does not bear out “died”")
    assert made.unsupported == ((16, 20),)


def test_a_refusal_names_neither_function_words_nor_the_whole_question() -> None:
    """A sentence that bears out none of the question is about something else."""
    for spans in (((9, 13), (14, 17)), ((0, 32),)):
        made = refused("How many were in the Ellard mine?", *spans)
        assert made.refusal == "no sentence in the articles clearly answers this"
        assert made.unsupported == ()
