"""Turns: a speaker goes on speaking in quotations without a source, until another speaks.

A name under a quotation, on a line of its own, is that of its speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution.contents import touching
from rag.attribution.cues import is_reply
from rag.attribution.pronouns import Discourse
from rag.attribution.resolver import Speaker, resolve_speaker
from rag.attribution.spans import NOBODY, AttributionSpan, Turn
from rag.attribution.units import Unit
from rag.english.quotes import Quote
from rag.types import SpeechKind

_SPEECH_WORDS = 4  # from which a quotation without a cue is speech, rather than a term set apart
_CLOSING = "”\"»’'"
_MARKS = frozenset(",.?!…")  # before the mark that closes what is said, rather than a term
_SENTENCE_END = (".", "?", "!", "…")
# A name under a quotation that stands alone, or behind it: "— Ann Lee".
_SIGNATURE = re.compile(r"\s*[—–―-]\s*([A-Z](?:[^,.;:“”\"]|(?<=\b[A-Z])\.){2,60})\W*")


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of speech, half-open, and who speaks by what the tagger found."""

    start: int
    end: int
    kind: SpeechKind
    turn: Turn


def read_turns(
    discourse: Discourse,
    units: Sequence[Unit],
    speech: Sequence[Speech],
    subjects: Sequence[str | None],
) -> list[AttributionSpan]:
    """Return who speaks in each unit; `subjects` are those of the units, by name."""
    reader = _Reader(discourse)
    at = 0
    for unit, subject in zip(units, subjects, strict=True):
        first = at
        while at < len(speech) and speech[at].start < unit.end:
            at += 1
        if not reader.sign(unit):
            reader.read(unit, speech[first:at], subject)
    return reader.spans


class _Reader:
    """Reads the units in order, and remembers who spoke last."""

    def __init__(self, discourse: Discourse) -> None:
        self.spans: list[AttributionSpan] = []
        self._discourse = discourse
        self._text = discourse.people.text
        self._turn: Turn | None = None
        self._unsigned: list[int] = []  # numbers of the spans that a signature may attribute
        self._read_to = 0
        self._open = False  # whether the last unit ends within a quotation

    def sign(self, unit: Unit) -> bool:
        """Attribute the unsigned quotations to the signer; return whether the unit is a name."""
        signer = self._signer(unit.start, unit.end) if self._unsigned else None
        if signer is None:
            return False
        for i in self._unsigned:
            span = self.spans[i]
            self.spans[i] = replace(span, speaker=signer.name, form=signer.form, cue="—")
        self._turn, self._unsigned = None, []
        return True

    def _signer(self, start: int, end: int) -> Speaker | None:
        """Return the speaker whose name, and nothing else, stands between two offsets."""
        signature = _SIGNATURE.fullmatch(self._text, start, end)
        if signature is None:
            return None
        signer = resolve_speaker(self._discourse, signature.span(1))
        return signer if signer.form == "name" else None

    def read(self, unit: Unit, speech: Sequence[Speech], subject: str | None) -> None:
        """Read a unit with the speech that begins in it."""
        self._unsigned = []
        before = None if unit.heading else self._turn
        signed = self._signer(unit.quotes[-1].end, unit.end) if unit.quotes else None
        end = unit.quotes[-1].end if signed else unit.end
        alone = replace(unit, end=end).is_quotation(self._text)
        goes_on = self._goes_on(unit)
        own: Turn | None = None  # of the unit
        for one in _with_lone_quotations(self._text, unit, speech, self._read_to, before, alone):
            turn = one.turn
            first = own is None and one.start == unit.start
            if signed and alone and one.kind == "direct":
                turn = Turn(signed, "—", turn.source)
            elif before and first and goes_on:
                turn = replace(before, cue="")
            elif turn.source is None and one.kind == "direct":
                carried = own or (before if alone else None)
                turn = replace(carried, cue=turn.cue) if carried else turn
            if self._replies_to_itself(turn):
                turn = replace(NOBODY, cue=turn.cue)
            own = turn if turn.source is not None else own
            self._add(one, turn, alone=alone)
        acts = before is not None and subject is not None and subject == before.speaker.name
        self._turn = own or (before if acts and not unit.heading else None)
        self._open = bool(unit.quotes) and _is_open(self._text, unit.quotes[-1], unit)

    def _replies_to_itself(self, turn: Turn) -> bool:
        """Return whether "he replied" would mean the last speaker."""
        last = self.spans[-1] if self.spans else None
        return (
            turn.speaker.form == "pronoun"
            and last is not None
            and last.speaker == turn.speaker.name
            and is_reply(turn.cue)
            and not is_reply(last.cue)
        )

    def _goes_on(self, unit: Unit) -> bool:
        """Return whether the unit begins with a quotation that the one before left open."""
        return self._open and bool(unit.quotes) and unit.quotes[0].start == unit.start

    def _add(self, one: Speech, turn: Turn, *, alone: bool) -> None:
        self._read_to = max(self._read_to, one.end)
        if one.kind != "indirect":
            words = self._text[one.start : one.end].split()
            said = alone or (turn.cue and _last_mark(words[-1]) in _MARKS)
            if turn.speaker.form == "none" and (len(words) < _SPEECH_WORDS or not said):
                return  # a term
            if alone and one.kind == "direct":
                self._unsigned.append(len(self.spans))
        speaker = turn.speaker
        self.spans.append(
            AttributionSpan(one.start, one.end, speaker.name, speaker.form, turn.cue, one.kind)
        )


def _is_open(text: str, quote: Quote, unit: Unit) -> bool:
    """Return whether a quotation ends with its unit, and not with a mark."""
    return quote.end == unit.end and text[quote.end - 1] not in _CLOSING


def _with_lone_quotations(
    text: str,
    unit: Unit,
    speech: Sequence[Speech],
    start: int,
    before: Turn | None,
    alone: bool,
) -> list[Speech]:
    """Return the speech of a unit with the quotations in which the tagger found none, in order.

    A term in quotation marks is no speech, nor is a quotation beside other words before which
    nobody speaks. Speech before `start` is known.
    """
    found = list(speech)
    for quote in unit.quotes:
        if quote.start < start or touching(speech, quote.start, quote.end):
            continue
        words = text[quote.start : quote.end].split()
        whole = before is not None and alone and _last_mark(words[-1]) in _SENTENCE_END
        if alone and (len(words) >= _SPEECH_WORDS or whole):
            found.append(Speech(quote.start, quote.end, "direct", NOBODY))
    return sorted(found, key=lambda one: one.start)


def _last_mark(word: str) -> str:
    """Return the last character of a word before the marks that close a quotation."""
    return word.rstrip(_CLOSING)[-1:]
