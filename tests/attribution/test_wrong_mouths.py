"""Words that are easily put into the wrong mouth: whose they are, or that it stays open."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def pairs(text: str) -> list[tuple[str | None, str]]:
    """Return speaker and content of each attribution, without what others tell."""
    found = attribute(text, split_sentences(text), shipped_tagger())
    return [(a.speaker, text[a.start : a.end]) for a in found if a.told_by is None]


def speakers(text: str) -> set[str]:
    """Return everybody who speaks in a text, without those who stay open."""
    return {speaker for speaker, _ in pairs(text) if speaker}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Critics of Mr Wahl said: “The figures are wrong.”", "Critics of Mr Wahl"),
        ("A spokesman for Mr Wahl said the road was closed.", "A spokesman for Mr Wahl"),
        ("People close to Senator Wahl said he was tired.", "People close to Senator Wahl"),
        ("A lawyer representing Wahl said the road was closed.", "A lawyer representing Wahl"),
        ("A spokeswoman for the mayor, Ida Wahl, said it leaked.", "A spokeswoman for the mayor"),
        ("The Bank of Oskerby said it was sorry.", "Bank of Oskerby"),
        ("The Department for Bridges said it was sorry.", "Department for Bridges"),
        ("OSKERBY (Coast Wire) - Mayor Ida Wahl said it leaked.", "Ida Wahl"),
        ("Samir al-Wahl said the risk was small.", "Samir al-Wahl"),
        ("Counsel to the inquiry, Ida Wahl KC, said it was late.", "Ida Wahl"),
        ("May Wahl, who sings alto, said the hall was cold.", "May Wahl"),
    ],
)
def test_who_speaks_is_the_head_of_the_source(text: str, speaker: str) -> None:
    """Neither the person spoken for, nor a part of a name, nor a dateline speaks."""
    assert speakers(f"Tom Wahl left on Friday.\n\n{text}") == {speaker}


@pytest.mark.parametrize(
    "text",
    [
        "Ida Wahl might have said: “I told you so.”",
        "If Ida Wahl says “yes”, the deal is done.",
        "Did Ida Wahl say “burn it”? She did not.",
        "Ida Wahl allegedly said “shoot first”.",
        "It was not Ida Wahl who said “let them wait”.",
        "Ida Wahl would neither confirm nor deny that the boat was hers.",
        "Ida Wahl did not respond to a request for comment.",
        "Ida Wahl declined to comment.",
    ],
)
def test_what_was_not_said_is_nobodys(text: str) -> None:
    """What somebody might say, is alleged to say or did not say is not that person's speech."""
    assert speakers(text) == set()


def test_a_speaker_is_not_carried_past_another_person() -> None:
    """After a sentence about somebody else a quotation without a cue stays open."""
    text = (
        "Keeper Ida Wahl saved two. “I guessed,” said Wahl.\n\n"
        "Jude Orr, his opposite number, had no complaints. “They were better than us.”"
    )
    assert ("Ida Wahl", "“They were better than us.”") not in pairs(text)
    assert ("Ida Wahl", "“I guessed,”") in pairs(text)


def test_nobody_replies_to_himself() -> None:
    """ "He replied" is not the one who asked."""
    text = "Judge Amos Orr told the man, Kit Wahl, to stand up. “My leg is broken,” he replied."
    assert "Amos Orr" not in {speaker for speaker, words in pairs(text) if "leg" in words}


def test_she_is_nobody_with_a_mans_name() -> None:
    """A pronoun fits the gender of a first name that stands alone."""
    assert speakers("“It was 1974,” says Bernhard.\n\n“He knows the car,” she says.") == {
        "Bernhard"
    }
    assert len(pairs("“It was 1974,” says Bernhard.\n\n“He knows the car,” she says.")) == 2


def test_she_may_be_whom_the_article_is_about() -> None:
    """After a friend's words a new paragraph's "she" is the friend or the dead: it stays open."""
    text = (
        "Ida Wahl, who climbed at 70, died at 98.\n\n“Ida never paid for lunch,” said Una Plum.\n\n"
        "Born in Oskerby in 1925, she left school at 14. “I learned to read from maps,” she said."
    )
    assert pairs(text)[-1] == (None, "“I learned to read from maps,”")


def test_the_reporters_question_is_not_quoted() -> None:
    """A question before a quotation is not what the person quoted says."""
    assert pairs("Has Ida Wahl met her? “Once,” she says.")[-1][1] == "“Once,”"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "We met the captain, Ida Wahl.\n\n**Why did you stay?**\n\nThey asked me.\n\n"
            "**And the coach?**\n\nHe is a friend.",
            ["They asked me.", "He is a friend."],
        ),
        (
            "SENATOR ORR: Did you see it, Ms. Wahl?\n\nMS. WAHL: Absolutely not.\n\n"
            "SENATOR ORR: Who did?\n\nMS. WAHL: Nobody.\n\nThe hearing goes on today.",
            ["Absolutely not.", "Nobody."],
        ),
        (
            "The board met at nine.\n\nIda Wahl: Every time.\n\nTom Orr: We said so.\n\n"
            "Ida Wahl: And nobody listened.",
            ["Every time.", "And nobody listened."],
        ),
        (
            "We asked the coach, Ida Wahl.\n\nQ. Are you leaving?\n\nA. No. I like it here.\n\n"
            "Q. Is it true?\n\nA. Ask them.",
            ["No. I like it here.", "Ask them."],
        ),
    ],
)
def test_kinds_of_transcripts(text: str, said: list[str]) -> None:
    """Bold questions, titles, names that stand in labels alone, and letters with a full stop."""
    assert [words for speaker, words in pairs(text) if "Wahl" in (speaker or "")] == said


INITIALS = """Words: Tom Orr. Photograph: Bo Lund.

Dr Ida Wahl has run the lab since May.

Tom Orr: How long is the wait?

Ida Wahl: It is an hour.

TO: What has changed?

IW: The door has. I mind it.

TO: Do you sleep?

IW: On Mondays.
"""


def test_initials_are_labels() -> None:
    """ "IW" answers as Ida Wahl, who has a label, and a credit is no line."""
    answers = ["It is an hour.", "The door has. I mind it.", "On Mondays."]
    found = pairs(INITIALS)
    assert [words for speaker, words in found if speaker == "Ida Wahl"] == answers
    assert {speaker for speaker, _ in found} == {"Ida Wahl", "Tom Orr"}


def test_initials_may_be_those_of_who_is_named_above() -> None:
    """The lead names who is meant; of two with the same initials nobody is."""
    text = INITIALS.replace("Tom Orr: ", "TO: ").replace("Ida Wahl: ", "IW: ")
    assert {speaker for speaker, _ in pairs(text)} == {"Ida Wahl", "Tom Orr"}
    text = text.replace("Words: Tom Orr. Photograph: Bo Lund.\n\n", "")
    found = attribute(text, split_sentences(text), shipped_tagger(), author="Bo Lund and Tom Orr")
    assert {one.speaker for one in found} == {"Ida Wahl", "Tom Orr"}
    two = text.replace("since May", "with Ivo Wenn since May")
    assert "Ida Wahl" not in speakers(two)


@pytest.mark.parametrize(
    "text",
    [
        "The figures are wrong, papers seen by the Oskerby Record show.",
        "The Harbour Bureau examines why the gate was open.",
        "The Harbour Bureau is investigating whether the gate was open.",
    ],
)
def test_who_reads_or_looks_into_something_says_nothing(text: str) -> None:
    """Neither who has papers nor who has a question answers it."""
    assert not speakers(text) & {"Oskerby Record", "Harbour Bureau"}
    assert speakers("The Harbour Bureau explained why the gate was open.") == {"Harbour Bureau"}


def test_nobody_goes_on_speaking_after_a_transcript() -> None:
    """Neither the paragraph under the last line nor what follows a heading is its speaker's."""
    text = (
        "SENATOR ORR: Did you see it, Ms. Wahl?\n\nMS. WAHL: Absolutely not.\n\n"
        "SENATOR ORR: Who did?\n\nMS. WAHL: Nobody.\n\nThe room was full.\n\n"
        "What comes next\n\nThe board meets in May."
    )
    assert pairs(text)[-1] == ("Ms. Wahl", "Nobody.")
