"""Whether the words that answer are another quantity than a question asks for, by their unit.

"How heavy is the bell" is not answered by "58 centimetres", nor "how wide is the ship" by "48
metres long", whatever else fits. Only units and the adjectives behind them are read: a closed list.
What has no unit, or one that may be of several quantities ("pounds"), is left to the reader.
"""

from __future__ import annotations

import re

from rag.answering.score import Candidate

_LENGTH, _MASS, _TIME, _SPEED, _MONEY, _HEAT = "length", "mass", "time", "speed", "money", "heat"
# The first that fits a place counts: "kilometres an hour" is a speed.
_UNITS = re.compile(
    rf"(?P<{_SPEED}>\b(?:mph|km/h|kph|knots)\b|\b(?:miles|kilomet(?:re|er)s)\s+(?:an|per)\s+hour\b)"
    rf"|(?P<{_LENGTH}>\b(?:(?:milli|centi|kilo)?met(?:re|er)s?|mm|cm|km|f(?:oo|ee)t|ft"
    r"|inch(?:es)?|yards?|miles?)\b)"
    rf"|(?P<{_MASS}>\b(?:ton(?:ne)?s?|kilo(?:gram(?:me)?)?s?|kg|grams?|ounces?)\b)"
    rf"|(?P<{_TIME}>\b(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b)"
    rf"|(?P<{_HEAT}>\bdegrees?\b)"
    rf"|(?P<{_MONEY}>[$€£]|\b(?:dollars?|euros?|pence)\b)",
    re.IGNORECASE,
)
# What a question asks for: the quantities that may answer.
_ASKED = (
    (r"how\s+heavy|how\s+much\s+(?:does|did|do)\s+.+\s+weigh|(?:the|what)\s+weight\s+of", {_MASS}),
    (r"how\s+(?:tall|high|wide|broad|deep|thick)\s+(?:is|are|was|were)", {_LENGTH}),
    (r"(?:the|what)\s+(?:height|width|breadth|depth)\s+of", {_LENGTH}),
    (r"how\s+long\s+(?:is|are|was|were)|(?:the|what)\s+length\s+of", {_LENGTH, _TIME}),
    (r"how\s+old", {_TIME}),
    (r"how\s+fast|(?:the|what|top)\s+speed\s+of", {_SPEED, _TIME}),
    (r"how\s+hot|(?:the|what)\s+temperature\s+of", {_HEAT}),
    (r"how\s+expensive|how\s+much\s+(?:does|did|do|will|would)\s+.+\s+cost", {_MONEY}),
    (r"(?:the|what)\s+(?:price|cost)\s+of", {_MONEY}),
)
_QUESTIONS = tuple((re.compile(rf"\b(?:{p})\b", re.IGNORECASE), found) for p, found in _ASKED)
# Lengths that are told by the adjective behind them: "48 metres long".
_DIRECTIONS = {
    **dict.fromkeys(("tall", "high", "height"), "up"),
    **dict.fromkeys(("wide", "broad", "across", "width", "breadth"), "across"),
    **dict.fromkeys(("long", "length"), "along"),
    **dict.fromkeys(("deep", "depth"), "down"),
    **dict.fromkeys(("thick", "thickness"), "through"),
}
_WORD = re.compile(r"\s*([a-z]+)")
_DIRECTION = re.compile(rf"\b(?:how\s+|the\s+|what\s+)({'|'.join(_DIRECTIONS)})\b", re.IGNORECASE)


def is_other_quantity(question: str, candidate: Candidate) -> bool:
    """Return whether the words that answer have units, and none of what is asked for."""
    reading = candidate.reading
    if reading is None or reading.answer is None:  # most candidates
        return False
    wanted = next((found for pattern, found in _QUESTIONS if pattern.search(question)), None)
    if wanted is None:
        return False
    start, end = reading.answer
    text = candidate.sentence.text
    told = [m for m in _UNITS.finditer(text, start) if m.start() < end]
    if not told:
        return False
    if not wanted & {str(m.lastgroup) for m in told}:
        return True
    asked = _DIRECTION.search(question)
    behind = _WORD.match(text, told[-1].end())
    if asked is None or behind is None or told[-1].lastgroup != _LENGTH:
        return False
    direction = _DIRECTIONS.get(behind[1])
    return direction is not None and direction != _DIRECTIONS[asked[1].lower()]
