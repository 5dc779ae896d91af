"""Exchanges the quantity that a question asks for with another one of the same thing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from rag.english.analyzer import analyze
from training.shared_words import find

# Words for one quantity, adjectives first. Sizes and speeds in words ("large") are left out: what
# is said of them is too often said in several ways.
MEASURES = tuple(
    tuple(group.split("/"))
    for group in """
    tall/high/height long/length wide/broad/width/breadth deep/depth heavy/weight/weigh old/age
    fast/speed thick/thickness far/distance hot/temperature expensive/price/cost
    """.split()
)
# Not "how long did it take", which asks for a time.
_HOW = re.compile(
    r"\bhow (tall|high|long|wide|broad|deep|heavy|old|fast|thick|far|hot)"
    r"(?= (?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(height|length|width|breadth|depth|weight|age|speed|thickness|distance|temperature|price"
    r"|cost)(?= of\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bhow many ((?:[a-z]+ )?(?:[a-z]+s|people|children|men|women))"
    r"(?= (?:did|do|does|were|are|was|is|have|has|had|will|can|could|would)\b)",
    re.IGNORECASE,
)

Exchange = tuple[str, str]  # a word of a question, and what takes its place


class OtherQuantities:
    """Finds other quantities to ask for; what is counted elsewhere comes from `questions`."""

    def __init__(self, questions: Iterable[str], drawn: random.Random) -> None:
        self._drawn = drawn
        found = (match[1].lower() for q in questions if (match := _COUNTED.search(q)))
        self._counted = list(dict.fromkeys(found))

    def measure(self, question: str, told: str) -> Exchange | None:
        """Return the measure that is asked for, and another of which nothing is `told`."""
        how, noun = _HOW.search(question), _NOUN.search(question)
        found = how or noun
        if found is None:
            return None
        old = found[1].lower()
        others = [
            word
            for group in MEASURES
            if old not in group and not any(find(told, word) for word in group)
            for word in group
            if (_HOW.match(f"how {word} is") if how else _NOUN.match(f"{word} of"))
        ]
        return (found[1], self._drawn.choice(others)) if others else None

    def count(self, question: str, told: str) -> Exchange | None:
        """Return what is counted, and something else of which nothing is `told`."""
        found = _COUNTED.search(question)
        if found is None:
            return None
        known = set(analyze(f"{question} {told}"))
        others = [noun for noun in self._counted if not known & set(analyze(noun))]
        return (found[1], self._drawn.choice(others)) if others else None
