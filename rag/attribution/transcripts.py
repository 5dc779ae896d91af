"""Interviews and transcripts: paragraphs that begin with who speaks, as in "Q:", "A:", "WEBER:".

In an interview with one person "A" is that person; who asks has no name unless a line gives it.
Questions set in bold are those of an interview, too, whose answers stand under them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.attribution.initials import authors_named, by_initials
from rag.attribution.interviewee import interviewee
from rag.attribution.people import People
from rag.attribution.spans import AttributionSpan
from rag.attribution.units import Unit
from rag.english.persons import TITLES
from rag.types import SpeakerForm

_QUESTION = frozenset(("q", "question"))
_ANSWER = frozenset(("a", "answer"))
# A label of at most five words before a colon, or "Q." or "A.", perhaps set in bold.
_LABEL = re.compile(
    r"[*_]{0,3}(?:(?P<letter>[QA])\.|(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,4}))"
    r"(?(letter)|[*_]{0,3}\s*:)[*_]{0,3}\s+"
)
_BOLD_QUESTION = re.compile(r"(?:\*\*|__)(?P<words>[^*_\n]+\?)(?:\*\*|__)\s*")
# What stands before a colon for who made an article, rather than for who speaks in it.
_CREDITS = frozenset(
    """
    camera caption credit editing editor illustration illustrations image images interview media
    photo photograph photographs photography photos picture pictures producer reporting source
    sources text transcript translation video words
    """.split()
)
_TITLES = frozenset(title.casefold() for title in TITLES)
_LEAST_LINES = 3  # that have a label in a transcript, at least


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said after a label, half-open, in code points of the document.

    `paragraphs` counts those that it spans.
    """

    label: str
    start: int
    end: int
    paragraphs: int = 1


def read_transcript(
    people: People, units: Sequence[Unit], title: str, author: str
) -> list[AttributionSpan]:
    """Return what is said in the lines of a transcript; nothing in any other article.

    `title` and `author` are the article's.
    """
    lines = _lines(people.text, _paragraphs(units))
    labels = {line.label for line in lines}
    speakers = {label: _named(people, label) for label in labels}
    if lines:
        lead = {people.name(mention) for mention in people.between(0, lines[0].start)}
        lead |= authors_named(author)
        named = {name for name in speakers.values() if name} | (labels & {*lead})
        for label in labels:
            speakers[label] = speakers[label] or by_initials(label, named, lead)
    if not _is_transcript(lines, speakers):
        return []
    answers = _who_answers(people, lines, speakers, title, author)
    return [_span(people.text, line, speakers, answers) for line in lines]


def _paragraphs(units: Sequence[Unit]) -> list[Unit]:
    """Return a unit for each paragraph, from its beginning to its end."""
    found: list[Unit] = []
    for unit in units:
        if found and found[-1].paragraph == unit.paragraph and not unit.heading:
            found[-1] = replace(found[-1], end=unit.end)
        else:
            found.append(unit)
    return found


def _lines(text: str, paragraphs: Sequence[Unit]) -> list[_Line]:
    """Return the labelled paragraphs, each with those without a label up to the next one.

    A heading ends what is said, and after the last label nobody goes on speaking.
    """
    found: list[_Line] = []
    more: list[Unit] = []  # paragraphs without a label since the last line
    goes_on = False
    for paragraph in paragraphs:
        line = _line(text, paragraph, after_question=goes_on and found[-1].label == "Q")
        if line is not None:
            if more:
                last = found[-1]
                paragraphs_in_all = last.paragraphs + len(more)
                found[-1] = replace(last, end=more[-1].end, paragraphs=paragraphs_in_all)
            found.append(line)
            more, goes_on = [], True
        elif paragraph.heading:
            goes_on = False
        elif goes_on:
            more.append(paragraph)
    return found


def _line(text: str, paragraph: Unit, *, after_question: bool) -> _Line | None:
    """Return the line that a paragraph begins; what stands under a question answers it."""
    start, end = paragraph.start, paragraph.end
    if bold := _BOLD_QUESTION.fullmatch(text, start, end):
        start, end = bold.span("words")
    elif paragraph.heading:
        return None
    label = _LABEL.match(text, start, end)
    if label and _is_label(name := label["letter"] or label["name"]):
        return _Line(name, label.end(), end)
    if bold:
        return _Line("Q", start, end)
    return _Line("A", start, end) if after_question else None


def _is_transcript(lines: Sequence[_Line], speakers: Mapping[str, str | None]) -> bool:
    """Return whether lines are those of a transcript, rather than of a list or a table.

    Somebody speaks twice, and others do; most paragraphs have a label; labels look like names.
    """
    labels = Counter(line.label for line in lines)
    known = {label.casefold() for label in labels}
    if len(lines) < _LEAST_LINES or len(labels) < 2:
        return False
    if known & _QUESTION and known & _ANSWER:
        return True
    like_names = sum(
        speakers[label] is not None or label.isupper() or len(label.split()) > 1 for label in labels
    )
    spans = sum(line.paragraphs for line in lines[:-1]) + 1
    return max(labels.values()) > 1 and like_names == len(labels) and 2 * len(lines) >= spans


def _is_label(name: str) -> bool:
    letters = [word for word in name.split() if word[0].isalpha()]
    if name.casefold() in _CREDITS:
        return False
    known = name.casefold() in _QUESTION | _ANSWER
    return known or (len(name) > 1 and all(word[0].isupper() for word in letters))


def _named(people: People, label: str) -> str | None:
    """Return the name in the article that a label means, as the article writes it first."""
    words = [word.casefold() for word in label.split()]
    for mention in people.mentions:
        own = [word.casefold() for word in mention.words]
        titled = words[-1:] == own[-1:] and words[0].rstrip(".") in _TITLES
        if people.text[mention.end : mention.end + 1] == ":":
            continue
        if own[-len(words) :] == words or titled:
            return people.name(mention)
    return None


def _who_answers(
    people: People,
    lines: Sequence[_Line],
    speakers: Mapping[str, str | None],
    title: str,
    author: str,
) -> str | None:
    """Return who answers: the only person of the lead who has a label, or is interviewed."""
    asking = {speakers[one.label] for one in lines if _asks(people.text, one)}
    start = lines[0].start
    before = {people.name(m) for m in people.between(0, start)} & people.persons
    labelled = before.intersection(filter(None, speakers.values())) - asking
    if labelled:
        return next(iter(labelled)) if len(labelled) == 1 else None
    return interviewee(people, start, asking, title, author)


def _span(
    text: str, line: _Line, speakers: Mapping[str, str | None], answers: str | None
) -> AttributionSpan:
    label = line.label.casefold()
    shown = line.label.title() if line.label.isupper() else line.label
    name: str | None = speakers[line.label] or shown
    if label in _QUESTION | _ANSWER:
        name = answers if label in _ANSWER else None
    asks = label in _QUESTION or _asks(text, line)
    form: SpeakerForm = "name" if name else "none"
    return AttributionSpan(line.start, line.end, name, form, "asked" if asks else ":", "direct")


def _asks(text: str, line: _Line) -> bool:
    return text[line.start : line.end].rstrip().endswith("?")
