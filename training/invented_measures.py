"""Invented quantities: how tall, how heavy, how many, of what has several quantities.

A near miss gives another quantity of the same thing, or the quantity of a part, a margin or a
change instead of the whole. Of each `Measure` the sentences that tell the others are wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.reader_questions import Question

SOURCE = "invented"
ANSWERABLE, CAPITAL = 0.75, 0.8  # the shares of questions with an answer, and with a capital


@dataclass(frozen=True, slots=True)
class Measure:
    """Questions for one quantity of a thing, and sentences that tell it, [words] that answer."""

    questions: tuple[str, ...]
    told: tuple[str, ...]


# A kind of thing: what it may be, and its quantities. {g} is the thing with its name, {n}, {m} and
# {k} are numbers, {p} a place, {y} a year; a line of `?` begins a quantity, `+` lines tell it.
Kind = tuple[tuple[str, ...], tuple[Measure, ...]]


def _kind(text: str) -> Kind:
    lines = [line.strip() for line in text.strip().splitlines()]
    measures = list[Measure]()
    for line in lines[1:]:
        mark, words = line[0], line[2:]
        if mark == "?":
            measures.append(Measure(tuple(w.strip() for w in words.split("|")), ()))
        else:
            measures[-1] = Measure(measures[-1].questions, (*measures[-1].told, words))
    return tuple(lines[0].split("/")), tuple(measures)


KINDS = tuple(
    map(
        _kind,
        (
            """
            the {p} tower/the {p} clock/the {p} statue/the {p} bridge/the {p} dam/the {p} lighthouse
            ? How tall is {g}? | How high is {g}? | What is the height of {g}? | {g} height
            + {G} is [{n} metres] tall.
            + {G} rises [{n} metres] above the ground.
            + With a height of [{n} metres], {g} can be seen from far away.
            ? How wide is {g}? | What is the width of {g}? | How broad is {g}?
            + {G} is [{n} feet] wide.
            + {G} measures [{n} metres] across.
            ? How long is {g}? | What is the length of {g}?
            + {G} is [{n} metres] long.
            + {G} has a length of [{n} feet].
            ? How heavy is {g}? | How much does {g} weigh? | What is the weight of {g}?
            + {G} weighs [{n} tons].
            + {G}, which weighs about [{n} tonnes], was moved at night.
            ? How old is {g}? | What is the age of {g}?
            + {G} is [{n} years] old.
            + {G} has stood there for [{n} years].
            ? How much did {g} cost? | What was the price of {g}? | cost of {g}
            + {G} cost [${n} million].
            + The town paid [{n} million euros] for {g}.
            ? How many people visit {g} each year? | How many visitors does {g} have?
            + Every year {g} has [{n},000] visitors.
            + Some [{n},000 people] a year come to see {g}.
            ? When was {g} built? | In which year was {g} finished?
            + {G} was built in [{y}].
            + Work on {g} ended in [{y}].
            ? Who designed {g}? | Who was the architect of {g}?
            + {G} was designed by [{a}].
            + [{a}] drew the plans of {g}.
            """,
            """
            the ferry {P}/the ship {P}/the {P} airliner/the {P} train/the submarine {P}
            ? How long is {g}? | What is the length of {g}?
            + {G} is [{n} metres] long.
            + {G}, [{n} feet] long, was built abroad.
            ? How wide is {g}? | What is the width of {g}?
            + {G} is [{n} metres] wide.
            ? How heavy is {g}? | What does {g} weigh?
            + {G} weighs [{n} tons].
            ? How fast is {g}? | What is the top speed of {g}?
            + {G} reaches [{n} kilometres an hour].
            + At full power {g} does [{n} knots].
            ? How many passengers can {g} carry? | What is the capacity of {g}?
            + {G} can carry [{n} passengers].
            + There is room for [{n} people] in {g}.
            ? How many passengers were in {g}? | How many people were aboard {g}?
            + [{n} passengers] were aboard {g} at the time.
            + {G} had [{n} people] on board.
            ? How much does {g} cost? | What is the price of {g}?
            + {G} costs [${n} million].
            ? How many of its crew were hurt in {g}?
            + [{n} members] of the crew of {g} were hurt.
            ? How old is {g}?
            + {G} is [{n} years] old.
            ? How far did {g} travel? | What distance did {g} cover?
            + {G} had come [{n} miles].
            ? How late was {g}?
            + {G} arrived [{n} minutes] late.
            """,
            """
            {P} Motors/the {P} group/{P} Foods/{P} Airways/the {P} bank/{P} Steel
            ? How many people work for {g}? | How many employees does {g} have?
            + {G} employs [{n},000 people].
            + {G} has [{n},000 employees].
            + Altogether [{n},000 people] work for {g}.
            ? How many people work in the head office of {g}?
            + In the head office of {g} [{n} people] work.
            + {G} keeps [{n} people] in its head office.
            ? How many jobs will {g} cut in {q}?
            + {G} will cut [{n} jobs] in {q}.
            + In {q}, [{n} workers] of {g} will lose their jobs.
            ? How many jobs will {g} cut in all? | How many jobs does {g} cut altogether?
            + {G} will cut [{n} jobs] altogether.
            + Across the country {g} sheds [{n} posts].
            ? How much profit did {g} make? | What was the profit of {g}?
            + {G} made a profit of [{n} million pounds].
            ? How much did {g} lose? | What was the loss of {g}?
            + {G} lost [{n} million pounds].
            ? What were the sales of {g}? | How much did {g} sell last year? | revenue of {g}
            + {G} had sales of [{n} million pounds].
            + Turnover at {g} was [£{n} million].
            ? How much is the dividend of {g}? | What dividend does {g} pay?
            + {G} pays a dividend of [{n} pence].
            ? What fine does {g} have to pay? | How much was {g} fined?
            + {G} has to pay a fine of [${n} million].
            + A court fined {g} [{n} million dollars].
            ? By how many per cent did the shares of {g} fall?
            + Shares of {g} fell by [{n} per cent].
            ? How many shops does {g} have?
            + {G} runs [{n} shops].
            ? Who is the chief executive of {g}? | Who runs {g}?
            + [{a}] is the chief executive of {g}.
            ? Who founded {g}?
            + {G} was founded by [{a}].
            """,
            """
            the fire in {p}/the flood in {p}/the blast in {p}/the crash in {p}/the storm in {p}
            ? How many people died in {g}? | How many were killed in {g}? | death toll of {g}
            + [{n} people] died in {g}.
            + {G} killed [{n} people].
            + {G} cost [{n}] lives.
            ? How many people were injured in {g}? | How many were hurt in {g}?
            + [{n} people] were injured in {g}.
            + {G} left [{n} people] hurt.
            ? How many people are missing after {g}?
            + After {g} [{n} people] are still missing.
            ? How many people were evacuated because of {g}?
            + [{n} residents] were taken to safety because of {g}.
            ? How many homes were destroyed by {g}?
            + {G} destroyed [{n} homes].
            ? How many homes lost power after {g}?
            + {G} left [{n},000 homes] without power.
            ? How much damage did {g} do? | What did the damage from {g} cost?
            + {G} did damage of [${n} million].
            ? How long did {g} last?
            + {G} lasted [{n} hours].
            ? When did {g} happen? | When was {g}?
            + {G} happened in [{y}].
            ? Who died in {g}? | Who was killed in {g}?
            + [{a}] died in {g}.
            + {G} killed [{a}].
            ? Who was blamed for {g}?
            + [{a}] was blamed for {g}.
            + A court found [{a}] guilty of causing {g}.
            ? Who was rescued from {g}?
            + [{a}] was rescued from {g}.
            ? Who survived {g}?
            + [{a}] survived {g}.
            ? How many firefighters fought {g}? | How many rescuers were sent to {g}?
            + [{n} firefighters] were sent to {g}.
            """,
            """
            {a}
            ? How many votes did {g} get? | How many people voted for {g}?
            + {G} received [{n},000 votes].
            + [{n},000 people] voted for {g}.
            ? By how many votes did {g} win? | What was {g1}'s majority?
            + {G} won by [{n} votes].
            + {G} was [{n} votes] ahead.
            ? What share of the vote did {g} get?
            + {G} got [{n} per cent] of the vote.
            ? How old is {g}? | What is {g1}'s age?
            + {G} is [{n}].
            + {G}, [{n}], lives in {p}.
            ? How much does {g} earn? | What is {g1}'s salary?
            + {G} earns [£{n},000] a year.
            ? How much did {g} get in compensation?
            + {G} was awarded [£{n},000] in compensation.
            ? How long was {g} mayor of {p}?
            + {G} was mayor of {p} for [{n} years].
            ? How many years did {g} spend in prison? | How long was {g}'s sentence?
            + {G} was jailed for [{n} years].
            ? When was {g} born?
            + {G} was born in [{y}].
            ? When did {g} retire?
            + {G} retired in [{y}].
            ? How many goals has {g} scored?
            + {G} has scored [{n} goals].
            ? How many games has {g} played?
            + {G} has played [{n} games].
            ? Where was {g} born?
            + {G} was born in [{p}].
            ? Where does {g} live?
            + {G} lives in [{p}].
            """,
        ),
    )
)


def measured_question(document: str, drawn: random.Random, values: Mapping[str, str]) -> Question:
    """Return a question for a quantity, of a document with three sentences on the same thing.

    In a quarter of the cases none of them tells it.
    """
    things, measures = drawn.choice(KINDS)
    thing = drawn.choice(things).format(**values, P=values["p"])
    asked, *others = drawn.sample(measures, 4)
    sentences = [_told(other, drawn, values, thing)[0] for other in others]
    text = drawn.choice(asked.questions).format(**_filled(drawn, values, thing))
    text = text[:1].upper() + text[1:] if drawn.random() < CAPITAL else text
    answers = tuple[tuple[int, int, int], ...]()
    if drawn.random() < ANSWERABLE:
        place = drawn.randrange(3)
        sentences[place], (start, end) = _told(asked, drawn, values, thing)
        answers = ((place, start, end),)
    right = tuple(place for place, _, _ in answers)
    return Question(
        source=SOURCE,
        document=document,
        text=text,
        title="",
        sentences=tuple(sentences),
        right=right,
        answers=answers,
        near=tuple(n for n in range(3) if n not in right),
    )


def _told(
    measure: Measure, drawn: random.Random, values: Mapping[str, str], thing: str
) -> tuple[str, tuple[int, int]]:
    text = drawn.choice(measure.told).format(**_filled(drawn, values, thing))
    found = re.search(r"\[(.*)\]", text)
    assert found
    return re.sub(r"[\[\]]", "", text), (found.start(), found.start() + len(found[1]))


def _filled(drawn: random.Random, values: Mapping[str, str], thing: str) -> Mapping[str, str]:
    """Return the values with the thing, and a number of its own for each sentence."""
    number: Sequence[int] = (drawn.randrange(2, 20), drawn.randrange(20, 990))
    return {
        **values,
        "g": thing,
        "G": thing[:1].upper() + thing[1:],
        "g1": thing.split()[-1],
        "n": str(drawn.choice(number)),
    }
