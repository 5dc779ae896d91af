"""What is read from a question."""

from __future__ import annotations

import pytest

from rag.answering.unknown_words import rarest_terms, unknown_words
from rag.errors import QuestionError
from rag.index.terms import TermIndex
from rag.question.understand import (
    asked_act,
    asks_for_words,
    asks_reaction,
    asks_who,
    understand,
)
from rag.types import SpeechAct


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("what did Macron say about US support", "Macron", "US support"),
        ("What did Emmanuel Macron say about US support?", "Emmanuel Macron", "US support"),
        ("What has the mayor said on parking?", "the mayor", "parking"),
        ("what does Starmer think of the veto?", "Starmer", "the veto"),
        ("What did Zakharova warn?", "Zakharova", None),
        ("did Macron say that Europe must act alone?", "Macron", "Europe must act alone"),
        ("What was Macron's response to the veto?", "Macron", "the veto"),
        ("quotes by Zakharova on NATO", "Zakharova", "NATO"),
        ("what was the reaction of Ostra to the veto?", "Ostra", "the veto"),
        ("What was the response from the council?", "the council", None),
        ("What was the view from the bridge?", None, None),
        ("When did Starmer say this about US support?", "Starmer", "US support"),
        ("Why did Zakharova say that?", "Zakharova", None),
        ("Why did the mayor say that the bridge was safe?", None, None),
        (
            "What was Lee's response to Orr's claim that it is old?",
            "Lee",
            "Orr's claim that it is old",
        ),
        ("what do the Europeans want from the US", "the Europeans", "from the US"),
        ("Has Achterberg denied selling the club", "Achterberg", "selling the club"),
        ("what does Zakharova warn about", "Zakharova", None),
        ("did Achterberg deny anything?", "Achterberg", None),
        ("what did Macron say about anything?", "Macron", None),
        ("did Soley promise something?", "Soley", None),
        ("How did Whitlock respond to the floods?", "Whitlock", "the floods"),
        ("What did he say about it?", None, None),
        ("Did the bridge close in May?", None, None),
        ("Macron on US support", None, None),
        ("Why was the bridge closed?", None, None),
        ("what happened in Tessmouth", None, None),
    ],
)
def test_reads_speaker_and_topic(question: str, speaker: str | None, topic: str | None) -> None:
    """Reads who is asked about, and on what, from "what did X say about Y" and its kin."""
    query = understand(question)
    assert (query.speaker, query.topic) == (speaker, topic)


@pytest.mark.parametrize("question", ["Macron on US support", "macron on US support?"])
def test_a_bare_name_asks_only_for_one_who_speaks(question: str) -> None:
    """ "X on Y" asks for what X said if X speaks in the articles: "books on trees" does not."""
    query = understand(question, lambda name: name.lower() == "macron")
    assert (str(query.speaker).lower(), query.topic) == ("macron", "US support")
    assert understand("books on trees", lambda name: name == "Macron").speaker is None


@pytest.mark.parametrize(
    "question",
    ["What's the latest on healthcare?", "is Lee on leave", "the report on dams"],
)
def test_not_all_that_stands_before_on_is_a_speaker(question: str) -> None:
    """A question, and a noun that means no people, is no speaker, whoever is quoted."""
    assert understand(question, lambda name: True).speaker is None


@pytest.mark.parametrize("question", ["the council on dams", "Sky News on dams", "Lee about dams"])
def test_people_and_names_on_a_topic(question: str) -> None:
    """Known people and names before "on" are asked for their words."""
    assert understand(question, lambda name: True).topic == "dams"


def test_small_talk_is_no_question() -> None:
    """What asks nothing is marked as such, and nobody speaks in it."""
    query = understand("thanks for that!")
    assert (query.out_of_scope, query.speaker) == ("small talk", None)


def test_terms_leave_function_words_out() -> None:
    """Searches for what the question is about, and takes "US" for a name."""
    assert understand("what did Macron say about US support?").terms == (
        "macron",
        "say",
        "us",
        "support",
    )


@pytest.mark.parametrize("question", ["", "   \n\t", "?!…", "“”"])
def test_refuses_a_question_without_words(question: str) -> None:
    """Raises a QuestionError that says what to do."""
    with pytest.raises(QuestionError, match="ask something about the articles"):
        understand(question)


def test_refuses_a_question_of_a_million_characters() -> None:
    """Raises a QuestionError of one short line that names both lengths."""
    with pytest.raises(QuestionError, match=r"1,000,000 characters, 2,000 are read") as caught:
        understand("a" * 1_000_000)
    assert len(str(caught.value)) < 200


def test_bytes_that_are_no_characters_are_marked() -> None:
    """What a shell could not decode becomes question marks, which can be searched and shown."""
    assert understand("what did Macron say \udcff?").text == "what did Macron say ??"


def test_takes_a_question_of_the_longest_length() -> None:
    """Reads a question of exactly 2,000 characters."""
    assert len(understand("ab " * 666 + "ab").text) == 2_000


@pytest.mark.parametrize(
    "question",
    [
        "' OR 1=1 --",
        '"unbalanced',
        "AND OR NOT *",
        "foo:bar^2 ~3",
        "你好吗",
        "\x00a\x1b[31m",
        "a" * 1999,
    ],
)
def test_reads_whatever_is_typed(question: str) -> None:
    """Takes operators, quotation marks, other scripts and control characters for words."""
    assert understand(question).text == question.strip()


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Xi Jinping say about the bridge?", ("Xi Jinping",)),
        ("Did the zebra cross the bridge with a giraffe?", ("zebra", "giraffe")),
        ("What did the mayor say about bridges?", ()),
        ("what happened to the bridge", ()),
        ("which bridge was mentioned", ()),
        ("why are bees dying", ("bees", "dying")),
    ],
)
def test_names_what_no_article_mentions(question: str, unknown: tuple[str, ...]) -> None:
    """Content words that stand in no passage are named; capitals side by side are one name."""
    terms = TermIndex.build([(1, "The mayor said the bridge must be crossed.")])
    assert unknown_words(question, terms) == unknown


@pytest.mark.parametrize(
    ("question", "rarest"),
    [
        ("When was the bridge painted?", {"paint"}),
        ("Who painted the bridge for the mayor?", {"paint", "mayor"}),
        ("Why did the bees leave the bridge?", {"bee", "leav"}),
        ("the bridge", {"bridg"}),
        ("what else was said?", set()),
        ("who is it?", set()),
        ("", set()),
    ],
)
def test_the_rarest_words_of_a_question(question: str, rarest: set[str]) -> None:
    """Those in the fewest passages; words in none are rarer still, words that ask are left out."""
    terms = TermIndex.build([(1, "The bridge was painted."), (2, "The mayor shut the bridge.")])
    assert rarest_terms(question, terms) == rarest


@pytest.mark.parametrize(
    ("question", "words", "who"),
    [
        ("quotes by Zakharova", True, False),
        ("What did Zakharova say?", True, False),
        ("What did Zakharova say about NATO?", False, False),
        ("What did Zakharova want?", True, False),
        ("What was Zakharova's response?", True, False),
        ("What did Zakharova want of NATO?", False, False),
        ("Who said that the bridge was safe?", False, True),
        ("who has warned of a clash", False, True),
        ("Who called the promise worthless?", False, True),
        ("Who is the mayor?", False, False),
    ],
)
def test_whose_words_and_who(question: str, words: bool, who: bool) -> None:
    """All of somebody's words are asked for, or who said some, or neither."""
    query = understand(question)
    assert (asks_for_words(query), asks_who(query)) == (words, who)


@pytest.mark.parametrize(
    ("question", "reaction"),
    [
        ("What was Lee's response to the flood?", True),
        ("How did Lee react to the flood?", True),
        ("What did Lee say about the flood?", False),
        ("What was the reaction in the lake?", False),
    ],
)
def test_asks_for_a_reaction(question: str, reaction: bool) -> None:
    """Somebody's reaction is asked for, by a noun or a verb."""
    assert asks_reaction(understand(question)) is reaction


def test_what_only_asks_for_speech_is_not_searched_for() -> None:
    """ "Response" and "quotes" stand in no answer, unless they are what is asked about."""
    assert understand("What was Lee's response to the flood?").terms == ("lee", "flood")
    assert understand("quotes by Lee on the flood").terms == ("lee", "flood")
    assert "respons" in understand("What did Lee say about the response?").terms


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("What did Ann Lee say about the denial?", "said"),
        ("What did Ann Lee deny about the promise?", "denied"),
        ("Did Ann Lee deny that the bridge was safe?", "denied"),
        ("What has Hope Lee promised?", "promised"),
        ("What did Hope Lee say?", "said"),
        ("What did Ann Lee ask?", "asked"),
        ("What does Ann Lee think of the denial?", "thinks"),
        ("Who denied that the bridge was safe?", "denied"),
        ("Who said that they had denied it?", "said"),
        ("Why was the denial printed?", "said"),
    ],
)
def test_the_act_that_is_asked_for(question: str, act: SpeechAct) -> None:
    """The verb of the question tells it, not a word of the topic or of the name."""
    query = understand(question, lambda name: name.endswith("Lee"))
    assert asked_act(query) == act
