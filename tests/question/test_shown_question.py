"""The questions that are shown for follow-ups. Each was read as English by a person."""

from __future__ import annotations

import itertools
from typing import cast

import pytest

from rag.question.shown_question import is_framed, question_before, shown_question
from rag.question.slots import Kind, Slots
from rag.types import Filters, Query
from tests.question.dialogue import SPEECH, followed

MERGER = "Who is against the hospital merger?"
BRIDGE = "Who shut the old bridge?"
CLOSED = "When was the old bridge closed?"
BEDS = "How many beds will the ward have?"
FIRST = "What does Ann Lee want to do first?"
REDSHANK = "How many redshank are left on the marsh?"

ONE_QUESTION = [
    # Another question word.
    (SPEECH, "why?", "Why did Ann Lee say this about the quay?"),
    (SPEECH, "when was that?", "When did Ann Lee say this about the quay?"),
    (SPEECH, "in what year?", "In what year did Ann Lee say this about the quay?"),
    ("What does Ann Lee want?", "why?", "Why did Ann Lee say this?"),
    (MERGER, "why?", "Why are people against the hospital merger?"),
    ("who was behind the plan", "Why...", "Why were people behind the plan?"),
    ("Who opposes the merger?", "and why?", "Why do people oppose the merger?"),
    (CLOSED, "why?", "Why was the old bridge closed?"),
    (CLOSED, "how long?", "How long was the old bridge closed?"),
    (CLOSED, "by whom?", "By whom was the old bridge closed?"),
    ("When was the clock stolen?", "at what time?", "At what time was the clock stolen?"),
    ("When will the trams run?", "where?", "Where will the trams run?"),
    ("When did Lee and Berg meet?", "where was that?", "Where did Lee and Berg meet?"),
    ("Why are pupils taught in a hall?", "until when?", "Until when are pupils taught in a hall?"),
    ("Is the bridge closed?", "since when?", "Since when is the bridge closed?"),
    ("Did the council close it?", "why?", "Why did the council close it?"),
    ("How many jobs will be cut?", "when?", "When will the jobs be cut?"),
    ("How many jobs have been lost?", "why?", "Why have the jobs been lost?"),
    ("Which hospitals are merging?", "and why?", "Why are the hospitals merging?"),
    ("How many ships are waiting in port?", "why?", "Why are the ships waiting in port?"),
    (BEDS, "why?", "Why will the ward have that many beds?"),
    ("How much money did it lose?", "why?", "Why did it lose that much money?"),
    ("How much did it cost?", "why?", "Why did it cost that much?"),
    ("When did it sink off the U.S.?", "why?", "Why did it sink off the U.S.?"),
    # Another number.
    (BRIDGE, "how many people?", "How many people shut the old bridge?"),
    (BEDS, "and how many staff?", "How many staff will the ward have?"),
    (BEDS, "how much money?", "How much money will the ward have?"),
    # Other people.
    (SPEECH, "and Berg?", "What did Berg say about the quay?"),
    (SPEECH, "And Starmer?", "What did Starmer say about the quay?"),
    (SPEECH, "who else?", "Who else said something about the quay?"),
    (SPEECH, "did anyone disagree?", "Who else said something about the quay?"),
    (SPEECH, "who said so?", "Who said something about the quay?"),
    ("What does Ann Lee want?", "who else?", "Who else said something?"),
    ("What did Ann Lee say about her pay?", "and Berg?", "What did Berg say about Ann Lee’s pay?"),
    (MERGER, "who else?", "Who else is against the hospital merger?"),
    (BRIDGE, "anyone else?", "Who else shut the old bridge?"),
    (BRIDGE, "who else took part?", "Who else took part?"),
    (MERGER, "and Berg?", "What did Berg say about the hospital merger?"),
    (CLOSED, "and Berg?", "What did Berg say about the old bridge?"),
    (BEDS, "and Berg?", "What did Berg say about the ward?"),
    # Other topics, and more of the same.
    (SPEECH, "what about tickets?", "What did Ann Lee say about tickets?"),
    (SPEECH, "what about the U.S.?", "What did Ann Lee say about the U.S.?"),
    (SPEECH, "and about Berg?", "What did Ann Lee say about Berg?"),
    (SPEECH, "and the ferry?", "What did Ann Lee say about the ferry?"),
    (SPEECH, "what about not paying?", "What did Ann Lee say about not paying?"),
    (SPEECH, "what else?", "What else did Ann Lee say about the quay?"),
    (SPEECH, "tell me more", "What else did Ann Lee say about the quay?"),
    (FIRST, "anything else?", "What else does Ann Lee want to do first?"),
    (SPEECH, "did she say anything else?", "What else did Ann Lee say?"),
    (SPEECH, "what else did she say about tariffs?", "What else did Ann Lee say about tariffs?"),
    (SPEECH, "anything else from Berg?", "What else did Berg say?"),
    # Other names and things.
    (BRIDGE, "and the ferry?", "Who shut the ferry?"),
    (CLOSED, "and the ferry?", "When was the ferry closed?"),
    ("When will the footbridge open?", "and the bridge?", "When will the bridge open?"),
    ("Who runs Corvin House?", "and Fenwick Lane?", "Who runs Fenwick Lane?"),
    ("How much can a C-17 lift?", "and the A400M?", "How much can the A400M lift?"),
    ("How much can a C-17 lift?", "and an A400M?", "How much can an A400M lift?"),
    ("Who makes the IRIS-T?", "and NASAMS?", "Who makes NASAMS?"),
    ("How many ships does Spain have?", "and the U.S.?", "How many ships does the U.S. have?"),
    ("Who leads the French army?", "and the British?", "Who leads the British army?"),
    # Pronouns.
    (SPEECH, "who is he?", None),
    (SPEECH, "who is she?", "Who is Ann Lee?"),
    (SPEECH, "who was that?", "Who is Ann Lee?"),
    (SPEECH, "who are they?", "Who is Ann Lee?"),
    ("What did Russian officials say?", "who are they?", "Who are Russian officials?"),
    (SPEECH, "what does she fear?", "What does Ann Lee fear?"),
    (SPEECH, "what is her fear?", "What is Ann Lee’s fear?"),
    (SPEECH, "who told her to go?", "Who told Ann Lee to go?"),
    (SPEECH, "is the boat hers?", "Is the boat Ann Lee’s?"),
    (SPEECH, "what did they say?", "What did Ann Lee say about the quay?"),
    (SPEECH, "what did she say about tariffs?", "What did Ann Lee say about tariffs?"),
    (SPEECH, "and what did Berg say?", "What did Berg say about the quay?"),
    (MERGER, "what did she say?", "What did Ann Lee say about the hospital merger?"),
    (CLOSED, "who built it?", "Who built the old bridge?"),
    ("When was the stolen clock made?", "who made it?", "Who made the stolen clock?"),
    ("How often is the U.S. Monitor published?", "who makes it?", "Who makes the U.S. Monitor?"),
    ("How many dockers are on strike?", "how old are they?", "How old are the dockers?"),
    ("Which dockers strike?", "how do they plan to vote?", "How do the dockers plan to vote?"),
    ("How did the thieves get in?", "what is their name?", "What is the thieves’ name?"),
    ("Who owns the ferry?", "what is its name?", "What is the ferry’s name?"),
    ("What did the letter warn of?", "who signed it?", "Who signed the letter?"),
    ("What did the union ask for?", "and Berg?", "What did Berg say about the union?"),
    (SPEECH, "and about A baker?", "What did Ann Lee say about a baker?"),
    (SPEECH, "and about The Hague?", "What did Ann Lee say about The Hague?"),
    ("What was Ann Lee’s plan?", "and the fishermen?", "What was the fishermen’s plan?"),
    ("What was Ann Lee’s plan?", "and Bo Berg?", "What was Bo Berg’s plan?"),
    ("Did the union agree?", "and the council?", "Did the council agree?"),
    # Only a filter.
    (SPEECH, "and since March 2025?", SPEECH),
]

# What stands in the frame, where it is not the question before.
IN_FRAME = [
    (BRIDGE, "why?", "Why?"),
    (BRIDGE, "when was that?", "When was that?"),
    (BRIDGE, "in what year?", "In what year?"),
    ("What shut the bridge?", "where?", "Where?"),
    ("Who will mediate?", "when?", "When?"),
    ("Where is the new building?", "why?", "Why?"),
    ("When is the next hearing?", "why?", "Why?"),
    ("How long is the line?", "why?", "Why?"),
    ("How long will it take?", "why?", "Why?"),
    ("Where did they put the gold?", "when?", "When?"),
    ("How many ferries are there?", "why?", "Why?"),
    ("Is it open or closed?", "why?", "Why?"),
    (CLOSED, "why not?", "Why not?"),
    (CLOSED, "how come?", "How come?"),
    (CLOSED, "who did that?", "Who did that?"),
    (SPEECH, "how many?", "How many?"),
    (SPEECH, "for whom?", "For whom?"),
    (FIRST, "and Berg?", "And Berg?"),
    ("What does Ann Lee say that the port needs?", "and Berg?", "And Berg?"),
    (CLOSED, "how many people?", "How many people?"),
    ("Who runs the port?", "how many people?", "How many people?"),
    ("How many jobs are lost?", "how much money?", "How much money?"),
    (CLOSED, "who else?", "Who else?"),
    (CLOSED, "did anyone else comment?", "Did anyone else comment?"),
    ("What shut the bridge?", "who says that?", "Who says that?"),
    (CLOSED, "go on", "Go on."),
    (CLOSED, "what else?", "What else?"),
    (REDSHANK, "what about lapwing?", "What about lapwing?"),
    (REDSHANK, "and ten years ago", "And ten years ago?"),
    (BEDS, "and staff?", "And staff?"),
    (CLOSED, "and the schools?", "And the schools?"),
    (SPEECH, "and in Oskerby?", "And in Oskerby?"),
    ("How much can a C-17 lift?", "and A400M?", "And A400M?"),
    ("When did the Creek bridge fall?", "and the Viaduct?", "And the Viaduct?"),
    ("tell me about the bridge", "and the ferry?", "And the ferry?"),
    ("When was the clock stolen?", "how did they get in?", "How did they get in?"),
    ("When did the U.S. suspend aid?", "who opposed it?", "Who opposed it?"),
    ("Who developed the SAMP/T?", "what is it for?", "What is it for?"),
    ("Where is the next meeting?", "who planned it?", "Who planned it?"),
    ("When did the council vote on pay?", "was it unanimous?", "Was it unanimous?"),
    (SPEECH, "what do they say?", "What do they say?"),
    (SPEECH, "her boat?", "Her boat?"),
    ("What did Lee ask of the board?", "and what did Berg say?", "And what did Berg say?"),
    # A verb at the end of a noun phrase.
    ("What did the quay plan ask for?", "and Berg?", "And Berg?"),
    ("What did the quay plan ask for?", "who signed it?", "Who signed it?"),
    ("What did the quay union on the plan ask?", "who leads it?", "Who leads it?"),
    ("Did the bridge collapse overnight?", "and Berg?", "And Berg?"),
    ("Did the quay plan fail badly?", "and Berg?", "And Berg?"),
    # Things do nothing that people do.
    ("Did the prosecutor agree?", "what about the petrol?", "What about the petrol?"),
    ("Did the farmer agree?", "and the boiler?", "And the boiler?"),
    ("Did the nurse resign?", "and the petrol?", "And the petrol?"),
    ("How many cows does the farmer own?", "and the petrol?", "And the petrol?"),
    ("Did Bo Berg resign?", "and the A400M?", "And the A400M?"),
    ("When did Bo Berg begin?", "and the A400M?", "And the A400M?"),
    ("Who runs Corvin House?", "and Bo Berg?", "And Bo Berg?"),
    ("What was Ann Lee’s plan?", "and the ferry?", "And the ferry?"),
    ("When was the old bridge closed?", "what does it want?", "What does it want?"),
    ("How much does the ferry cost?", "where?", "Where?"),
    # "It" is nobody.
    ("What did Ann Lee say about the mayor?", "how much is it?", "How much is it?"),
    ("Why did Orin Orr resign?", "how much will it cost?", "How much will it cost?"),
    ("Has the council approved the plan?", "how much is it?", "How much is it?"),
    # He and she are one person.
    ("What did the union say?", "who is he?", "Who is he?"),
    ("What did the fishermen say?", "did she say anything else?", "Did she say anything else?"),
    (SPEECH, "what did she say about it?", "What did she say about it?"),
    ("Has the council voted?", "when?", "When?"),
    ("Why was Hugo Orr sacked?", "and Orr?", "And Orr?"),
    # Nobody speaks about themselves by name.
    (SPEECH, "and about Lee?", "And about Lee?"),
    (SPEECH, "what about Lee’s pay?", "What about Lee’s pay?"),
    (SPEECH, "what did she say about Lee?", "What did she say about Lee?"),
    (SPEECH, "did she say anything else about Lee?", "Did she say anything else about Lee?"),
    ("What did Berg say about Lee?", "and Ann Lee?", "And Ann Lee?"),
]

CHAINS = [
    ((SPEECH, "and Berg?"), "why?", "Why did Berg say this about the quay?"),
    ((SPEECH, "who else?"), "and Berg?", "What did Berg say about the quay?"),
    ((SPEECH, "who else?"), "what about tickets?", "Who said something about tickets?"),
    ((SPEECH, "what else?"), "what else?", "What else did Ann Lee say about the quay?"),
    ((MERGER, "why?"), "and Berg?", "What did Berg say about the hospital merger?"),
    ((BRIDGE, "why?"), "when?", "When? (After “Who shut the old bridge?”)"),
    ((BRIDGE, "why?"), "who else?", "Who else shut the old bridge?"),
    ((BRIDGE, "when was that?"), "and Berg?", "What did Berg say about the old bridge?"),
    ((BRIDGE, "and the ferry?"), "why?", "Why? (After “Who shut the ferry?”)"),
    ((CLOSED, "who shut it?"), "and the ferry?", "Who shut the ferry?"),
    ((SPEECH, "really?"), "tell me more", "What else did Ann Lee say about the quay?"),
    ((SPEECH, "hm", "ok, thanks!"), "who said that?", "Who said something about the quay?"),
    ((BRIDGE, "really?"), "why?", f"Why? (After “{BRIDGE}”)"),
    (
        ("Where did the fire start?", "and what did Ann Lee say?"),
        "and Berg?",
        "What did Berg say about the fire?",
    ),
    (
        ("What did Ann Lee say about her pay?", "and Berg?"),
        "and Bo Berg?",
        "What did Bo Berg say about Ann Lee’s pay?",
    ),
    (
        ("When did Hugo Orr leave Corvin House?", "and what did Ann Lee say?"),
        "and Berg?",
        "And Berg? (After “When did Hugo Orr leave Corvin House?”)",
    ),
    (
        ("Did the council close it?", "who said that?"),
        "how many people?",
        "How many people? (After “Did the council close it?”)",
    ),
    (
        ("What was Ann Lee’s plan?", "and the fishermen?"),
        "how come?",
        "How come? (After “What was the fishermen’s plan?”)",
    ),
    (
        (REDSHANK, "and lapwing?"),
        "why?",
        f"Why? (After “{REDSHANK}”)",
    ),
    ((FIRST, "and Berg?"), "why?", f"Why? (After “{FIRST}”)"),
    (
        ("Who owns the ferry “Oskerby”?", "how many people?"),
        "why?",
        "Why? (After “Who owns the ferry ‘Oskerby’?”)",
    ),
]


def shown_for(question: str, *before: str) -> str:
    """Return the question that is shown for a follow-up."""
    found = followed(question, *before)
    assert found is not None
    return found.main.shown


@pytest.mark.parametrize(("before", "question", "shown"), ONE_QUESTION)
def test_a_sure_follow_up_is_shown_as_one_question(
    before: str, question: str, shown: str | None
) -> None:
    """Where the grammar is certain, a follow-up is shown as a question that stands alone."""
    assert shown_for(question, before) == (shown or f"Who is he? (After “{before}”)")


@pytest.mark.parametrize(("before", "question", "typed"), IN_FRAME)
def test_any_other_follow_up_is_shown_after_its_question(
    before: str, question: str, typed: str
) -> None:
    """Where the grammar is not certain, the two questions are shown, each with a capital."""
    assert shown_for(question, before) == f"{typed} (After “{before[:1].upper()}{before[1:]}”)"


@pytest.mark.parametrize(("before", "question", "shown"), CHAINS)
def test_a_follow_up_of_a_follow_up(before: tuple[str, ...], question: str, shown: str) -> None:
    """What the question before is about is read from how that was understood."""
    assert shown_for(question, *before) == shown


def test_a_quoted_question_is_tidy() -> None:
    """Inside a frame a question has a capital and a question mark."""
    assert shown_for("how come?", "who was injured") == "How come? (After “Who was injured?”)"


def test_the_article_of_a_cited_speaker_is_small() -> None:
    """A speaker cited at the beginning of a sentence, "A baker", is "a baker" inside a question."""
    query = Query("What did A baker say about bread?", (), Filters("A baker"), "bread")
    for kind, wh, shown in (
        ("wh", "why", "Why did a baker say this about bread?"),
        ("who_is", "", "Who is a baker?"),
    ):
        slots = Slots(cast(Kind, kind), "who is that", query, wh=wh, speaker="A baker")
        assert shown_question(slots) == shown


def test_the_second_reading_is_shown_after_its_question() -> None:
    """A question that is asked within what the last one was about is shown with that one."""
    found = followed("how many died?", CLOSED)
    assert found is not None and found.or_else is not None
    assert found.main.shown == "how many died?"
    assert found.or_else.shown == f"How many died? (After “{CLOSED}”)"


def test_every_follow_up_is_a_question_or_in_a_frame() -> None:
    """After any question, a follow-up begins with a capital and ends with one mark."""
    befores = {before for before, *_ in (*ONE_QUESTION, *IN_FRAME)}
    follow_ups = {question for _, question, _ in (*ONE_QUESTION, *IN_FRAME)}
    for before, question in itertools.product(sorted(befores), sorted(follow_ups)):
        found = followed(question, before)
        if found is None or found.alone or found.main.shown == before:
            continue
        shown = found.main.shown
        assert shown[:1].isupper(), (before, question, shown)
        assert is_framed(shown) or (shown.count("?") == 1 and shown.endswith("?"))
        assert is_framed(shown) or "(" not in shown


def test_a_frame_is_taken_off() -> None:
    """A bare question word leans on the inner question; "and lapwing?" has its own subject."""
    why = Query("why", (), shown_as=f"Why? (After “{BRIDGE}”)")
    lapwing = Query("lapwing", (), shown_as=f"And lapwing? (After “{REDSHANK}”)")
    assert question_before(why) == BRIDGE
    assert question_before(lapwing) == "And lapwing?"
    assert question_before(Query(BRIDGE, ())) == BRIDGE
    assert is_framed(why.shown) and not is_framed(BRIDGE)
