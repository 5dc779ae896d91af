"""Who is "he" or "she" where grammar tells it: by number, by clause, by who is no person."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger


def speaker_of(words: str, text: str) -> str | None:
    """Return the speaker of the attribution that has these words of a text."""
    at = text.index(words)
    found = attribute(text, split_sentences(text), shipped_tagger())
    return next(a.speaker for a in found if a.start <= at < a.end and a.told_by is None)


@pytest.mark.parametrize(
    "asked",
    [
        "Asked by Ms Quill whether it would float",
        "Asked by the chairwoman, Norma Quill, whether it would float",
        "Pressed by former harbour master Norma Quill on the cost",
        "In a letter to Norma Quill last spring",
        "During a long talk with Ms Quill",
    ],
)
def test_who_is_addressed_does_not_answer(asked: str) -> None:
    """The subject after "asked by Ms Quill" or "in a letter to her" is another person."""
    text = (
        "Norma Quill opened the hearing.\n\nIda Brandt, a naval engineer, said the keel was thin. "
        f"{asked}, she said that the hull would hold."
    )
    assert speaker_of("hull would hold", text) == "Ida Brandt"


def test_the_subject_of_the_last_sentence_wins_over_an_earlier_paragraph() -> None:
    """Who has just resigned speaks, not a woman of the paragraph before."""
    text = (
        "Four people died. The last, Tilda Marsh, 41, a nurse, died in May.\n\n"
        "District Surveyor Rosa Field resigned on Friday. In a statement she said she had warned "
        "the council twice."
    )
    assert speaker_of("warned the council", text) == "Rosa Field"


@pytest.mark.parametrize(
    "company",
    [
        "Quantorix shares fell on Friday.",
        "Then came the company Quantorix with a plan.",
        "Quantorix, which makes pumps, came to town.",
        "Quantorix, a company in town, came.",
        "Lorton Rangers came to town.",
        "Neighbours said it was late.",
        "They crossed the Tillman Bridge.",
    ],
)
def test_a_person_is_no_company_and_no_group(company: str) -> None:
    """A singular personal pronoun passes over companies, teams, plurals and bridges."""
    text = f"Emil Faber opposed the plan. {company} “It costs too much,” he said."
    assert speaker_of("costs", text) == "Emil Faber"


def test_a_company_is_no_speaker_of_its_own_pronoun() -> None:
    """Where nobody but a company is named, "he" stays open, even if the company has spoken."""
    text = "Quantorix said it was sorry. Quantorix, which makes pumps, slept. He said it leaked."
    assert speaker_of("it leaked", text) is None


def test_the_subject_of_an_obituary_is_she_though_her_daughter_is_named_later() -> None:
    """ "The daughter of a miller" in apposition is nobody who is called a daughter elsewhere."""
    text = (
        "Judith Amsler, who built organs, has died at 90.\n\n"
        "Born in Orton, the daughter of a miller, she learned the trade early. At 15 she ran away. "
        "‘I took one pipe with me,’ she used to say.\n\nA daughter, Lena, died in 1999."
    )
    assert speaker_of("one pipe", text) == "Judith Amsler"


def test_the_only_person_of_an_article_is_she_however_far_back() -> None:
    """With one woman in the article, "she" is that woman, four sentences later, too."""
    text = (
        "Judith Amsler has won the prize. It was late. The hall was full. Nobody slept. The bells "
        "rang. She said it was loud."
    )
    assert speaker_of("it was loud", text) == "Judith Amsler"
    two = text.replace("Nobody slept.", "Nora Kemp slept. It rained. It snowed. It froze.")
    assert speaker_of("it was loud", two) is None


def test_an_age_tells_a_person() -> None:
    """ "Quorra Venn, 34, from Orton" is a person, whatever the first name."""
    text = "Ada Kemp said it was late.\n\nQuorra Venn, 34, from Orton, slept. She said it leaked."
    assert speaker_of("it leaked", text) == "Quorra Venn"


OBITUARY = "Judith Amsler, who built organs, has died at 90.\n\nShe was born Judith Kemp in Orton. "


@pytest.mark.parametrize(
    ("passing", "speaker"),
    [
        ("A neighbour told her of the bells. ", "Judith Amsler"),
        ("A nun said that music was for her, too. ", "Judith Amsler"),
        ("A neighbour said that the bells were cracked. ", "A neighbour"),
        ("A neighbour said that she had sold her house. ", "A neighbour"),
        ("Nora Kemp told her of the bells. ", "Nora Kemp"),
    ],
)
def test_a_nameless_person_beside_her_is_not_she(passing: str, speaker: str) -> None:
    """Whom the article is about, where a pronoun means her, goes before who is named in passing."""
    assert speaker_of("I was five", f"{OBITUARY}{passing}“I was five,” she said.") == speaker


def test_a_birth_name_is_no_other_person() -> None:
    """ "She was born Judith Kemp" names the same woman."""
    assert speaker_of("I was five", f"{OBITUARY}“I was five,” she said.") == "Judith Amsler"


def test_who_is_called_by_an_age_is_whom_the_last_sentence_is_about() -> None:
    """ "The 29-year-old beat a time set by Kemp" is not about Kemp."""
    text = (
        "Judith Amsler won the race on Sunday.\n\nThe 29-year-old Ortonian beat the time set by "
        "Nora Kemp in 2015. She said that the wind had helped."
    )
    assert speaker_of("wind had helped", text) == "Judith Amsler"
    without = text.replace("The 29-year-old Ortonian beat", "Nobody beat")
    assert speaker_of("wind had helped", without) == "Nora Kemp"


def test_who_is_asked_goes_on_speaking() -> None:
    """After "Asked by Ms Quill whether it would float, she replied" she is not Quill."""
    text = (
        "Norma Quill opened the hearing. Ida Brandt, a naval engineer, was heard first. Asked by "
        "Ms Quill whether it would float, she replied: “It did.” She told the board that the keel "
        "was thin."
    )
    assert speaker_of("keel was thin", text) == "Ida Brandt"


def test_the_writer_s_father_is_he() -> None:
    """ "My late father used to say so. He also said" is nobody's of whom the article has a name."""
    text = (
        "My neighbour, a farmer called Per Otter, leaned on the gate. “It is gone,” he said.\n\n"
        "My late father used to say so. He also said that tea was a fad."
    )
    assert speaker_of("tea was a fad", text) is None
    other = text.replace("My late father used", "The late news used")
    assert speaker_of("tea was a fad", other) == "Per Otter"


@pytest.mark.parametrize(
    "sentence",
    [
        "The oldest runner was Per Otter, 84, who has a goat.",
        "The winner of the race was Per Otter.",
        "At Orton High, the head, Per Otter, joined the race.",
        "Orton was where Otter had begun to run.",
    ],
)
def test_a_sentence_names_whom_it_is_about_once(sentence: str) -> None:
    """A noun and the name that it stands beside are one person, and a school is none."""
    text = f"Per Otter came.\n\n“It rained,” said Bo Lund.\n\n{sentence} He said it was late."
    assert speaker_of("it was late", text) == "Per Otter"


def test_a_name_beside_a_noun_names_no_person() -> None:
    """ "The Otter case" is not Otter."""
    text = (
        "Per Otter came.\n\n“It rained,” said Bo Lund.\n\nIt began when the Otter case was heard. "
        "He said it was late."
    )
    assert speaker_of("it was late", text) != "Per Otter"
