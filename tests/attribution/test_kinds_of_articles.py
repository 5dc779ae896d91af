"""Who said what, in the kinds of articles and the ways of quoting that news has."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.attribution.spans import AttributionSpan
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger

STREET = """Voices from the quay

“The nets were empty,” said fisherman Jonas Wrede.

“It smelled of tar all night,” said baker Milla Quast.

“We closed at noon,” said 52-year-old publican Theo Barr, who has run the Anchor since May.

“The gulls came back,” said former harbour pilot Greta Lund.

“My son slept through it,” said mother Irma Fels.
"""

INTERVIEW = """Interview: the lock keeper on the flood

Lock keeper Nora Haas spoke to the Canal Herald. The conversation was edited for length.

Q: Why did you open the upper gate?

A: Because the lower one was under water. We had an hour.

Q: Were the barges warned?

A: Every one of them, by radio.

CANAL HERALD: Did the board ask you to wait?

HAAS: They asked, and then they rang off.
"""


def speech(text: str) -> list[AttributionSpan]:
    """Return the attributions of a text."""
    return attribute(text, split_sentences(text), shipped_tagger())


def speakers(text: str) -> set[str | None]:
    """Return everybody who speaks in a text."""
    return {found.speaker for found in speech(text)}


def words_of(text: str, name: str) -> list[str]:
    """Return what somebody says in a text, without what others tell."""
    spans = [s for s in speech(text) if s.speaker == name and s.told_by is None]
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Jonas Wrede", "“The nets were empty,”"),
        ("Milla Quast", "“It smelled of tar all night,”"),
        ("Theo Barr", "“We closed at noon,”"),
        ("Greta Lund", "“The gulls came back,”"),
        ("Irma Fels", "“My son slept through it,”"),
    ],
)
def test_a_name_after_what_the_person_is(name: str, words: str) -> None:
    """In a row of quotations each is that of the name behind it, whatever the person does."""
    assert words_of(STREET, name) == [words]


def test_british_marks() -> None:
    """Single marks quote as double ones do, and apostrophes don't end a quotation."""
    text = (
        "The choir has sold its hall. 'The roof wouldn't last a winter,' said its treasurer, Enid "
        "Marsh. 'The singers' vote was clear,' she added.\n\n'Who pays for it?' asked Dev Rowe."
    )
    assert words_of(text, "Enid Marsh") == [
        "'The roof wouldn't last a winter,'",
        "'The singers' vote was clear,'",
    ]
    assert words_of(text, "Dev Rowe") == ["'Who pays for it?'"]
    assert {found.kind for found in speech(text)} == {"direct"}


def test_a_quotation_in_a_quotation() -> None:
    """What the minister said is known as the clerk tells it alone, and the whole is the clerk's."""
    text = (
        "Minister Lena Dahl came late. “The minister told me, ‘Nobody will read this file,’ and "
        "then she closed it,” said former clerk Otto Rein."
    )
    (inner,) = [found for found in speech(text) if found.told_by]
    assert (inner.speaker, inner.told_by) == ("Lena Dahl", "Otto Rein")
    assert text[inner.start : inner.end] == "‘Nobody will read this file,’"
    assert words_of(text, "Lena Dahl") == []
    assert words_of(text, "Otto Rein")[0].startswith("“The minister told me")


def test_an_interview() -> None:
    """After "A:" and the name the one interviewed speaks; after "Q:" nobody who is named."""
    said = words_of(INTERVIEW, "Nora Haas")
    assert said == [
        "Because the lower one was under water. We had an hour.",
        "Every one of them, by radio.",
        "They asked, and then they rang off.",
    ]
    questions = [found for found in speech(INTERVIEW) if found.cue == "asked"]
    assert [found.speaker for found in questions] == [None, None, "Canal Herald"]


def test_labels_are_no_transcript() -> None:
    """A list of places and times is not spoken by "Where"."""
    text = "Book fair\n\nWhere: the old mill.\n\nWhen: on Sunday at ten.\n\nTickets: at the door."
    assert speakers(text) <= {None}


def test_what_is_denied_and_what_is_not_said() -> None:
    """A denial is found with its cue; what somebody "has not said" is nobody's."""
    text = (
        "Owner Rolf Amsel denied that the mill had sold mouldy grain. Amsel did not say who had "
        "weighed it. He has never said that he will close. Miller Ida Weil declined to comment."
    )
    (found,) = [found for found in speech(text) if found.speaker]
    assert (found.speaker, found.cue) == ("Rolf Amsel", "denied")


def test_an_accusation_is_nobodys_speech() -> None:
    """What a letter claims that somebody wanted is not what that person said or thinks."""
    text = (
        "It is plain that Amsel wanted to hide the loss from his partners by keeping two books. "
        "I cannot believe that the board looked away."
    )
    assert "Amsel" not in speakers(text)


@pytest.mark.parametrize(
    "text",
    [
        "In the latest poll, Rosa Amsel led Kurt Bohm by 4 percentage points among all voters.",
        "The storm claimed two lives. Dr. Petra Noll admitted nine patients on Sunday.",
        "The club won its appeal on Friday, and the team called off the match.",
    ],
)
def test_verbs_that_mean_something_else(text: str) -> None:
    """Who leads a poll, takes a life or admits patients says nothing."""
    assert speakers(text) <= {None}


def test_only_the_spokesman_speaks() -> None:
    """Of whom a speaker speaks, that one says nothing."""
    text = "Spokesman Jan Ruhl says that Rosa Amsel called the diver Ida Weil on Monday."
    assert speakers(text) == {"Jan Ruhl"}


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    """Without a closing mark the next paragraph is the same speaker's, whoever is named in it."""
    text = (
        "“I came here to vote against it,” Ivo Brandt told the board. “I had the papers ready.\n\n"
        "“Then I read what Petra Noll had written, and I put them away.”\n\nPetra Noll left early."
    )
    assert {found.speaker for found in speech(text) if found.kind == "direct"} == {"Ivo Brandt"}


def test_a_headline_reports_nothing() -> None:
    """What a heading says in its short way is attributed to nobody, a quotation in it may be."""
    text = "Amsel vows to rebuild mill\n\nThe mill burnt down in May. It was insured."
    assert speech(text) == []


def test_text_without_speech_or_in_another_language() -> None:
    """Nothing is attributed to anybody where nobody speaks."""
    assert speakers("The mill stands by the river. It has two wheels and a yard.") <= {None}
    assert speakers("Die Mühle steht am Fluss. Sie hat zwei Räder und einen Hof.") <= {None}


ANSWERS = """{lead}

{q}Why did you stop?{end}

{a}Because the mill was cold. I have worked there since 1990.

{q}And the river?{end}

{a}I like it. It is the only neighbour that never knocks.
"""
ABOUT = "Edda Kroll, 71, has carved nine hundred spoons. The last are for Dean Marsh."
LAYOUTS = [("Q: ", "", "A: "), ("**Q: ", "**", "A: "), ("**", "**", ""), ("**Q.** ", "", "**A.** ")]


@pytest.mark.parametrize(("q", "end", "a"), LAYOUTS)
@pytest.mark.parametrize(
    ("lead", "title", "author"),
    [
        (f"{ABOUT} She spoke to Rufus Hale at her mill.", "Spoons and sleep", ""),
        (f"{ABOUT} She spoke to Rufus Hale.", "Edda Kroll on spoons", "Rufus Hale"),
        (f"{ABOUT} We spoke to Edda Kroll at her mill.", "Spoons", ""),
        (f"{ABOUT} Edda Kroll talked to Rufus Hale.", "Spoons", ""),
        ("An interview with Edda Kroll, by Rufus Hale.", "Spoons", ""),
        ("The mill stands on the Orr. It has been for sale since May.", "Edda Kroll on spoons", ""),
    ],
)
def test_who_answers_is_who_was_introduced(
    q: str, end: str, a: str, lead: str, title: str, author: str
) -> None:
    """After "A:" the one person speaks whom title or lead introduce as interviewed."""
    text = ANSWERS.format(lead=lead, q=q, end=end, a=a)
    found = attribute(text, split_sentences(text), shipped_tagger(), title, author)
    outer = [span for span in found if span.told_by is None and span.start > len(lead)]
    assert [(span.speaker, span.cue) for span in outer] == [
        (None, "asked"),
        ("Edda Kroll", ":"),
    ] * 2
    assert text[outer[1].start : outer[1].end].endswith("since 1990.")
    assert text[outer[0].start : outer[0].end] == "Why did you stop?"


def test_of_two_who_may_answer_nobody_is_named() -> None:
    """Where two people are introduced alike it stays open who answers."""
    lead = "Edda Kroll and Ines Pohl have carved nine hundred spoons."
    text = ANSWERS.format(lead=lead, q="Q: ", end="", a="A: ")
    assert "Edda Kroll" not in speakers(text)


def test_what_a_wife_says_ends_with_its_sentence() -> None:
    """In a turn, "my wife says no. I say yes" has one word of the wife's; the turn stays whole."""
    text = (
        "Three questions for Marshal Otto Brenn\n\nThe Weekly asked Otto Brenn about ice.\n\n"
        "Weekly: Will you stay?\n\nBrenn: My wife, Lotte, says no. I say we wait. She has always "
        "been right.\n\nWeekly: Do you sleep?\n\nBrenn: Like a stone."
    )
    whole = "My wife, Lotte, says no. I say we wait. She has always been right."
    assert words_of(text, "Otto Brenn") == [whole, "Like a stone."]
    assert [text[s.start : s.end] for s in speech(text) if s.told_by == "Otto Brenn"] == ["no"]
