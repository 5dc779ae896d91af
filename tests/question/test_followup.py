"""Follow-ups written out as questions of their own, and questions left as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answers import Answer, Citation
from rag.question.followup import follow_up
from rag.question.referents import Cast
from rag.question.understand import understand
from rag.types import Attribution, Document, Filters, Place, Sentence, Span

TEXT = "The quay is sinking, said Ann Lee."


CAST = Cast(
    speaks=lambda name: name in ("Berg", "Bo Berg", "Ann Lee", "Russia"),
    is_person=lambda name: name != "Russia",
    fits=lambda pronoun, name: (name == "Bo Berg") == (pronoun == "he"),
)


def answered(question: str) -> Answer:
    """Return an answer that cites what Ann Lee said."""
    document = Document.from_text(TEXT, Place("a.txt"))
    said = Attribution(Span(document, 0, 19), "Ann Lee", "name", "said", "indirect")
    cited = Citation(Sentence(document, 0, len(TEXT), 1, False), 0.9, attribution=said)
    return Answer(question, (cited,), 0.9, None, (), understand(question))


def written_out(question: str, before: str) -> str | None:
    """Return a follow-up as it is searched for; Bo Berg and Ann Lee speak in the articles."""
    found = follow_up(
        question,
        [answered(before)],
        cast=CAST,
        sources=["Oskerby Courier"],
    )
    return found.text if found else None


YEAR = date(2024, 1, 1)
SPEECH = "What did Ann Lee say about the quay?"


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        (SPEECH, "and Berg?", "What did Berg say about the quay?"),
        (SPEECH, "And Starmer?", "What did Starmer say about the quay?"),
        (SPEECH, "what about air defence?", "What did Ann Lee say about air defence?"),
        (SPEECH, "what about Russia", "What did Ann Lee say about Russia?"),
        (SPEECH, "what did she say about tariffs?", "what did Ann Lee say about tariffs?"),
        (SPEECH, "and what did Berg say?", "what did Berg say about the quay?"),
        (SPEECH, "why?", "Why did Ann Lee say this about the quay?"),
        (SPEECH, "who else?", "Who else said something about the quay?"),
        (SPEECH, "did anyone disagree?", "Who else said something about the quay?"),
        ("What does Ann Lee want?", "who else?", "Who else said something?"),
        (SPEECH, "who said so?", "Who said something about the quay?"),
        ("What shut the old bridge?", "Who says that?", "Who said what shut the old bridge?"),
        (SPEECH, "what did the council say about it?", "what did the council say about the quay?"),
        (
            "Who shut the old bridge?",
            "When was that?",
            "When was it that they shut the old bridge?",
        ),
        ("Who shut the old bridge?", "why?", "Why was it that they shut the old bridge?"),
        ("When was the old bridge shut?", "why?", "Why was the old bridge shut?"),
        ("How many beds will the ward have?", "why?", "Why will the ward have beds?"),
        ("How many jobs will be cut?", "when?", "When will jobs be cut?"),
        ("How much did it cost?", "why?", "Why did it cost?"),
        ("Which hospitals are merging?", "and why?", "Why are hospitals merging?"),
        ("When was the clock stolen?", "at what time?", "At what time was the clock stolen?"),
        ("Who shut the old bridge?", "how many people?", "How many people shut the old bridge?"),
        ("Who shut the old bridge?", "how long is it?", "how long is the old bridge?"),
        ("Who shut the old bridge?", "What will it cost?", "What will the old bridge cost?"),
        ("Who shut the old bridge?", "and the ferry?", "Who shut the ferry?"),
        ("Who runs Corvin House?", "and Fenwick Lane?", "Who runs Fenwick Lane?"),
        ("Who is against it?", "what did she say?", "what did Ann Lee say about it?"),
        ("Who is against the ferry?", "who else?", "Who else against the ferry?"),
        (
            "Who is against the ferry?",
            "and what did Berg say?",
            "what did Berg say about the ferry?",
        ),
        ("Which dockers strike?", "how do they measure drought?", "how do they measure drought?"),
        ("Which dockers strike?", "how do they plan to vote?", "how do dockers plan to vote?"),
    ],
)
def test_follow_ups(before: str, question: str, searched: str) -> None:
    """Speaker, topic and things are carried on."""
    assert written_out(question, before) == searched


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("Who leads the council?", "what did she say?", "what did Ann Lee say?"),
        ("When did the dockers start their strike?", "who pays them?", "who pays the dockers?"),
        ("How many old quays sank?", "who built them?", "who built old quays?"),
        ("What did the ferry carry?", "who built it?", "who built the ferry?"),
        ("How long is the No. 2 quay?", "who built it?", "who built the No. 2 quay?"),
        ("How much can a C-17 lift?", "and the A400M?", "How much can the A400M lift?"),
        ("How much can a C-17 lift?", "and an A400M?", "How much can an A400M lift?"),
        (SPEECH, "did she say anything else?", "What did Ann Lee say?"),
        (SPEECH, "what else did she say about tariffs?", "What did Ann Lee say about tariffs?"),
        (SPEECH, "anything else from Berg?", "What did Berg say?"),
        (SPEECH, "who is she?", "who is Ann Lee?"),
        (SPEECH, "who was that?", "Who is Ann Lee?"),
        ("What did Russian officials say?", "who are they?", "Who are Russian officials?"),
        (SPEECH, "how old is she?", "how old is Ann Lee?"),
        ("What shut the old quay?", "who is she?", "who is Ann Lee?"),
        ("What shut the old quay?", "who is he?", "who is he (shut the old quay)?"),
    ],
)
def test_people_and_things_are_found(before: str, question: str, searched: str) -> None:
    """A pronoun goes to one whom it fits, "them" to what was counted, "it" to what was named."""
    assert written_out(question, before) == searched


@pytest.mark.parametrize(
    "question",
    [
        "How many dockers are on strike at Tessmouth?",
        "What did Bo Berg say about his plan?",
        "Who told Ann Lee that she must go?",
        "What did the head of the port say about how they count the ships?",
        "On which day of the week does the ferry Oskerby run to Tessmouth?",
        "Has anyone been arrested over the Tessmouth theft?",
        "What do people say about the price of bread in town?",
    ],
)
def test_what_stands_on_its_own_is_left(question: str) -> None:
    """A question with all that it needs is not written anew."""
    assert written_out(question, SPEECH) is None


@pytest.mark.parametrize(
    "question",
    [
        "Why did the council close the bridge?",
        "Is it true that the quay is sinking?",
        "How long does it take to drown a quay?",
        "When was the memorandum signed?",
    ],
)
def test_what_may_lean_is_asked_alone_first(question: str) -> None:
    """A short question without a name is asked as it is, and only else of what was spoken of."""
    found = follow_up(question, [answered(SPEECH)], cast=CAST)
    assert found is not None and found.alone and not found.open
    assert found.text == question
    assert found.or_else == f"{question[:-1]} (the quay Ann Lee)?"


@pytest.mark.parametrize(
    ("question", "text", "or_else", "open"),
    [
        ("and Berg?", "What did Berg say about the quay?", None, False),
        ("what about Berg?", "What did Berg say about the quay?", None, False),
        ("and about Berg?", "What did Ann Lee say about Berg?", None, False),
        (
            "and Russia?",
            "What did Russia say about the quay?",
            "What did Ann Lee say about Russia?",
            False,
        ),
        (
            "what about Russia?",
            "What did Ann Lee say about Russia?",
            "What did Russia say about the quay?",
            True,
        ),
        ("what about China?", "What did Ann Lee say about China?", None, False),
        ("what did Russia say?", "what did Russia say about the quay?", None, False),
    ],
)
def test_a_name_is_another_speaker_or_another_topic(
    question: str, text: str, or_else: str | None, open: bool
) -> None:
    """A person who speaks is a speaker; a country that speaks may be either, and both are asked."""
    found = follow_up(question.replace("what did", "and what did"), [answered(SPEECH)], cast=CAST)
    assert found is not None
    assert (found.text, found.or_else, found.open) == (text, or_else, open)


def test_a_month_is_of_the_year_before() -> None:
    """ "And in March?" is March of the year that was asked for, or of the article cited."""
    before = replace(
        answered(SPEECH), query=replace(understand(SPEECH), filters=Filters("Macron", YEAR))
    )
    found = follow_up("and in March?", [before], cast=CAST)
    assert found is not None
    assert found.filters == Filters(published_from=date(2024, 3, 1), published_to=date(2024, 3, 31))


def test_the_first_question_leans_on_nothing() -> None:
    """Without a question before, even "why?" is left as it is."""
    assert follow_up("why?", [], cast=CAST) is None


def test_new_filters_are_put_on_the_question_before() -> None:
    """ "And since March 2025?" asks the same of other articles."""
    before = [answered(SPEECH)]
    found = follow_up("and since March 2025?", before, cast=CAST)
    assert found is not None
    assert (found.text, found.filters) == (SPEECH, Filters(published_from=date(2025, 3, 1)))
    found = follow_up("in the Courier?", before, cast=CAST, sources=["The Courier"])
    assert found is not None and found.filters == Filters(sources=("The Courier",))


@pytest.mark.parametrize(
    "question",
    [
        "how many does Spain have?",
        "how many of them are in Spain?",
        "how many have left Spain?",
        "how much does Spain need?",
    ],
)
def test_a_count_of_nothing_counts_what_was_spoken_of(question: str) -> None:
    """ "How many does Spain have?" is asked of the ships, too, though it names Spain."""
    found = follow_up(question, [answered("Who builds the ships?")], cast=CAST)
    assert found is not None and found.or_else == f"{question[:-1]} (builds the ships)?"


@pytest.mark.parametrize("question", ["How much does a C-17 cost?", "How much did Bo Berg earn?"])
def test_a_sum_of_money_is_of_what_is_named(question: str) -> None:
    """What something costs is no count of what was spoken of."""
    assert follow_up(question, [answered("Who builds the ships?")], cast=CAST) is None


def test_who_else_did_something_is_asked_of_what_was_spoken_of_too() -> None:
    """ "Who else took part?" has a deed of its own, which may be one of the last matter."""
    found = follow_up("who else took part?", [answered("When was the regatta?")], cast=CAST)
    assert found is not None and found.again
    assert (found.text, found.or_else) == (
        "Who else took part?",
        "Who else took part (the regatta)?",
    )


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("when is riprap used?", "is riprap used"),
        ("how many died?", ""),
        ("how much was it?", ""),
        ("how much does he earn?", "does he earn"),
    ],
)
def test_words_of_their_own_are_kept(question: str, own: str) -> None:
    """What may be a question on something else says so; a single word always leans."""
    found = follow_up(question, [answered("When did the bridge fall?")], cast=CAST)
    assert found is not None and found.or_else is not None and found.own == own


def test_who_else_leaves_out_who_was_cited() -> None:
    """Those cited before are not asked for again, each by the fullest name."""
    found = follow_up("who else?", [answered("What did Lee say?")], cast=CAST)
    assert found is not None and found.other_than == ("Ann Lee",) and found.again


def test_who_was_cited_on_another_matter_may_be_cited_again() -> None:
    """A question that is answered as it stands, from all articles, begins another matter."""
    earlier = answered("Who shut the quay?")
    other = replace(earlier.citations[0], attribution=None)
    on_ferry = replace(answered("What sank the ferry?"), citations=(other,))
    found = follow_up("who else?", [earlier, on_ferry], cast=CAST)
    assert found is not None and found.other_than == ()
    near = replace(on_ferry, query=replace(on_ferry.query, in_cited=True))
    found = follow_up("who else?", [earlier, near], cast=CAST)
    assert found is not None and found.other_than == ("Ann Lee",)
