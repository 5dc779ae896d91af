"""Questions about invented facts, whose right and wrong sentences differ in one thing only.

Each family has questions, sentences that answer all of them (the words that answer in brackets),
and sentences that answer none, though they are about the same. Names, places and numbers are drawn.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from training.invented_measures import SOURCE, measured_question
from training.reader_questions import Question

MEASURED = 3  # one in so many questions is for a quantity

FIRST_NAMES = tuple(
    """
    Alice Amanda Andrew Angela Anna Arthur Barbara Beatrice Brian Carlos Caroline Catherine Clara
    Daniel Diane Edward Eleanor Elena Emma Eric Fatima Frank George Gloria Harold Helen Hugo Igor
    Irene Jack Janet Joan Joseph Julia Karen Karl Laura Lucy Luis Malcolm Maria Martha Matthew
    Nathan Nicole Oliver Omar Pamela Patrick Peter Rachel Robert Ruth Samuel Sarah Simon Sofia
    Stephen Susan Thomas Ursula Victor Walter
    """.split()
)


@dataclass(frozen=True, slots=True)
class Family:
    """Questions, sentences that answer each of them, and sentences that answer none."""

    questions: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def _family(text: str) -> Family:
    lines = [line.strip() for line in text.strip().splitlines()]
    kinds = {mark: tuple(x[2:] for x in lines if x[0] == mark) for mark in "?+-"}
    return Family(kinds["?"], kinds["+"], kinds["-"])


# {a}, {b} and {c} are people, {a1} is the last name of {a}; {p} and {q} are places, {o} is an
# office, {t} an incident, {w} a work, {v} and {d} forms of a verb,
# {x} is what is said; {n}, {m} and {k} are numbers, {y} and {z} years.
FAMILIES = tuple(
    map(
        _family,
        (
            """
            ? Who is the {o} of {p}?
            ? who is {p}'s {o}
            + [{a}], the {o} of {p}, opened the fair on Monday.
            + {p}'s {o}, [{a}], said the plan would go ahead.
            + "We will not wait any longer," said {o} of {p} [{a}].
            + [{a}] was sworn in as {o} of {p} last week.
            + The {o} of {p} is [{a}], a lawyer.
            + [{a}], who has been {o} of {p} since {y}, met the families.
            + {o} [{a}] thanked the rescuers in {p}.
            - {a}, the former {o} of {p}, opened the fair on Monday.
            - {b}, who was {o} of {p} until {y}, said the plan would go ahead.
            - {b}, a former {o} of {p}, watched the match from the stands.
            - {b} is the former {o} of {p}.
            - {b}, once the {o} of {p}, now writes novels.
            - Among the guests was {b}, {o} of {p} from {y} to {z}.
            - Former {p} {o} {b} called the plan a mistake.
            - {b}, the deputy {o} of {p}, said the plan would go ahead.
            - The {o} of {p} said the plan would go ahead.
            - {b}, the {o} of {q}, travelled to {p} on Monday.
            - {b} ran for {o} of {p} and lost.
            - {b} wants to become {o} of {p} next year.
            - {b}, a spokesman for the {o} of {p}, declined to comment.
            """,
            """
            ? Who was the {o} of {p} before {a}?
            ? Who did {a} replace as {o} of {p}?
            + {a} took over as {o} of {p} from [{b}].
            + [{b}] was succeeded as {o} of {p} by {a}.
            + The former {o} of {p}, [{b}], handed the office to {a}.
            - {b} took over as {o} of {p} from {a}.
            - {a} was succeeded as {o} of {p} by {b}.
            - {a}, the {o} of {p}, met {c} on Monday.
            - {a} became {o} of {p} in {y}.
            """,
            """
            ? What did {a1} call {b1}?
            ? What name did {a1} give {b1}?
            + {a1} called {b1} "[{x}]".
            + {b1} is "[{x}]", {a1} said.
            + In a speech {a1} described {b1} as "[{x}]".
            - {b1} called {a1} "{x}".
            - {a1} is "{x}", {b1} said.
            - {a1} called {c1} "{x}".
            - {c1} called {b1} "{x}".
            - {a1} phoned {b1} on Monday evening.
            - {a1} asked {b1} to resign.
            """,
            """
            ? Who did {a1} {v}?
            ? Who was {d} by {a1}?
            + {a1} {d} [{b1}] on Thursday.
            + [{b1}] was {d} by {a1} on Thursday.
            + On Thursday [{b1}] was {d} by {a1} in {p}.
            - {b1} {d} {a1} on Thursday.
            - {a1} was {d} by {b1} on Thursday.
            - {c1} {d} {b1} on Thursday.
            - {a1} and {b1} were both {d} by {c1}.
            - {a1} met {b1} in {p} on Thursday.
            - {a1} denied that anybody had been {d}.
            """,
            """
            ? Who {d} {b1}?
            ? By whom was {b1} {d}?
            + [{a1}] {d} {b1} on Thursday.
            + {b1} was {d} by [{a1}] in {p}.
            - {b1} {d} {a1} on Thursday.
            - {a1} was {d} by {b1} in {p}.
            - {a1} {d} {c1} on Thursday.
            - {b1} was {d} on Thursday in {p}.
            """,
            """
            ? How many people died in the {t} in {p}?
            ? How many people were killed in the {p} {t}?
            ? How many deaths did the {t} in {p} cause?
            + The {t} in {p} killed [{n}] people and injured {m}.
            + At least [{n}] people died in the {t} in {p}.
            + [{n}] people lost their lives when the {t} struck {p}.
            + The death toll of the {p} {t} rose to [{n}].
            - The {t} in {p} injured {n} people.
            - {n} people were injured by a {t} in {p}.
            - {n} passengers were hurt in the {p} {t}, and the others were brought to safety.
            - After the {t} in {p} {n} people are still missing, the police said.
            - {n} people were taken to hospital after the {t} in {p}.
            - The {t} in {p} left {n} people homeless.
            - Nobody knows yet how many people died in the {t} in {p}.
            - {n} people were rescued from the {t} in {p}.
            - The {t} in {q} killed {n} people.
            - People in {p} remembered those who died in the {t}.
            """,
            """
            ? How many people were injured in the {t} in {p}?
            ? How many people were hurt in the {p} {t}?
            + The {t} in {p} killed {n} people and injured [{m}].
            + [{m}] people were hurt in the {t} in {p}.
            + Hospitals in {p} treated [{m}] people for injuries after the {t}.
            - The {t} in {p} killed {n} people.
            - {n} people died in the {t} in {p}.
            - The {t} in {p} damaged {n} houses.
            - Many people were injured in the {t} in {p}.
            - The {t} in {q} injured {n} people.
            """,
            """
            ? What is the population of {p}?
            ? How many people live in {p}?
            + {p} has [{n},000] inhabitants.
            + [{n},000] people live in {p}, most of them near the {w}.
            + The population of {p} is [{n},000].
            + {p}, a town of [{n},000], has no {w}.
            - {k} percent of the population of {p} are older than 60.
            - Farmers make up {k} percent of {p}'s population.
            - The population of {p} has grown by {k} percent since {y}.
            - {n},000 people came to the {w} in {p} last year.
            - {q} has {n},000 inhabitants.
            - {n} families in {p} have no water.
            """,
            """
            ? How much will the {w} in {p} cost?
            ? What is the price of the {p} {w}?
            + The {w} in {p} is to cost [{n} million dollars].
            + {p} will pay [{n} million dollars] for the {w}.
            + The bill for the {p} {w} comes to [{n} million dollars].
            - The {w} in {p} is to be used by {n} people a day.
            - The {w} in {p} will save the town {n} million dollars.
            - The {w} in {q} is to cost {n} million dollars.
            - The {w} in {p} will cost more than was planned.
            - The {w} in {p} will take {n} months to build.
            """,
            """
            ? When did the {w} in {p} open?
            ? When was the {p} {w} opened?
            + The {w} in {p} opened in [{y}].
            + The {w} in {p} has been in use since [{y}].
            + {a} cut the ribbon of the {p} {w} in [{y}].
            - The {w} in {p} was closed in {y}.
            - The {w} in {p}, which {a} designed, is to be repaired in {y}.
            - The {w} in {q} opened in {y}.
            - Work on the {w} in {p} began in {y}.
            - The {w} in {p} opened with a concert.
            """,
            """
            ? Who built the {w} in {p}?
            ? Who is the builder of the {p} {w}?
            + The {w} in {p} was built by [{a}].
            + [{a}] built {p}'s {w} in {y}.
            - The {w} in {p} was built in {y}.
            - The {w} in {p} was opened by {a}.
            - {a} crossed the {w} in {p}.
            - The {w} in {q} was built by {a}.
            - {a} wants to pull the {w} in {p} down.
            """,
            """
            ? Where was {a1} born?
            ? What is the birthplace of {a}?
            + {a}, a [{p}] native, studied law.
            + {a} was born in [{p}] in {y}.
            + Born in [{p}], {a1} moved to {q} as a child.
            + {a}, who hails from [{p}], lives in {q}.
            - {a}, who lives in {p}, studied law.
            - {a} was born in {y}.
            - {a} died in {p} in {y}.
            - {b}, a {p} native, met {a} at school.
            - {a} went to university in {p}.
            - {a}'s son was born in {p}.
            """,
            """
            ? Who won the {p} Cup in {y}?
            ? Who was the winner of the {p} Cup in {y}?
            + [{a}] won the {p} Cup in {y}.
            + In {y} the {p} Cup went to [{a}].
            + [{a}] lifted the {p} Cup in {y} after beating {b}.
            - {a} won the {p} Cup in {z}.
            - {a} lost the final of the {p} Cup in {y}.
            - {a} won the {q} Cup in {y}.
            - {a} reached the final of the {p} Cup in {y}.
            - The {p} Cup was held in {q} in {y}.
            """,
            """
            ? How old is {a1}?
            ? what is the age of {a}
            + {a}, [{k}], has worked in {p} for years.
            + {a} turned [{k}] on Monday.
            + The [{k}]-year-old {a1} lives in {p}.
            - {a} has worked in {p} for {k} years.
            - {a} has a son who is {k}.
            - {b}, {k}, is older than {a}.
            - {a} was born in {p}.
            """,
            """
            ? What did {a1} say about the {w}?
            ? what does {a1} think of the {w}
            ? {a1}'s view of the {w}
            + [The {w} was "{x}"], {a1} said.
            + "[The {w} is {x}]," {a1} told reporters.
            + {a1} believes [that the {w} is {x}].
            + {a1} criticised the {w} as "[{x}]".
            - The {w} was "{x}", {b1} told {a1}.
            - "The {w} is {x}," {b1} said, and {a1} listened.
            - {a1} declined to comment on the {w}.
            - {a1} visited the {w} on Monday.
            - {b1} believes that {a1} knows nothing of the {w}.
            - {b1} asked {a1} about the {w}.
            - {b1} said the {w} was {x} and accused {a1} of wasting money.
            """,
            """
            ? Why was the {w} in {p} closed?
            ? What was the reason for closing the {p} {w}?
            + The {w} in {p} was closed [because of a {t}].
            + [A {t}] forced {p} to shut its {w}.
            - The {w} in {p} was closed on Monday.
            - The {w} in {q} was closed because of a {t}.
            - {a} asked why the {w} in {p} was closed.
            - The {w} in {p} was opened despite a {t}.
            """,
        ),
    )
)

OFFICES = "mayor governor president chancellor bishop ambassador chairman director".split()
INCIDENTS = "blast flood fire crash storm landslide shooting collapse".split()
WORKS = "bridge stadium library tunnel museum airport hospital school harbour theatre".split()
SAID = ("a clown", "weak", "a disgrace", "a hero", "too expensive", "a gift to the town", "useless")
VERBS = (
    "accuse/accused attack/attacked criticise/criticised praise/praised sue/sued "
    "defeat/defeated hire/hired dismiss/dismissed shoot/shot insult/insulted rescue/rescued "
    "thank/thanked blame/blamed back/backed endorse/endorsed"
).split()
_FRONT = "Bran Kal Mor Hes Tor Vin Ell Oss Dur Lan Pel Ras Wen Hol Gar Fen Ster Quil Ner Ab".split()
_BACK = "ford berg by ton mere wick dale ov ski son ley man gard holm stead ell ard ova ez".split()


def invented_questions(seed: int, count: int) -> list[Question]:
    """Return questions about invented facts."""
    drawn = random.Random(seed)
    return [_draw(number, drawn) for number in range(count)]


def _draw(number: int, drawn: random.Random) -> Question:
    """Return a question with one right sentence and two wrong ones, or with wrong ones only."""
    values = _values(drawn)
    if number % MEASURED == 0:
        return measured_question(f"{SOURCE} {number}", drawn, values)
    family = FAMILIES[number % len(FAMILIES)]
    wrong = [text.format(**values) for text in drawn.sample(family.wrong, 3)]
    sentences, right, answers = wrong, tuple[int, ...](), tuple[tuple[int, int, int], ...]()
    if drawn.random() < 0.75:
        told = drawn.choice(family.right).format(**values)
        place = drawn.randrange(3)
        found = re.search(r"\[(.*)\]", told)
        assert found
        sentences = [*wrong[:place], re.sub(r"[\[\]]", "", told), *wrong[place:2]]
        right, answers = (place,), ((place, found.start(), found.start() + len(found[1])),)
    sentences = [s[:1].upper() + s[1:] for s in sentences]
    return Question(
        source=SOURCE,
        document=f"{SOURCE} {number}",
        text=drawn.choice(family.questions).format(**values),
        title="",
        sentences=tuple(sentences),
        right=right,
        answers=answers,
        near=tuple(n for n in range(3) if n not in right),
    )


def _values(drawn: random.Random) -> dict[str, str]:
    last = drawn.sample(sorted({f + b for f in _FRONT for b in _BACK}), 5)
    firsts = drawn.sample(FIRST_NAMES, 3)
    verb, done = drawn.choice(VERBS).split("/")
    people = {
        k: f"{first.capitalize()} {name}"
        for k, first, name in zip("abc", firsts, last, strict=False)
    }
    numbers = drawn.sample(range(2, 900), 2)
    years = drawn.sample(range(1950, 2026), 2)
    return {
        **people,
        **{f"{key}1": name.split()[-1] for key, name in people.items()},
        "p": last[3],
        "q": last[4],
        "o": drawn.choice(OFFICES),
        "t": drawn.choice(INCIDENTS),
        "w": drawn.choice(WORKS),
        "x": drawn.choice(SAID),
        "v": verb,
        "d": done,
        "n": str(numbers[0]),
        "m": str(numbers[1]),
        "y": str(years[0]),
        "z": str(years[1]),
        "k": str(drawn.randrange(20, 90)),
    }
