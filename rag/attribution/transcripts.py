"""Interviews and transcripts: paragraphs that begin with who speaks, as in "Q:", "A:", "WEBER:".

In an interview with one person "A" is that person; who asks has no name unless a line gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.attribution.people import People
from rag.attribution.spans import AttributionSpan
from rag.attribution.units import Unit
from rag.types import SpeakerForm

_QUESTION = frozenset(("q", "question"))
_ANSWER = frozenset(("a", "answer"))
# A label of at most five words, perhaps set in bold, before a colon.
_LABEL = re.compile(
    r"[*_]{0,3}(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,4})[*_]{0,3}\s*:[*_]{0,3}\s+"
)
_LEAST_LINES = 3  # that have a label in a transcript, at least


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said after a label, half-open, in code points of the document."""

    label: str
    start: int
    end: int


def read_transcript(people: People, units: Sequence[Unit]) -> list[AttributionSpan]:
    """Return what is said in the lines of a transcript; nothing in any other article."""
    lines = list(_lines(people.text, units))
    labels = {line.label.casefold() for line in lines}
    speakers = {label: _named(people, label) for label in {line.label for line in lines}}
    asked = not labels.isdisjoint(_QUESTION) and not labels.isdisjoint(_ANSWER)
    named = sum(speakers[line.label] is not None for line in lines)
    if len(lines) < _LEAST_LINES or not (asked or (named > len(lines) / 2 and len(labels) > 1)):
        return []
    answers = _interviewee(people, lines, speakers)
    return [_span(people.text, line, speakers, answers) for line in lines]


def _lines(text: str, units: Sequence[Unit]) -> Iterator[_Line]:
    """Yield the labelled paragraphs, each with the paragraphs that follow it without a label."""
    found: _Line | None = None
    paragraph = 0
    for unit in units:
        begins = unit.paragraph != paragraph and not unit.heading
        label = _LABEL.match(text, unit.start, unit.end) if begins else None
        paragraph = unit.paragraph
        if label and _is_label(label["name"]):
            if found:
                yield found
            found = _Line(label["name"], label.end(), unit.end)
        elif found and unit.heading:
            yield found
            found = None
        elif found:
            found = _Line(found.label, found.start, unit.end)
    if found:
        yield found


def _is_label(name: str) -> bool:
    letters = [word for word in name.split() if word[0].isalpha()]
    known = name.casefold() in _QUESTION | _ANSWER
    return known or (len(name) > 1 and all(word[0].isupper() for word in letters))


def _named(people: People, label: str) -> str | None:
    """Return the name in the article that a label means, as the article writes it first."""
    words = [word.casefold() for word in label.split()]
    for mention in people.mentions:
        own = [word.casefold() for word in mention.words]
        if people.text[mention.end : mention.end + 1] != ":" and own[-len(words) :] == words:
            return people.name(mention)
    return None


def _interviewee(
    people: People, lines: Sequence[_Line], speakers: Mapping[str, str | None]
) -> str | None:
    """Return who answers: the one person named before the first line, or else who has a label."""
    before = people.between(0, lines[0].start)
    asking = {speakers[one.label] for one in lines if _asks(people.text, one)}
    persons = {people.name(m) for m in before if people.name(m) in people.persons} - asking
    labelled = persons.intersection(filter(None, speakers.values()))
    few = labelled or persons
    return next(iter(few)) if len(few) == 1 else None


def _span(
    text: str, line: _Line, speakers: Mapping[str, str | None], answers: str | None
) -> AttributionSpan:
    label = line.label.casefold()
    name: str | None = speakers[line.label] or line.label.title()
    if label in _QUESTION | _ANSWER:
        name = answers if label in _ANSWER else None
    asks = label in _QUESTION or _asks(text, line)
    form: SpeakerForm = "name" if name else "none"
    return AttributionSpan(line.start, line.end, name, form, "asked" if asks else ":", "direct")


def _asks(text: str, line: _Line) -> bool:
    return text[line.start : line.end].rstrip().endswith("?")
