"""Filters and conversations over the sample articles."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rag.engine import Engine
from rag.english.persons import is_organisation, may_mean
from rag.errors import ConfigError, QuestionError
from rag.question.followup import follow_up
from rag.question.referents import SpeakerLookup
from rag.types import Filters
from tests.acceptance.test_golden import CASES, FAULTS

QUESTION = "what did Macron say in March 2025 about US support"


def test_a_filter_named_in_the_question_can_be_taken_off(engine: Engine) -> None:
    """What was understood is on the query; `Filters()` asks without it, of the same words."""
    answer = engine.answer(QUESTION)
    assert answer.query.filters == Filters("Macron", date(2025, 3, 1), date(2025, 3, 31))
    assert answer.query.text == "what did Macron say about US support"
    days = [d.published for d in answer.documents]
    assert days and all(day and (day.year, day.month) == (2025, 3) for day in days)
    free = engine.answer(QUESTION, filters=Filters())
    assert free.query.filters == Filters() and free.query.text == QUESTION
    kept = engine.answer(QUESTION, filters=Filters(speaker="Macron"))
    assert (kept.query.speaker, kept.query.filters.published_from) == ("Macron", None)


def test_only_what_filters_allow_is_cited(engine: Engine) -> None:
    """Dates and outlets that are given leave out all other articles."""
    question = "Why was the Tarrel Bridge shut?"
    assert len(engine.answer(question).documents) > 1
    courier = engine.answer(question, sources=["the Courier"])
    assert courier.query.filters.sources == ("Oskerby Courier",)
    assert {d.source for d in courier.documents} == {"Oskerby Courier"}
    late = engine.answer(question, published_from=date(2025, 5, 15), min_confidence=0.0)
    assert all(d.published and d.published >= date(2025, 5, 15) for d in late.documents)


def test_a_refusal_says_where_it_looked(engine: Engine) -> None:
    """No article of that time is said so, and how many have no date."""
    refused = engine.answer("Who shut the Tarrel Bridge?", published_to=date(2020, 1, 1))
    assert refused.refusal is not None
    assert "there is no article published until 2020-01-01" in refused.refusal
    assert "2 articles without a date left out" in refused.refusal


def test_settings_that_cannot_be_used_are_said(engine: Engine) -> None:
    """A range that ends before it begins, and an outlet that is not there."""
    with pytest.raises(ConfigError, match="ends before it begins"):
        engine.answer("who?", published_from=date(2025, 2, 1), published_to=date(2025, 1, 1))
    with pytest.raises(QuestionError, match="nearest is “Oskerby Courier”"):
        engine.answer("who?", sources=["Oskerby Couriers"])


def test_outlets_are_listed(engine: Engine) -> None:
    """Each outlet has its number of articles."""
    counted = {source.name: source.articles for source in engine.sources()}
    assert counted["Tessmouth Mercury"] == 4
    assert sum(counted.values()) == sum(d.source is not None for d in engine.documents())


def test_a_conversation(engine: Engine) -> None:
    """A follow-up is answered from what it leans on; a new topic leans on nothing."""
    talk = engine.conversation()
    talk.ask("How much did the museum clock weigh?")
    talk.new_topic()
    first = talk.ask("Who opposes the hospital merger?", min_confidence=0.1)
    then = talk.ask("what did she say?")
    assert first.answered and then.question == "what did she say?"
    named = first.citations[0].attribution
    assert named and then.query.speaker == named.speaker and then.answered
    talk.new_topic()
    assert talk.ask("what did she say?").query.text == "what did she say?"
    assert [turn.opens for turn in talk.turns] == [True, True, False, True]


def test_a_follow_up_is_searched_and_shown_in_different_words(engine: Engine) -> None:
    """What is shown is English, whatever is searched; a question as typed is shown as typed."""
    talk = engine.conversation()
    first = talk.ask("Who is against the hospital merger?")
    assert first.query.shown_as is None and first.as_typed
    why = talk.ask("why?").query
    assert why.text == "Why is against the hospital merger?"
    assert why.shown == "Why are people against the hospital merger?"
    talk.new_topic()
    talk.ask("How many dockers went on strike at Tessmouth?")
    until = talk.ask("until when?")
    assert until.query.text == "Until when dockers went on strike at Tessmouth?"
    assert until.query.shown == (
        "Until when? (After “How many dockers went on strike at Tessmouth?”)"
    )
    assert not until.as_typed


def test_what_is_shown_is_corrected_as_what_is_searched(engine: Engine) -> None:
    """A misspelt word of a follow-up is shown as it was read."""
    talk = engine.conversation()
    talk.ask("What did Soley say about the repair?")
    query = talk.ask("what did she say about the photografs?").query
    assert query.corrections and query.shown_as is not None
    assert query.shown == "What did Soley say about the photographs?"


def test_filters_are_carried_on_and_replaced(engine: Engine) -> None:
    """A follow-up keeps the dates of the question before until it names others."""
    talk = engine.conversation()
    talk.ask("What did Macron say in March 2025?")
    assert talk.ask("what about US support?").query.filters.published_to == date(2025, 3, 31)
    since = talk.ask("and since April 2025?").query
    assert (since.filters.published_from, since.filters.published_to) == (date(2025, 4, 1), None)
    assert since.speaker == "Macron"


def test_filters_that_are_given_stand_on_top_of_what_is_carried(engine: Engine) -> None:
    """A given date joins the speaker that a follow-up carries, and is kept when saved."""
    talk = engine.conversation()
    talk.ask("What did Macron say about US support?")
    answer = talk.ask("and about Europe acting alone?", published_from=date(2025, 3, 1))
    assert answer.query.filters == Filters("Macron", date(2025, 3, 1))
    again = engine.conversation(json.loads(json.dumps(talk.to_dict())))
    assert again.turns[-1].answer.query.filters == answer.query.filters


def test_a_question_that_stands_alone_carries_no_dates(engine: Engine) -> None:
    """What is asked alone is asked of all articles; "and in March?" is of the year before."""
    talk = engine.conversation()
    talk.ask("What did Macron say in April 2025?")
    assert talk.ask("and in March?").query.filters.published_to == date(2025, 3, 31)
    alone = talk.ask("how often will the bus run?")
    assert alone.query.filters == Filters() and alone.query.text == "how often will the bus run?"


def test_a_building_is_nobody(engine: Engine) -> None:
    """No "he" is Corvin House, though both words have capitals as somebody's names do."""
    talk = engine.conversation()
    talk.ask("How did the burglars get into Corvin House?")
    assert talk.ask("what did he say?").query.text == "what did he say?"
    talk.new_topic()
    talk.ask("How many beds will the merged hospital have?")  # "Harrowick General" is cited
    assert talk.ask("what did she say?").query.text == "what did she say?"


def test_whole_questions_are_asked_as_they_are(engine: Engine) -> None:
    """No golden question is changed by the one before; all are asked alone first."""
    before = [engine.answer("When did the Schoharie Creek bridge fall?")]
    with engine.index.view() as view:
        names = view.speakers
    known = SpeakerLookup(names.speaks, names.is_person, may_mean, is_organisation)
    for case in CASES:
        found = follow_up(case["question"], before, known=known)
        assert found is None or (
            found.alone and found.main.searched.rstrip("?") in case["question"]
        )


def test_what_no_article_says_is_refused_amid_another_topic(engine: Engine) -> None:
    """The topic before does not answer what is asked of something else."""
    answered = []
    for case in CASES:
        if not case["answer"]:
            talk = engine.conversation()
            talk.ask("How did the thieves get into the museum?")
            if talk.ask(case["question"]).answered:
                answered.append(case["question"])
    assert sorted(answered) == FAULTS["answered"]


def test_a_new_topic_is_not_answered_by_the_one_before(engine: Engine) -> None:
    """ "What is riprap?" is not answered by what the thieves did, whatever was surer."""
    talk = engine.conversation()
    talk.ask("How long did the thieves take?")
    then = talk.ask("What is riprap?")
    assert then.answered and then.query.text == then.question
    assert "riprap" in then.citations[0].sentence.text


def test_when_somebody_said_nothing_is_refused(engine: Engine) -> None:
    """ "When was that?" after a refusal is not answered by what somebody else said."""
    talk = engine.conversation()
    talk.ask("what did Macron say about US support")
    assert not talk.ask("and Starmer?").answered
    assert not talk.ask("when was that?").answered
    talk.new_topic()
    talk.ask("what did Macron say about US support")
    cited = talk.ask("when was that?").citations
    assert cited and {c.attribution and c.attribution.speaker for c in cited} == {"Emmanuel Macron"}


def test_a_refused_reading_gives_way_to_the_other(engine: Engine) -> None:
    """A question that nothing answers by itself is asked of what was spoken of."""
    talk = engine.conversation()
    talk.ask("How many dockers went on strike at Tessmouth?")
    question = "until when?"
    assert not engine.answer(question).answered
    leaning = talk.ask(question)
    assert leaning.answered and "dockers" in leaning.query.text
    talk.new_topic()
    assert not talk.ask(question).answered


def test_a_follow_up_reads_on_in_what_was_cited(engine: Engine) -> None:
    """What the articles cited before answer is cited from them, though others answer the words.

    That it leans on the question before is shown, though its words are searched as they were typed.
    """
    question = "how long will the repair take?"
    elsewhere = engine.answer(question).documents
    talk = engine.conversation()
    first = talk.ask("What did Piers Haddow say about the inquiry?")
    cited = {d.doc_id for d in first.documents}
    then = talk.ask(question)
    assert then.query.in_cited and {d.doc_id for d in then.documents} <= cited
    assert not {d.doc_id for d in elsewhere} & cited
    assert "14 weeks" in then.citations[0].sentence.text
    assert then.query.text == question and not then.as_typed
    assert "After “What did Piers Haddow say about the inquiry?”" in then.query.shown


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("When was the stolen clock made?", "Where does the Royal Air Force keep C-17s?"),
        ("What is riprap?", "How many dockers went on strike at Tessmouth?"),
    ],
)
def test_a_question_that_names_its_subject_has_one_answer(
    engine: Engine, before: str, question: str
) -> None:
    """It is answered alike first and after another topic, and shown as it was typed."""
    alone = engine.answer(question)
    talk = engine.conversation()
    talk.ask(before)
    assert alone.answered and talk.ask(question).to_dict() == alone.to_dict()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hi", "asks nothing of the articles"),
        ("Thanks a lot!", "asks nothing of the articles"),
        ("help", "every answer consists of sentences from the articles"),
        ("how are you?", "what did … say about …?"),
        ("summarize this", "never summarised, translated or rewritten"),
        ("list the articles", "“rag articles” list the articles"),
        ("橋はいつ閉まりましたか", "in English only"),
        ("Warum wurde die Brücke gesperrt?", "in English only"),
    ],
)
def test_small_talk_leans_on_nothing(engine: Engine, typed: str, said: str) -> None:
    """It is refused without a confidence, and says what can be asked instead.

    The topic goes on after it, as if it had not been said.
    """
    talk = engine.conversation()
    first = talk.ask("What did Ingrid Soley say about the bridge?")
    refused = talk.ask(typed)
    assert not refused.answered and said in str(refused.refusal)
    assert refused.confidence == 0 and not refused.nearest and refused.as_typed
    again = talk.ask("and Haddow?")
    assert first.answered and again.query.shown == "What did Haddow say about the bridge?"


def test_a_follow_up_that_was_not_cited_is_asked_of_all(engine: Engine) -> None:
    """Where the articles cited before don't answer, the others are asked, too."""
    talk = engine.conversation()
    talk.ask("When will the footbridge open?")
    then = talk.ask("how many stops will the tram line have?")
    assert then.answered and not then.query.in_cited
    assert "17 stops" in then.citations[0].sentence.text


@pytest.mark.parametrize(
    "typed",
    [
        "what did macron say in march 2025 about us support",
        "WHAT DID MACRON SAY IN MARCH 2025 ABOUT US SUPPORT",
        "wat did makron say in march 2025 abuot us suport",
    ],
)
def test_case_and_slips_change_nothing(engine: Engine, typed: str) -> None:
    """In any case, or with slips, a question has the query and the answer of the proper one."""
    proper, other = engine.answer(QUESTION), engine.answer(typed)
    assert other.query.text == proper.query.text
    assert other.query.filters == proper.query.filters and other.query.terms == proper.query.terms
    assert other.citations == proper.citations and other.confidence == proper.confidence


def test_nobody_is_mentioned_by_the_words_of_others(engine: Engine) -> None:
    """A speaker in the filter whom no article knows is said to be unknown."""
    refused = engine.answer("What about the bridge?", speaker="Zygmunt Zelazny")
    assert refused.refusal == "no article quotes or mentions “Zygmunt Zelazny”"
    known = engine.answer("What about zeppelins?", speaker="Ingrid Soley")
    assert "no article mentions “zeppelins”" in str(known.refusal)


def test_who_else_cites_others(engine: Engine) -> None:
    """Nobody who was cited, or asked about, is cited again."""
    talk = engine.conversation()
    talk.ask("What did Ingrid Soley say about the repair?")
    others = talk.ask("who else?")
    assert "Ingrid Soley" in others.query.filters.other_than
    assert all(c.attribution and c.attribution.speaker != "Ingrid Soley" for c in others.citations)


def test_a_conversation_is_saved_and_gone_on_with(engine: Engine) -> None:
    """What is saved is plain, holds no quotation, and gives the same answers and memory."""
    talk = engine.conversation()
    talk.ask("Who opposes the hospital merger?")
    talk.ask("what did she say?", filters=Filters("Joss Carrick", date(2025, 1, 1)), top=1)
    saved = json.loads(json.dumps(talk.to_dict()))
    assert "Carrick called" not in json.dumps(saved)
    again = engine.conversation(saved)
    assert [t.answer.to_dict() for t in again.turns] == [t.answer.to_dict() for t in talk.turns]
    assert again.to_dict() == saved
    assert again.ask("why?").query.text == talk.ask("why?").query.text


@pytest.mark.parametrize(
    "saved",
    [
        {},
        {"turns": 5, "opens": True},
        {"turns": [{"question": 1}], "opens": True},
        {"turns": [5], "opens": 1},
    ],
)
def test_what_was_never_saved_is_refused(engine: Engine, saved: dict[str, object]) -> None:
    """Something else is one clear error, whatever it is."""
    with pytest.raises(ConfigError, match="saved conversation cannot be read"):
        engine.conversation(saved)
