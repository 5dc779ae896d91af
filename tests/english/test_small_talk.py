"""Texts that ask nothing of articles."""

from __future__ import annotations

import pytest

from rag.english.small_talk import out_of_scope
from rag.types import OutOfScope


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("really?", "small talk"),
        ("hm", "small talk"),
        ("Ok, thanks!", "small talk"),
        ("oh I see...", "small talk"),
        ("Hi there", "small talk"),
        ("good evening!", "small talk"),
        ("how are you doing today?", "small talk"),
        ("Thank you very much for your help.", "small talk"),
        ("bye bye", "small talk"),
        ("help", "help"),
        ("What can you do?", "help"),
        ("who are you", "help"),
        ("how does this page work?", "help"),
        ("are you a robot?", "help"),
        ("List all articles", "listing"),
        ("please show me the files", "listing"),
        ("which outlets are there?", "listing"),
        ("how many articles do you have", "listing"),
        ("Summarise the story on the quay", "task"),
        ("could you please translate this into Dutch?", "task"),
        ("write a short poem about herring", "task"),
        ("Give me a quick overview of the strike.", "task"),
        ("a summary of both reports", "task"),
        ("TL;DR", "task"),
    ],
)
def test_what_asks_nothing_of_articles(text: str, kind: OutOfScope) -> None:
    """Greetings, thanks, and requests for help, lists or texts are recognised for what they are."""
    assert out_of_scope(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "why?",
        "go on",
        "ok, why?",
        "right of way?",
        "and Berg?",
        "more",
        "who said thanks?",
        "How are you paid as a diver?",
        "for the harbour",
        "there",
        "What helps against rust?",
        "Who helped the islanders?",
        "list the demands of the dockers",
        "how many people are in hospital?",
        "which articles of the treaty were broken?",
        "Who wrote the report?",
        "What did the summary of the inquiry say?",
        "Good Friday agreement",
        "show trial in Vorden",
        "what is this?",
    ],
)
def test_questions_are_questions(text: str) -> None:
    """A whole text must be small talk: a question that has some of its words is none."""
    assert out_of_scope(text) is None
