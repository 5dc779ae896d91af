"""training.near_misses: one change makes a right pair wrong, and marks what is not borne out."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from rag.models.reader_input import Candidate
from training.near_misses import NearMisses
from training.reader_example import Example
from training.shared_words import absent, exchanged, find, names

OTHERS = ["It was in Kalmar.", "Then Ida Wolf left.", "Many saw Oslo and Per Aune."]


def right(question: str, sentence: str, answer: str = "", before: str = "") -> Example:
    """Return a right example."""
    start = sentence.index(answer) if answer else 0
    span = (start, start + len(answer)) if answer else None
    return Example(question, Candidate("", before, sentence), True, span, all_marked=True)


@pytest.fixture
def made() -> NearMisses:
    """A maker of near misses with few names."""
    return NearMisses(OTHERS, random.Random(0))


def marked(example: Example) -> list[str]:
    """Return the words of the question that are marked."""
    return [example.question[slice(*span)] for span in example.unsupported]


def wrong(example: Example | None) -> Example:
    """Check that an example was made, and that it is wrong; return it."""
    assert example and not example.right and example.answer is None
    return example


BRIDGE = right("When did Ann Lee build it?", "Ann Lee built the bridge in 1936.", "1936")


def test_another_name_is_asked(made: NearMisses) -> None:
    """A name of the question gives way to one that stands nowhere in the pair, and is marked."""
    found = wrong(made.other_name_asked(BRIDGE))
    assert found.candidate == BRIDGE.candidate
    assert found.question in ("When did Ida Wolf build it?", "When did Per Aune build it?")
    assert marked(found) in (["Ida Wolf"], ["Per Aune"])


def test_another_name_is_told(made: NearMisses) -> None:
    """A name of the candidate gives way to another, and that of the question is marked."""
    found = wrong(made.other_name_told(BRIDGE))
    assert "Ann Lee" not in found.candidate.sentence and found.candidate.sentence.endswith("1936.")
    assert found.question == BRIDGE.question and marked(found) == ["Ann Lee"]


def test_another_year_is_asked_and_told(made: NearMisses) -> None:
    """A year of the question or of the sentence gives way to one nearby."""
    fair = right("Who won the cup in 1998?", "Bo Orr won the cup in 1998.", "Bo Orr")
    asked, told = wrong(made.other_number_asked(fair)), wrong(made.other_number_told(fair))
    assert marked(asked) != ["1998"] and abs(int(marked(asked)[0]) - 1998) <= 12
    assert marked(told) == ["1998"] and "1998" not in told.candidate.sentence


def test_the_opposite_is_asked(made: NearMisses) -> None:
    """A word gives way to its opposite, unless the sentence speaks of both."""
    blast = right("How many were killed?", "Seven people were killed in the blast.", "Seven")
    found = wrong(made.opposite_asked(blast))
    assert (found.question, marked(found)) == ("How many were injured?", ["injured"])
    both = right("How many were killed?", "Seven were killed and two injured.", "Seven")
    assert made.opposite_asked(both) is None


def test_the_answer_is_taken_out(made: NearMisses) -> None:
    """What is asked for gives way to vague words; the interrogative words are marked."""
    found = wrong(made.answer_taken_out(BRIDGE))
    assert "1936" not in found.candidate.sentence and " in at " not in found.candidate.sentence
    assert marked(found) == ["When"]
    known = right("When was it?", "It was in 1936.", "1936", before="We write 1936.")
    assert made.answer_taken_out(known) is None


def test_a_former_office_holder_is_told(made: NearMisses) -> None:
    """Who holds an office now is not told by who held it before."""
    mayor = right("Who is the mayor?", "Bo Orr, the mayor, opened it.", "Bo Orr")
    found = wrong(made.former(mayor))
    assert marked(found) == ["mayor"]
    assert found.candidate.sentence != mayor.candidate.sentence
    assert made.former(right("Who was the mayor?", "Bo Orr was the mayor.", "Bo Orr")) is None


def test_another_fate_is_asked_and_told(made: NearMisses) -> None:
    """The dead give way to the injured, the rescued and so on, unless both are told of."""
    blast = right("How many people died?", "The blast killed twelve people.", "twelve")
    asked, told = wrong(made.other_fate_asked(blast)), wrong(made.other_fate_told(blast))
    assert asked.question.startswith("How many people were ") and marked(asked)[0].startswith(
        "were"
    )
    assert "killed" not in told.candidate.sentence and marked(told) == ["died"]
    both = right("How many people died?", "Twelve died and two were hurt.", "Twelve")
    noun = right("How many people died?", "The deaths of twelve people are a mystery.", "twelve")
    for pair in (both, noun):
        assert made.other_fate_asked(pair) is None and made.other_fate_told(pair) is None


def test_a_change_that_seldom_applies_is_made_often(made: NearMisses) -> None:
    """In more than half of the cases, though only one of six changes that apply is such a one."""
    crash = right("How many people died in Oslo in 2001?", "In 2001 twelve people died in Oslo.")
    kinds = [made.of(crash) for _ in range(200)]
    fates = [one for one in kinds if one and "died" not in one.question + one.candidate.sentence]
    asked = [
        one
        for one in kinds
        if one and ("died" in one.question) != ("died" in one.candidate.sentence)
    ]
    assert len(fates) + len(asked) > 90


def test_a_deed_is_turned_round(made: NearMisses) -> None:
    """Who did it and whom it was done to change places, but not who met whom."""
    beaten = right("Who beat Ann Lee?", "Bo Orr beat Ann Lee on Monday.", "Bo Orr")
    assert wrong(made.turned_round(beaten)).candidate.sentence == "Ann Lee beat Bo Orr on Monday."
    met = right("Who met Ann Lee?", "Bo Orr met Ann Lee on Monday.", "Bo Orr")
    assert made.turned_round(met) is None


def test_a_renamed_pair_stays_right(made: NearMisses) -> None:
    """A name is another one in question and candidate; the answer's span moves with its words."""
    found = made.renamed(BRIDGE)
    assert found and found.right and found.answer
    assert "Ann Lee" not in found.question + found.candidate.sentence
    assert found.candidate.sentence[slice(*found.answer)] == "1936"


@pytest.mark.parametrize("change", ["other_name_asked", "other_name_told", "former", "renamed"])
def test_nothing_is_changed_that_is_not_there(made: NearMisses, change: str) -> None:
    """Without a name or an office in question and sentence nothing can be made."""
    plain = right("Why is it shut?", "The ferry stopped because of the storm.")
    make: Callable[[Example], Example | None] = getattr(made, change)
    assert make(plain) is None


def test_one_of_the_changes_that_apply_is_made(made: NearMisses) -> None:
    """A near miss is made where any change applies, and none where none does."""
    assert wrong(made.of(BRIDGE))
    assert made.of(right("Is it shut?", "Yes.")) is None


def test_absent_names_and_numbers() -> None:
    """Names and numbers of a question that a candidate does not hold are found; words are not."""
    question = "Did Ann Lee pay 500 for the Oslo ferry?"
    spans = absent(question, Candidate("Ferries of Oslo", "Lee spoke.", "She paid 40."))
    assert [question[slice(*span)] for span in spans] == ["500"]


def test_names_and_words_in_a_text() -> None:
    """Names lose their genitive, and are no words that only begin a sentence."""
    assert names("What did Macron's deputy tell The Hague?") == ["Macron", "Hague"]
    assert names("Meanwhile in Oslo it rained.") == ["Oslo"]
    assert find("Oslo, oslo, Osloer", "Oslo") == ((0, 4), (6, 10))
    assert exchanged("Lee, Leeds and lee", "Lee", "Orr") == "Orr, Leeds and Orr"


def test_another_quantity_is_asked() -> None:
    """What is measured or counted gives way to something else, and is marked."""
    made = NearMisses(OTHERS, random.Random(0), ["How many goats are there?"])
    mast = right("How tall is the mast?", "The mast is 30 feet tall.", "30 feet")
    found = wrong(made.other_measure_asked(mast))
    assert "tall" not in found.question and marked(found)[0] in found.question
    cows = right("How many cows are there?", "There are nine cows.", "nine")
    found = wrong(made.other_count_asked(cows))
    assert (found.question, marked(found)) == ("How many goats are there?", ["goats"])
    assert made.other_measure_asked(BRIDGE) is made.other_count_asked(BRIDGE) is None
