"""rag.english.speech_acts: what a speaker does with reported words, from the cue."""

from __future__ import annotations

import pytest

from rag.english.speech_acts import is_unsaid, speech_act
from rag.types import SpeechAct


@pytest.mark.parametrize(
    ("cue", "act"),
    [
        ("", "said"),
        ("—", "said"),
        ("according to", "said"),
        ("told reporters", "said"),
        ("said in a statement", "said"),
        ("the claim of", "said"),
        ("found", "said"),
        ("has twittered", "said"),
        ("was asked whether", "asked"),
        ("Asked", "asked"),
        ("questions about", "asked"),
        ("wondered aloud", "asked"),
        ("demanded to know", "asked"),
        ("asked them not to", "asked"),
        ("has repeatedly promised", "promised"),
        ("vowing", "promised"),
        ("commitment to", "promised"),
        ("believes", "thinks"),
        ("is hoping", "thinks"),
        ("would like", "thinks"),
        ("called for", "thinks"),
        ("the belief that", "thinks"),
        ("saw", "thinks"),
        ("preferred", "thinks"),
        ("has repeatedly\ndenied", "denied"),
        ("denial", "denied"),
        ("refused to say", "opposed"),
        ("rebutted", "denied"),
        ("doubts", "opposed"),
        ("ruled it out", "opposed"),
        ("rejected", "opposed"),
        ("pleaded", "said"),
        ("who asked not to be named said", "said"),
    ],
)
def test_the_class_of_the_cue(cue: str, act: SpeechAct) -> None:
    """The verb or noun of a cue tells the act, in any form; an unknown cue is one of saying."""
    assert speech_act(cue) == act


@pytest.mark.parametrize(
    ("cue", "act"),
    [
        ("did not deny", "said"),
        ("didn’t deny", "said"),
        ("has never denied", "said"),
        ("refused to deny", "said"),
        ("no doubt", "said"),
        ("does not intend", "opposed"),
        ("has no plans", "opposed"),
        ("cannot believe", "opposed"),
        ("not only promised", "promised"),
        ("makes no secret of", "said"),
    ],
)
def test_negation(cue: str, act: SpeechAct) -> None:
    """A negated denial is none, and what somebody did not say is no claim of theirs."""
    assert speech_act(cue) == act


@pytest.mark.parametrize(
    ("cue", "unsaid"),
    [
        ("has not said", True),
        ("never promised", True),
        ("couldn’t confirm", True),
        ("did not deny", True),
        ("did not elaborate on", True),
        ("did not respond to a request for", True),
        ("would neither confirm nor deny", True),
        ("might have said", True),
        ("may say", True),
        ("allegedly said", True),
        ("said in May", False),
        ("declined to comment on", True),
        ("refused to answer questions about", True),
        ("refused", False),
        ("denied", False),
        ("said", False),
        ("asked them not to", False),
        ("does not believe", False),
        ("refused to support", False),
        ("has no doubt", False),
        ("not only said", False),
        ("said, without a smile", False),
        ("makes no secret of", False),
    ],
)
def test_what_was_not_said(cue: str, unsaid: bool) -> None:
    """A negated cue of saying brings nobody's words; one of thinking tells what is thought."""
    assert is_unsaid(cue) is unsaid
