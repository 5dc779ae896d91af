"""Which of somebody's own words come first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answering.own_words import SURE, lacking, own_words_first
from rag.answering.prepared import Prepared
from rag.answering.retrieve import Found
from rag.answering.score import Candidate
from rag.answering.speech import attribution_of
from rag.english.speech_acts import speech_act
from rag.index.store import StoredPassage
from rag.question.understand import understand
from rag.types import Attribution, Document, Passage, Place, Sentence, Span, SpeechAct


def article(*lines: tuple[str, float, str | None]) -> list[Candidate]:
    """Make an article of sentences, each with its probability and who says it (None: nobody)."""
    text = " ".join(line[0] for line in lines)
    document = Document.from_text(text, Place("a.txt"))
    starts = [text.index(line[0]) for line in lines]
    spans = [(start, start + len(line[0])) for start, line in zip(starts, lines, strict=True)]
    sentences = tuple(Sentence(document, a, b, 1, heading=False) for a, b in spans)
    said = tuple(
        Attribution(Span(document, a, b), line[2], "name", "cue", "indirect", speech_act(line[0]))
        for (a, b), line in zip(spans, lines, strict=True)
        if line[2]
    )
    passage = Passage(document, 0, len(text), sentences, said)
    vectors = np.zeros((1 + len(lines), 3), dtype=np.float32)
    prepared = Prepared(StoredPassage(1, passage, vectors))
    found = Found(prepared, vectors[1:], vectors[1:, 0], 0.0, 0.0, 1.0)
    return [
        Candidate(found, i, line[1], line[1], True, True, attribution_of(heard, "Lee"))
        for i, (heard, line) in enumerate(zip(prepared.heard, lines, strict=True))
    ]


def candidate(text: str, probability: float, speaker: str | None = "Ann Lee") -> Candidate:
    """Make an article of one sentence."""
    return article((text, probability, speaker))[0]


def first(question: str, *some: Candidate, least: float = 0.3) -> list[tuple[str, float]]:
    """Return texts and probabilities in the order that the question gives them."""
    ordered = own_words_first(understand(question), some, least, some)
    return [(c.sentence.text, round(c.probability, 3)) for c in ordered]


SAID = candidate("Lee said it leaked.", 0.1)
ASKED = candidate("Lee demanded a new pier.", 0.05)
NAMED = candidate("Lee stood at the pier.", 0.4, None)


@pytest.mark.parametrize("verb", ["say", "think", "want"])
def test_without_a_topic_all_that_one_said_answers(verb: str) -> None:
    """However improbable, own words answer; what the index gives to nobody does not."""
    given = dict(first(f"What does Lee {verb}?", NAMED, SAID, ASKED))
    assert given == {"Lee said it leaked.": SURE, "Lee demanded a new pier.": SURE}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What does Lee want?", "Lee demanded a new pier."),
        ("What does Lee say?", "Lee said it leaked."),
        ("What was Lee's response?", "Lee rejected it."),
        ("What does Lee think?", "Lee doubted it."),
    ],
)
def test_what_fits_the_verb_comes_first(question: str, text: str) -> None:
    """A demand is what Lee wants, a rejection the response; else the order stays."""
    rest = candidate("Lee rejected it.", 0.05), candidate("Lee doubted it.", 0.05)
    assert first(question, SAID, ASKED, *rest)[0][0] == text


@pytest.mark.parametrize(
    ("verb", "noun", "told"),
    [
        ("promise", "promise", "Lee vowed to pay."),
        ("deny", "denial", "Lee disputed that it leaked."),
        ("warn about", "warning", "Lee cautioned that it leaked."),
        ("ask", "question", "Lee wondered whether it leaked."),
    ],
)
def test_only_promises_are_promises(verb: str, noun: str, told: str) -> None:
    """Nothing but promises, denials, warnings is told; where there is none, that is said."""
    query = understand(f"What did Lee {verb}?", lambda name: name == "Lee")
    given = own_words_first(query, [SAID, candidate(told, 0.1)], 0.3, [])
    assert [c.sentence.text for c in given] == [told]
    assert lacking(query, [SAID]) == noun
    assert lacking(query, [SAID, candidate(told, 0.1)]) is None
    assert lacking(understand("What did Lee say?"), [SAID]) is None


def test_on_a_topic_a_denial_is_asked_for_too() -> None:
    """What is merely said about the pier is no denial; the topic itself asks for nothing."""
    said, denied = candidate("Lee said the pier leaked.", 0.8), candidate("Lee denied it.", 0.4)
    assert first("What did Lee deny about the pier?", said, denied) == [("Lee denied it.", 0.4)]
    assert first("What did Lee deny about the pier?", said) == []
    assert lacking(understand("What did Lee deny about the pier?"), [said]) == "denial"
    about = "What did Lee say about the promise to mend the pier?"
    assert first(about, said, denied) == [
        ("Lee said the pier leaked.", 0.8),
        ("Lee denied it.", 0.4),
    ]


def test_what_others_tell_of_somebody() -> None:
    """What Orr says Lee wants is nothing that Lee said; what Lee said, as Orr tells it, is last."""

    def told(one: Candidate, act: SpeechAct) -> Candidate:
        assert one.attribution is not None
        return replace(one, attribution=replace(one.attribution, act=act, told_by="Bo Orr"))

    wanted = told(candidate("Orr said Lee hoped to hide the pier.", 0.9), "thinks")
    words = told(candidate("Orr said Lee had called it rotten.", 0.5), "said")
    told_last = [SAID.sentence.text, words.sentence.text]
    assert [text for text, _ in first("What did Lee say?", wanted, words, SAID)] == told_last
    assert first("What did Lee say about the pier?", wanted) == []
    assert first("What does Lee hope for?", wanted)[0][0] == wanted.sentence.text


def test_on_a_topic_own_words_come_before_what_only_seems_so() -> None:
    """If they are nearly as probable; else the likelier one stays first."""
    near, far = candidate("Lee said the pier leaked.", 0.35), candidate("Lee said so.", 0.31)
    question = "What did Lee say about the pier?"
    assert first(question, NAMED, near)[0] == ("Lee said the pier leaked.", 0.35)
    likely = candidate("The pier, so Lee.", 0.9, None)
    assert first(question, likely, far)[0] == ("The pier, so Lee.", 0.9)


@pytest.mark.parametrize(("likely", "place"), [(0.7, 0), (0.5, 1)])
def test_on_a_topic_what_the_verb_asks_for_comes_before_what_is_no_likelier(
    likely: float, place: int
) -> None:
    """The order by merit is that of the sentences that are given."""
    said = candidate("Lee said the pier leaked.", 0.6)
    asked = candidate("Lee demanded a new pier.", likely)
    ordered = first("What does Lee want for the pier?", said, asked)
    assert ordered[place] == ("Lee demanded a new pier.", likely)


def test_a_reply_is_as_sure_as_its_article_speaks_of_what_was_asked() -> None:
    """A reply need not repeat the words; what is said in another article is none to it."""
    flood = ("The flood took the pier.", 0.6, None)
    seen, reply = article(flood, ("Lee dismissed it.", 0.02, "Ann Lee"))
    elsewhere = candidate("Lee dismissed it.", 0.02)

    def probable(question: str, own: Candidate) -> list[float]:
        made = own_words_first(understand(question), [own], 0.3, [seen, own])
        return [round(c.probability, 3) for c in made]

    assert probable("What was Lee's response to the flood?", reply) == [round(0.6 * SURE, 3)]
    assert probable("What was Lee's response to the flood?", elsewhere) == [0.02]
    assert probable("What did Lee say about the flood?", reply) == [0.02]
