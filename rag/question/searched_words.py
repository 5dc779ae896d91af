"""The words that are searched for a follow-up, made of its slots.

They need not be English: the search wants the right words, and `rag.question.shown_question` makes
the question that people read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.english.interrogatives import (
    ARTICLE_BEFORE,
    DETERMINER,
    DOES,
    LEAD,
    LEADING_WH,
    NAME,
    WH_ALONE,
    capitalised,
)
from rag.question.referents import nouns_in, speech_topic, subject_words, topic_of_anybody
from rag.question.slots import Coreference, Slots
from rag.types import Query

SAY_THIS = re.compile(r"\bsay this\b")
"""What a follow-up on somebody's words says for them: "when did Lee say this?"."""

_WHO_DID = re.compile(rf"^who\s+(?!{DOES}\b)", re.IGNORECASE)
# "How many beds will it have?" in parts, to ask "why will it have beds?".
_AMOUNT = re.compile(
    rf"^(?:how\s+many|how\s+much|which|what)\s+(?P<noun>(?!{DOES}\b)\w+(?:\s+\w+)??)\s+"
    rf"(?P<does>{DOES})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:the|a|an|this|these|his|her|its|their)\s|(?:it|he|she|they)\b|[A-Z]")


def searched_words(slots: Slots) -> str:
    """Return the words that are searched for a follow-up."""
    return _WRITERS[slots.kind](slots)


def resolved(slots: Slots) -> str:
    """Return a follow-up with its antecedent in the place of the pronoun, without marks."""
    found = slots.coreference
    return put(slots.bare, found) if found else slots.bare


def put(text: str, found: Coreference) -> str:
    """Put an antecedent in the place of a pronoun: "his boat" is "Bo Berg’s boat"."""
    word, after = found.word.lower(), text[found.end :]
    own = word in ("his", "its", "their") or (word == "her" and re.match(r"\s+\w", after))
    return f"{text[: found.start]}{found.antecedent}{'’s' if own else ''}{after}"


def _same(slots: Slots) -> str:
    return slots.before.text


def _about(topic: str | None) -> str:
    return f" about {topic}" if topic else ""


def _words_of(slots: Slots) -> str:
    if not slots.speaker:
        return f"Who said something{_about(slots.topic)}?"
    return f"What did {slots.speaker} say{_about(slots.topic)}?"


def _who_is(slots: Slots) -> str:
    return f"Who {'are' if slots.bare.endswith('they') else 'is'} {slots.speaker}?"


def _other_wh(slots: Slots) -> str:
    return f"{capitalised(slots.wh)} {_without_question_word(slots.before)}?"


def _count(slots: Slots) -> str:
    return f"{capitalised(slots.wh)} {subject_words(slots.before)}?"


def _without_question_word(before: Query) -> str:
    """Return a question without its question word, so that another can take its place."""
    if before.speaker:
        return f"did {before.speaker} say this{_about(before.topic)}"
    text = LEAD.sub("", before.text.strip(" ?!."))
    if _WHO_DID.match(text):
        return _WHO_DID.sub("was it that they ", text)
    amount = _AMOUNT.match(text)
    if amount:
        does, noun, rest = amount["does"], amount["noun"], amount["rest"]
        return f"{does} {rest} {noun}" if _SUBJECT.match(rest) else f"{does} {noun} {rest}"
    return WH_ALONE.sub("", text) or text


def _who_else(slots: Slots) -> str:
    """Ask the question before of other people; `topic` is what it is about."""
    if slots.predicate:
        within = f" ({slots.topic})" if slots.topic is not None else ""
        return f"Who else {slots.predicate}{within}?"
    of_words = slots.before.speaker or topic_of_anybody(slots.before)
    said = "said something about " if of_words else ""
    return f"Who else {said}{slots.topic}?" if slots.topic else "Who else said something?"


def _who_said(slots: Slots) -> str:
    before = slots.before
    if before.speaker:
        return f"Who said something{_about(before.topic)}?"
    text = before.text.strip(" ?!.")
    if LEADING_WH.match(text):
        return f"Who said {text[:1].lower()}{text[1:]}?"
    return f"Who said something about {speech_topic(before)}?"


def _replaced(slots: Slots) -> str:
    """Put another name or thing into a question that asks for nobody's words."""
    what, text = slots.thing, slots.before.text.strip(" ?!.")
    named = list(NAME.finditer(text, len(text.split()[0])))
    bare = DETERMINER.sub("", what).strip()
    if bare[:1].isupper() and named:
        before, given = text[: named[-1].start()], DETERMINER.match(what)
        if given:  # "and the A400M?", after one on "a C-17"
            before = ARTICLE_BEFORE.sub(f"{given[0].lower()} ", before)
        return f"{before}{bare}{text[named[-1].end() :]}?"
    nouns = nouns_in(text)
    if nouns and (DETERMINER.match(what) or not named):
        before, after = text.rsplit(nouns[-1], 1)
        return f"{before}{what}{after}?"
    return f"{text} {what}?"


def _whole(slots: Slots) -> str:
    return f"{resolved(slots)}{_about(slots.topic)}?"


def _within(slots: Slots) -> str:
    return f"{slots.bare} ({subject_words(slots.before)})?"


_WRITERS: dict[str, Callable[[Slots], str]] = {
    "same": _same,
    "more": _same,
    "more_from": _words_of,
    "who_else": _who_else,
    "who_said": _who_said,
    "who_is": _who_is,
    "wh": _other_wh,
    "count": _count,
    "speaker": _words_of,
    "topic": _words_of,
    "replacement": _replaced,
    "whole": _whole,
    "within": _within,
}
